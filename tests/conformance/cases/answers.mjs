// Answers that are about something else, huge, or of a polluted world.

const BIG = 1024 * 1024;

/** A custom fetch's response: what the client needs of one and no more. */
const answer404 = { status: 404, headers: { get: () => null }, text: async () => "{}" };

/** The error of a call, and how long it took to be there. */
async function errorOf(t, call) {
  const begun = performance.now();
  const error = await call().then(
    () => t.fail("it succeeds"),
    (error) => error,
  );
  return { error, took: performance.now() - begun };
}

export default [
  {
    name: "an answer about another job is an error that says so and is not retried, letter case aside",
    line: ["another job"],
    async run(t) {
      for (const method of ["cancelJob", "getJob", "waitForJob"]) {
        const body = { job_id: "ANOTHER", message: "m", status: "completed", created_at: "c" };
        const fetch = t.stubFetch(t.reply(200, body));
        await t.rejects(t.over(fetch).jobs[method]({ jobId: "j" }), t.pulse.PulseError, {
          message: /another job/,
          statusCode: 200,
          body: JSON.stringify(body),
          jobId: "j",
        });
        t.equal(fetch.calls.length, 1);
        t.ok(await t.over(t.stubFetch(t.reply(200, body))).jobs[method]({ jobId: "Another" }));
      }
      const other = t.stubFetch(
        t.cancelled(),
        t.reply(200, { job_id: "b", status: "completed", created_at: "c" }),
      );
      const summary = await t.over(other).jobs.cancelJobs(["a"], { confirm: true });
      t.equal([summary.failed, summary.finished], [1, 0]);
    },
  },
  {
    name: "a DELETE's answer with an error object beside its fields is an error, and a failed job's state is none",
    line: ["another job"],
    async run(t) {
      const fields = { job_id: "j", message: "m", status: "failed", created_at: "c" };
      for (const error of [{ code: "JOB_001" }, {}, []]) {
        const fetch = t.stubFetch(t.reply(200, { ...fields, error }));
        await t.rejects(t.over(fetch).cancelJob("j"), t.pulse.PulseError, { message: /an error/ });
        t.equal(fetch.calls.length, 1);
      }
      for (const error of [null, "", "why"]) {
        t.ok(await t.over(t.stubFetch(t.reply(200, { ...fields, error }))).cancelJob("j"));
      }
      const failed = t.reply(200, { ...fields, error: { message: "why" } });
      t.equal((await t.over(t.stubFetch(failed)).jobs.getJob({ jobId: "j" })).status, "failed");
    },
  },
  {
    name: "nothing counts that an answer has from Object.prototype alone",
    line: ["another job"],
    alone: true,
    async run(t) {
      const polluted = {
        job_id: "j",
        message: "m",
        status: "completed",
        created_at: "c",
        code: "JOB_9",
        detail: "d",
        cause: "polluted",
        rawResponse: { polluted: true },
        attempts: 7,
      };
      polluted.error = { code: "JOB_1", message: "polluted" };
      const client = t.over(t.stubFetch(t.reply(200, "{}")), { maxRetries: 0 });
      const failing = t.over(t.stubFetch(t.reply(500, '{"error":{}}')), { maxRetries: 0 });
      const missing = t.over(t.stubFetch(t.problem(404, "JOB_001")), { maxRetries: 0 });
      const lost = Promise.reject(t.lost());
      lost.catch(() => {});
      const broken = t.over(t.stubFetch(lost), { maxRetries: 0 });
      for (const [name, value] of Object.entries(polluted)) {
        Object.prototype[name] = value;
      }
      let errors;
      try {
        errors = await Promise.all(
          [
            client.cancelJob("j"),
            client.jobs.getJob({ jobId: "j" }),
            failing.cancelJob("j"),
            missing.cancelJob("j"),
            broken.cancelJob("j"),
          ].map((call) =>
            call.then(
              () => undefined,
              (error) => error,
            ),
          ),
        );
      } finally {
        for (const name of Object.keys(polluted)) delete Object.prototype[name];
      }
      t.equal(
        errors.map((error) => error?.statusCode),
        [200, 200, 500, 404, undefined],
      );
      t.match(errors[3].message, /^404: .*\(JOB_001\)$/);
      t.equal(
        [errors[0].cause, errors[4].rawResponse, errors[4].attempts],
        [undefined, undefined, 1],
      );
      t.equal(Object.keys(errors[2]).sort(), ["attempts", "body", "jobId", "statusCode"]);
      for (const { message } of errors) t.lacks(message, "polluted");
    },
  },
  {
    name: "an error body past 1 MiB keeps its status's class, with the start of the body as text",
    line: ["1 MiB"],
    async run(t) {
      const jobId = await t.emulator.faulty({
        status: 404,
        bodyPrefix: '{"error":{"code":"JOB_001","message":"',
        bodyBytes: 30_000_000,
        bodySuffix: '"}}',
      });
      const error = await t.rejects(t.client().cancelJob(jobId), t.pulse.NotFoundError, {
        statusCode: 404,
        attempts: 1,
      });
      t.equal([typeof error.body, error.body.length], ["string", BIG]);
      const fetch = t.stubFetch(t.reply(503, "x".repeat(2 * BIG)), t.cancelled());
      const retried = t.over(fetch, { maxRetries: 1 }).cancelJob("j");
      t.equal((await retried).job_id, "j");
    },
  },
  {
    name: "a DELETE's answer past 1 MiB is cut off with an error, and of exactly 1 MiB it is read",
    line: ["1 MiB"],
    async run(t) {
      const answer = (length) => {
        const [before, after] = ['{"job_id":"j","message":"', '"}'];
        return before + "x".repeat(length - before.length - after.length) + after;
      };
      const client = (length) =>
        t.over(async () => new Response(answer(length)), { maxRetries: 0 });
      t.equal((await client(BIG).cancelJob("j")).job_id, "j");
      await t.rejects(client(BIG + 1).cancelJob("j"), t.pulse.PulseError, {
        message: /1 MiB/,
        statusCode: 200,
      });
    },
  },
  {
    name: "every text of a server may be huge, in linear time",
    line: ["1 MiB", "message"],
    alone: true,
    async run(t) {
      for (const filler of ["\u0001", "\n", " ", "x", t.key]) {
        const huge = filler.repeat(Math.floor(900_000 / filler.length));
        const bodies = [
          { error: { message: huge, code: "C" } },
          { error: { message: "m", code: huge } },
          { error: { message: "m", code: "C", details: { huge, list: [huge] } } },
          { message: huge },
          { detail: [{ msg: huge }] },
          huge,
        ];
        for (const [index, body] of bodies.entries()) {
          const reply = t.reply(400, body, { "retry-after": "1".repeat(100_000) });
          reply.statusText = huge;
          const { error, took } = await errorOf(t, () => t.over(t.stubFetch(reply)).cancelJob("j"));
          t.isError(error, t.pulse.BadRequestError);
          t.ok(error.message.length < 1_000, `${error.message.length} characters`);
          t.lacks(error.message, t.key);
          t.ok(took < 2_000, `${took} ms for body ${index}`);
        }
        const status = t.job(huge);
        t.equal((await t.over(t.stubFetch(status)).jobs.getJob({ jobId: "j" })).status, huge);
      }
    },
  },
  {
    name: "where no known field of an error body has a text, the message has the body itself, cut and without the key",
    line: ["message"],
    async run(t) {
      const of = async (body) => {
        const client = t.over(t.stubFetch(t.reply(422, body)));
        return (await errorOf(t, () => client.cancelJob("j"))).error.message;
      };
      t.equal(
        await of({ detail: [{ msg: "value is not a valid uuid" }] }),
        '422: {"detail":[{"msg":"value is not a valid uuid"}]}',
      );
      const cut = await of({ errors: ["y".repeat(280) + t.key] });
      t.ok(cut.length < 320, cut);
      t.lacks(cut, t.key.slice(0, 8));
      t.match(await of({}), /^422: ./);
    },
  },
  {
    name: "a key that one supplier gave is not in what another threw, whole or in part",
    line: ["Key scrubbed"],
    async run(t) {
      const secret = `supplied-${t.key}`;
      for (const length of [0, 285, 290, 295, 4_080, 4_090, 5_000]) {
        const baseUrl = () => {
          throw new Error("y".repeat(length) + secret);
        };
        for (const options of [
          { apiKey: () => secret, baseUrl },
          { apiKey: "other", headers: { "x-api-key": () => secret, "x-b": baseUrl } },
        ]) {
          const client = t.over(t.stubFetch(t.cancelled()), options);
          const { error } = await errorOf(t, () => client.cancelJob("j"));
          t.lacks(error.message, secret.slice(0, 9), `after ${length}`);
        }
      }
      const named = t.over(t.stubFetch(t.cancelled()), {
        baseUrl: () => "https://api.example.test",
        headers: {
          "x-a": () => {
            throw new Error("for https://api.example.test");
          },
        },
      });
      const { error } = await errorOf(t, () => named.cancelJob("j"));
      t.match(error.message, /for https:[/][/]api[.]example[.]test/);
    },
  },
  {
    name: "a job that could not be cancelled is asked for once: one that has ended is an outcome",
    line: ["could not be cancelled"],
    async run(t) {
      for (const status of ["completed", "failed", "canceled", "expired"]) {
        const script = [t.problem(500, "JOB_003"), t.job(status)];
        const fetch = t.stubFetch(...script);
        const { outcome, job } = await t.over(fetch).jobs.cancelJobAndWait({ jobId: "j" });
        t.equal([outcome, job.status], [status, status]);
        t.equal(
          fetch.calls.map(({ method }) => method),
          ["DELETE", "GET"],
        );
        const outcomes = [];
        const run = t.over(t.stubFetch(...script)).jobs.cancelJobs(["j"], { confirm: true });
        for await (const one of run) outcomes.push(one);
        t.equal([outcomes[0].status, outcomes[0].job.status], ["fulfilled", status]);
        t.equal(outcomes[0].response, undefined);
        const counted = await t
          .over(t.stubFetch(...script))
          .jobs.cancelJobs(["j"], { confirm: true });
        const { cancelled, finished, failed } = counted;
        t.equal([cancelled, finished, failed], status === "canceled" ? [1, 0, 0] : [0, 1, 0]);
      }
    },
  },
  {
    name: "a job that could not be cancelled and goes on, or cannot be asked for, fails as its cancellation did",
    line: ["could not be cancelled"],
    async run(t) {
      for (const then of [
        t.job("processing"),
        t.problem(404, "JOB_001"),
        t.reply(200, "no JSON"),
        t.lost(),
      ]) {
        const make = () => t.over(t.stubFetch(t.problem(500, "JOB_003"), then), { maxRetries: 0 });
        const expected = {
          statusCode: 500,
          code: "JOB_003",
          message: "500: said JOB_003 (JOB_003)",
          body: { error: { code: "JOB_003", message: "said JOB_003" } },
          attempts: 2,
        };
        const waited = make().jobs.cancelJobAndWait({ jobId: "j" });
        await t.rejects(waited, t.pulse.InternalServerError, expected);
        const { failures } = await make().jobs.cancelJobs(["j"], { confirm: true });
        t.isError(failures[0].error, t.pulse.InternalServerError, expected);
      }
      const fetch = t.stubFetch(t.problem(500, "JOB_003"));
      await t.rejects(t.over(fetch).cancelJob("j"), t.pulse.InternalServerError, { attempts: 1 });
      t.equal((await t.over(fetch).jobs.cancelJobs(["j"])).failed, 1);
      t.equal(fetch.calls.length, 2);
    },
  },
  {
    name: "a job that could not be cancelled, and cannot be asked for either, fails as its cancellation, and no other call does",
    line: ["JOB_ 500", "Platform"],
    clock: true,
    async run(t) {
      const other = t.over(t.stubFetch((_, init) => t.pending(init)));
      const bystander = other.cancelJob("other");
      let asked = 0;
      const apiKey = () => (asked++ === 0 ? t.key : new Promise(() => {}));
      const denied = () => t.problem(500, "JOB_003");
      const stuck = t.over(t.stubFetch(denied), { apiKey, deadlineInSeconds: 3 });
      const call = stuck.jobs.cancelJobAndWait({ jobId: "a" });
      t.equal(await t.clock.run(call), 3_000);
      await t.rejects(call, t.pulse.InternalServerError, { statusCode: 500, code: "JOB_003" });
      const held = t.stubFetch((url) =>
        url.endsWith("/b") ? t.problem(429, "RATE", { "retry-after": "3600" }) : denied(),
      );
      const run = t.over(held).jobs.cancelJobs(["b", "a"], { confirm: true });
      const { failures } = await run;
      t.equal(failures.map(({ error }) => error.statusCode).sort(), [429, 500]);
      other.free();
      t.equal(await Promise.race([bystander, "pending"]), "pending");
    },
  },
  {
    name: "whatever a custom response has for its status text and for its status harms its call alone",
    line: ["Platform"],
    async run(t) {
      const nasty = {
        get x() {
          throw new Error("read");
        },
      };
      for (const statusText of [nasty, Symbol("s"), 5, null]) {
        const answer = { ...answer404, statusText };
        await t.rejects(t.over(async () => answer).cancelJob("j"), t.pulse.NotFoundError, {
          statusCode: 404,
        });
      }
      let reads = 0;
      const later = {
        ...answer404,
        get status() {
          return reads++ < 4 ? 404 : Symbol("s");
        },
      };
      await t.rejects(t.over(async () => later).cancelJob("j"), t.pulse.PulseError, {});
    },
  },
  {
    name: "a hook for stacks that throws or gives nonsense harms nothing",
    line: ["Platform"],
    fakes: true,
    async run(t) {
      const before = Error.prepareStackTrace;
      for (const hook of [
        () => {
          throw new Error("hook");
        },
        () => Symbol("s"),
        () => Object.create(null),
      ]) {
        const client = t.over(t.stubFetch(t.problem(404, "X")));
        let summary;
        let error;
        Error.prepareStackTrace = hook;
        try {
          summary = await client.jobs.cancelJobs(["a", "b"]);
          error = await client.cancelJob("j").catch((thrown) => thrown);
        } finally {
          Error.prepareStackTrace = before;
        }
        t.equal(summary.failed, 2);
        t.equal([error instanceof t.pulse.NotFoundError, error.statusCode], [true, 404]);
      }
    },
  },
  {
    name: "of any body without a text that is known, the message shows the body itself",
    line: ["message"],
    async run(t) {
      for (const body of ["42", "false", "null", "[1]"])
        await t.rejects(
          t.over(t.stubFetch(t.reply(422, body))).cancelJob("j"),
          t.pulse.PulseError,
          {
            message: `422: ${body}`,
          },
        );
    },
  },
  {
    name: "an id that has the key in it is what an error says it is",
    line: ["error fields"],
    async run(t) {
      const client = t.over(t.stubFetch(t.problem(404, "X")), { apiKey: "test" });
      await t.rejects(client.cancelJob("test-job-1"), t.pulse.NotFoundError, {
        jobId: "test-job-1",
      });
      const lost = t.over(t.stubFetch(t.lost()), { apiKey: "t", maxRetries: 0 });
      await t.rejects(lost.cancelJob("j"), t.pulse.PulseConnectionError, {
        message: /the server could not/,
      });
    },
  },
];
