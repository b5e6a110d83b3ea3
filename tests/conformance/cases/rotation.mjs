// Suppliers before each request, and the key once more after a 401.

/** Keys in turn, the last one again and again; `asked` counts. */
function keysOf(...keys) {
  const apiKey = () => keys[Math.min(apiKey.asked++, keys.length - 1)];
  return Object.assign(apiKey, { asked: 0 });
}

/** A server that knows one key alone. */
const knows = (t, key, answer) => (_, init) =>
  init.headers["x-api-key"] === key ? answer(init) : t.problem(401, "AUTH_002");

const keysSent = (fetch) => fetch.calls.map(({ init }) => init.headers["x-api-key"]);

export default [
  {
    name: "after a 401 a supplied key is asked for again, and where it has changed the request is sent once more",
    line: ["suppliers, after a 401"],
    async run(t) {
      const apiKey = keysOf("old-key", "new-key");
      const fetch = t.stubFetch(knows(t, "new-key", () => t.cancelled()));
      const events = [];
      const client = t.over(fetch, { apiKey, maxRetries: 0, onEvent: (e) => events.push(e) });
      t.equal((await client.cancelJob("job-1")).job_id, "job-1");
      t.equal(keysSent(fetch), ["old-key", "new-key"]);
      t.equal(
        events.map(({ type, attempt }) => [type, attempt]),
        [
          ["attempt", 1],
          ["response", 1],
          ["retry", 1],
          ["attempt", 2],
          ["response", 2],
        ],
      );
    },
  },
  {
    name: "an answer that quotes a key from before the rotation shows neither that key nor the new one",
    line: ["Key scrubbed", "suppliers, after a 401"],
    async run(t) {
      const says = (status) =>
        t.reply(status, {
          error: { code: "AUTH_003", message: "old-key was replaced by new-key" },
        });
      const fetch = t.stubFetch(says(401), says(403), says(401), says(403));
      const told = [];
      const client = t.over(fetch, {
        apiKey: keysOf("old-key", "new-key", "old-key", "new-key"),
        onEvent: ({ error }) => told.push(error?.message),
      });
      const error = await t.rejects(client.cancelJob("j"), t.pulse.ForbiddenError);
      const [outcome] = (await client.jobs.cancelJobs(["j"])).failures ?? [];
      for (const text of [error.message, outcome?.error.message, ...told])
        t.lacks(text ?? "", "old-key");
      // Before the rotation the next key is nothing that the client could know.
      t.lacks(error.message, "new-key");
      t.equal(fetch.calls.length, 4);
    },
  },
  {
    name: "of a key that begins with another one nothing is left in a message, whichever came first",
    line: ["Key scrubbed", "suppliers, after a 401"],
    async run(t) {
      const [short, long] = ["a-key", "a-key-and-its-end"];
      for (const keys of [
        [short, long],
        [long, short],
      ]) {
        const says = (status) =>
          t.reply(status, { error: { code: "AUTH_003", message: `${long} or ${short}` } });
        const client = t.over(t.stubFetch(says(401), says(403)), { apiKey: keysOf(...keys) });
        const error = await t.rejects(client.cancelJob("j"), t.pulse.ForbiddenError);
        for (const part of ["a-key", "its-end"]) t.lacks(error.message, part);
      }
    },
  },
  {
    name: "a second 401 is the end, and so is the first where the key is still the same",
    line: ["suppliers, after a 401"],
    async run(t) {
      for (const [keys, attempts] of [
        [["a-key", "b-key", "c-key"], 2],
        [["a-key"], 1],
      ]) {
        const apiKey = keysOf(...keys);
        const fetch = t.stubFetch(t.problem(401, "AUTH_002"));
        await t.rejects(t.over(fetch, { apiKey }).cancelJob("j"), t.pulse.UnauthorizedError, {
          statusCode: 401,
          attempts,
        });
        t.equal([fetch.calls.length, apiKey.asked], [attempts, 2]);
      }
    },
  },
  {
    name: "a 401 under a key that is a text, or from a header's supplier, asks again where a supplier gives the key",
    line: ["suppliers, after a 401"],
    async run(t) {
      const fetch = t.stubFetch(t.problem(401, "AUTH_002"));
      let asked = 0;
      const baseUrl = () => {
        asked += 1;
        return "https://api.example.test";
      };
      await t.rejects(t.over(fetch, { baseUrl }).cancelJob("j"), t.pulse.UnauthorizedError);
      t.equal([fetch.calls.length, asked], [1, 1], "no supplier gives the key");
      const renewed = t.stubFetch(knows(t, "new-key", () => t.cancelled()));
      const supplier = keysOf("old-key", "new-key");
      const client = t.over(renewed, { apiKey: undefined, headers: { "X-Api-Key": supplier } });
      await client.cancelJob("job-1");
      t.equal(keysSent(renewed), ["old-key", "new-key"]);
    },
  },
  {
    name: "a key that rotates ends neither a wait nor a bulk run",
    line: ["suppliers", "suppliers, after a 401", "waitForJob", "Bulk 401"],
    clock: true,
    async run(t) {
      // Each key is good for three requests; the supplier does not know before a 401 says so.
      let [valid, used, cached] = [1, 0, 1];
      let last;
      const answer = (url, init) => {
        if (init.headers["x-api-key"] !== `key-${valid}`) {
          cached = valid;
          return t.problem(401, "AUTH_002");
        }
        used += 1;
        if (used % 3 === 0) valid += 1;
        last = new URL(url).pathname.split("/").at(-1);
        const body = { job_id: last, message: "m", created_at: "c" };
        return t.reply(200, { ...body, status: used > 8 ? "completed" : "pending" });
      };
      const client = t.over(t.stubFetch(answer), { apiKey: async () => `key-${cached}` });
      const waited = client.jobs.waitForJob({ jobId: "job-1" });
      await t.clock.run(waited);
      t.equal((await waited).status, "completed");
      const ids = Array.from({ length: 40 }, (_, index) => `job-${index}`);
      for (const concurrency of [1, 2]) {
        const run = client.jobs.cancelJobs(ids, { concurrency });
        await t.clock.run(run);
        const { cancelled, failed, stoppedBy } = await run;
        t.equal([cancelled, failed, stoppedBy], [40, 0, undefined]);
      }
    },
  },
  {
    name: "a bulk run whose supplied key is refused twice stops as unauthorized",
    line: ["suppliers, after a 401", "Bulk 401"],
    async run(t) {
      const fetch = t.stubFetch(t.problem(401, "AUTH_002"));
      const apiKey = keysOf("a-key");
      const summary = await t
        .over(fetch, { apiKey })
        .jobs.cancelJobs(["a", "b", "c"], { concurrency: 1 });
      t.equal(
        [summary.stoppedBy, summary.failed, summary.skipped, fetch.calls.length, apiKey.asked],
        ["unauthorized", 1, 2, 1, 2],
      );
    },
  },
  {
    name: "no message and no event shows the key of the attempt before",
    line: ["suppliers, after a 401", "Key scrubbed"],
    async run(t) {
      const apiKey = keysOf("old-key-0123456789", "new-key-0123456789");
      const lines = t.recordingLogger();
      const echo = (_, init) =>
        t.reply(401, { error: { code: "AUTH_002", message: `bad ${init.headers["x-api-key"]}` } });
      const told = [];
      const client = t.over(t.stubFetch(echo), {
        apiKey,
        logging: { level: "debug", logger: lines },
        onEvent: (event) => told.push(event, event.error?.message),
      });
      const error = await t.rejects(client.cancelJob("j"), t.pulse.UnauthorizedError);
      const texts = [error.message, ...t.textsOf([lines.lines, told], ["body", "cause"])].join();
      t.lacks(texts, "key-0123456789");
    },
  },
  {
    name: "a deadline and an abort hold while a later attempt's suppliers are pending, and their answer is dropped",
    line: ["suppliers", "deadlineInSeconds", "Abort", "Nothing left"],
    clock: true,
    async run(t) {
      for (const ends of ["deadline", "abort"]) {
        const { controller, signal, live } = t.countedSignal();
        let answer;
        let asked = 0;
        const apiKey = () => {
          asked += 1;
          return asked === 1 ? "first-key" : new Promise((resolve) => (answer = resolve));
        };
        const fetch = t.stubFetch(t.problem(503, "X", { "retry-after": "1" }));
        const promise = t
          .over(fetch, { apiKey })
          .cancelJob("j", { deadlineInSeconds: 5, abortSignal: signal });
        const failed = t.rejects(
          promise,
          ends === "abort" ? t.pulse.PulseAbortError : t.pulse.PulseTimeoutError,
          { attempts: 1 },
        );
        await t.clock.advance(2_000);
        t.equal(asked, 2);
        if (ends === "abort") controller.abort();
        else await t.clock.advance(3_000);
        await failed;
        answer("late-key");
        await t.turn();
        t.equal([fetch.calls.length, live.size, t.clock.timers.size], [1, 0, 0]);
      }
    },
  },
  {
    name: "what a supplier gives for a later request is refused by an error that says what was sent",
    line: ["suppliers"],
    clock: true,
    async run(t) {
      for (const [option, given] of [
        ["apiKey", undefined],
        ["apiKey", "a b"],
        ["baseUrl", "nowhere"],
      ]) {
        let asked = 0;
        const fine = { apiKey: t.key, baseUrl: "https://api.example.test" }[option];
        const supplier = () => (asked++ === 0 ? fine : given);
        const fetch = t.stubFetch(t.problem(503, "X"));
        const call = t.over(fetch, { [option]: supplier }).cancelJob("a");
        await t.clock.run(call);
        await t.rejects(call, t.pulse.PulseValidationError, { attempts: 1, jobId: "a" });
        t.equal(fetch.calls.length, 1);
      }
    },
  },
  {
    name: "of keys that change with each of many polls the last ones are scrubbed",
    line: ["Key scrubbed", "suppliers"],
    clock: true,
    async run(t) {
      const keys = [];
      const apiKey = () => keys[keys.push(`key-${keys.length}-`.padEnd(1_000, "x")) - 1];
      const fetch = t.stubFetch(() =>
        keys.length < 60
          ? t.job("pending")
          : t.problem(404, keys.slice(-2).join(), { "x-key": keys.at(-1) }),
      );
      const promise = t.over(fetch, { apiKey }).jobs.waitForJob({ jobId: "j" });
      const failed = t.rejects(promise, t.pulse.NotFoundError, { attempts: 60 });
      await t.clock.run(promise, 60 * 60_000);
      const { message, code } = await failed;
      t.lacks(message + code, "key-5");
    },
  },
];
