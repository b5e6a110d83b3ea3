// Which failures are tried again, how often, and after how long. The clock is a fake one, so no case waits.

const DELETE_OR_GET = ["cancelJob", "getJob"];

const success = (t) => () =>
  t.reply(200, { job_id: "j", message: "m", status: "completed", created_at: "c" });

/** Runs one call with a scripted fetch, and returns how long it took and what was sent. */
async function runScript(t, script, options, method = "cancelJob", more) {
  const fetch = t.stubFetch(...script);
  const client = t.over(fetch, options);
  const promise = client.jobs[method]({ jobId: "j" }, more);
  let [value, error] = [];
  const done = promise.then(
    (data) => {
      value = data;
    },
    (thrown) => {
      error = thrown;
    },
  );
  const milliseconds = await t.clock.run(done);
  const times = fetch.calls.map((call) => call.at - fetch.calls[0].at);
  return { value, error, milliseconds, fetch, gaps: times.slice(1).map((at, i) => at - times[i]) };
}

function retried(what, failure) {
  return {
    name: `${what} is retried, for DELETE and for GET`,
    line: ["Retried", "attempts"],
    clock: true,
    async run(t) {
      for (const method of DELETE_OR_GET) {
        const { value, error, fetch } = await runScript(t, [failure(t), success(t)], {}, method);
        t.ok(value, `${method} resolves, and not with ${error}`);
        t.equal(fetch.calls.length, 2, method);
        t.equal(fetch.calls[0].url, fetch.calls[1].url);
        t.equal(new Set(fetch.calls.map((call) => call.method)).size, 1, "the same method");
      }
    },
  };
}

function notRetried(status) {
  return {
    name: `${status} is not retried`,
    line: ["Retried"],
    clock: true,
    async run(t) {
      for (const method of DELETE_OR_GET) {
        const { error, fetch, milliseconds } = await runScript(
          t,
          [t.problem(status, "REQ_001", { "retry-after": "0" }), success(t)],
          {},
          method,
        );
        t.equal(
          [error.statusCode, error.attempts, fetch.calls.length, milliseconds],
          [status, 1, 1, 0],
        );
      }
    },
  };
}

const timesOut = (t) => (_, init) => t.pending(init);
const statuses = [408, 429, 500, 501, 502, 503, 504, 507, 599];

export default [
  {
    name: "initialRetryDelayInSeconds is the first backoff, of a client, of a call and of a run, and maxRetryDelayInSeconds caps the rest",
    line: ["initialRetryDelayInSeconds", "maxRetryDelayInSeconds", "Backoff", "RequestOptions"],
    clock: true,
    async run(t) {
      const patience = { maxRetries: 4, maxRetryDelayInSeconds: 3 };
      for (const [ofClient, ofCall] of [
        [{ ...patience, initialRetryDelayInSeconds: 0.5 }, undefined],
        [{ initialRetryDelayInSeconds: 40 }, { ...patience, initialRetryDelayInSeconds: 0.5 }],
      ]) {
        for (const method of ["cancelJob", "cancelJobs"]) {
          const fetch = t.stubFetch(t.problem(503, "X"));
          const { jobs } = t.over(fetch, ofClient);
          const subject = method === "cancelJob" ? { jobId: "j" } : ["j"];
          const promise = Promise.resolve(jobs[method](subject, ofCall)).catch(() => {});
          await t.clock.run(promise);
          const times = fetch.calls.map(({ at }) => at);
          const waits = times.slice(1).map((at, index) => at - times[index]);
          t.equal(waits.length, 4, method);
          for (const [index, seconds] of [0.5, 1, 2].entries())
            t.between(waits[index], seconds * 900, seconds * 1_100 + 1, `${method}, wait ${index}`);
          t.equal(waits[3], 3_000, `${method}, the last wait`);
        }
      }
    },
  },
  ...statuses.map((status) => retried(`a ${status}`, (t) => t.problem(status, "GENERAL_001"))),
  ...[400, 401, 402, 403, 404, 405, 409, 410, 413, 418, 422, 425, 428, 451, 499].map(notRetried),
  retried("a network failure", (t) => t.lost()),
  retried("an attempt's timeout", timesOut),
  retried("a body cut short", () => () => ({
    status: 200,
    headers: { get: () => null },
    text: async () => Promise.reject(new TypeError("terminated")),
  })),
  retried("a timeout in the body", (t) => (_, init) => ({
    status: 200,
    headers: { get: () => null },
    text: () => t.pending(init),
  })),
  {
    name: "a 500 whose code begins with JOB_ is the job's own answer and is not retried",
    line: ["JOB_ 500"],
    clock: true,
    async run(t) {
      const { error, fetch } = await runScript(t, [t.problem(500, "JOB_003"), success(t)]);
      t.isError(error, t.pulse.InternalServerError, {
        statusCode: 500,
        code: "JOB_003",
        attempts: 1,
      });
      t.equal(fetch.calls.length, 1);
    },
  },
  {
    name: "a 503 with such a code, and a 500 with another code or none, are retried",
    line: ["JOB_ 500", "Retried"],
    clock: true,
    async run(t) {
      for (const failure of [
        t.problem(503, "JOB_003"),
        t.problem(500, "PROC_001"),
        t.problem(500, "XJOB_1"),
        t.reply(500, "JOB_ down"),
        t.reply(500),
      ]) {
        const { fetch } = await runScript(t, [failure, success(t)]);
        t.equal(fetch.calls.length, 2);
      }
    },
  },
  {
    name: "the delays double from one second, with ten percent of jitter",
    line: ["Backoff"],
    clock: true,
    async run(t) {
      const { error, gaps } = await runScript(t, [t.problem(503, "X")], { maxRetries: 5 });
      t.isError(error, t.pulse.InternalServerError, { attempts: 6 });
      t.equal(gaps.length, 5);
      gaps.forEach((gap, i) => {
        t.between(gap, 900 * 2 ** i, 1_100 * 2 ** i + 1, `delay ${i + 1}`);
      });
    },
  },
  {
    name: "no delay of our own is longer than a minute",
    line: ["Backoff"],
    clock: true,
    async run(t) {
      const { gaps } = await runScript(t, [t.problem(503, "X")], { maxRetries: 10 });
      t.equal(gaps.length, 10);
      for (const gap of gaps.slice(6)) t.between(gap, 54_000, 60_000);
    },
  },
  {
    name: "two clients don't retry in step",
    line: ["Backoff"],
    clock: true,
    async run(t) {
      const seen = new Set();
      for (let i = 0; i < 12; i++)
        seen.add((await runScript(t, [t.problem(503, "X"), success(t)])).gaps[0]);
      t.ok(seen.size > 4, `${seen.size} different delays of 12`);
    },
  },
  {
    name: "attempts counts what was sent, in the error and in each kind of failure",
    line: ["attempts"],
    clock: true,
    async run(t) {
      for (const failure of [t.problem(503, "X"), t.lost(), timesOut(t)]) {
        for (const maxRetries of [0, 1, 3]) {
          const { error, fetch } = await runScript(t, [failure], {
            maxRetries,
            timeoutInSeconds: 5,
          });
          t.equal([error.attempts, fetch.calls.length], [maxRetries + 1, maxRetries + 1]);
        }
      }
    },
  },
  {
    name: "the last failure is the one that is told",
    line: ["attempts", "Retried"],
    clock: true,
    async run(t) {
      const { error } = await runScript(t, [
        t.lost("first"),
        t.problem(503, "SECOND"),
        t.problem(404, "JOB_001"),
      ]);
      t.isError(error, t.pulse.NotFoundError, { attempts: 3, code: "JOB_001" });
      const other = await runScript(t, [
        t.problem(503, "FIRST"),
        t.problem(503, "SECOND"),
        t.lost("third"),
      ]);
      t.isError(other.error, t.pulse.PulseConnectionError, { attempts: 3, message: /third/ });
      t.equal(
        [other.error.statusCode, other.error.body, other.error.code],
        [undefined, undefined, undefined],
      );
    },
  },
  {
    name: "the budget ends the retries of a client that sees nothing but failure",
    line: ["Budget"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(503, "X"));
      const client = t.over(fetch, { maxRetries: 1 });
      for (let i = 0; i < 150; i++) {
        const promise = client.cancelJob("j").catch(() => {});
        await t.clock.run(promise);
      }
      // 500 tokens at 5 a retry are 100 retries.
      t.equal(fetch.calls.length, 250);
      fetch.calls.length = 0;
      await t.clock.run(client.cancelJob("j").catch(() => {}));
      t.equal(fetch.calls.length, 1, "no further retry");
    },
  },
  {
    name: "five successes buy one retry, and never more than the budget began with",
    line: ["Budget"],
    clock: true,
    async run(t) {
      let healthy = true;
      const fetch = t.stubFetch(() => (healthy ? t.cancelled() : t.problem(503, "X")));
      const client = t.over(fetch, { maxRetries: 1 });
      const call = async () => {
        fetch.calls.length = 0;
        await t.clock.run(client.cancelJob("j").catch(() => {}));
        return fetch.calls.length - 1;
      };
      for (let i = 0; i < 20; i++) await call();
      healthy = false;
      let retries = 0;
      for (let i = 0; i < 110; i++) retries += await call();
      t.equal(retries, 100);
      healthy = true;
      for (let i = 0; i < 4; i++) await call();
      healthy = false;
      t.equal(await call(), 0, "four successes buy none");
      healthy = true;
      await call();
      healthy = false;
      t.equal([await call(), await call()], [1, 0], "a fifth buys one");
    },
  },
  {
    name: "waits that the server asked for cost nothing of the budget",
    line: ["Budget", "Retry-After"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(503, "X", { "retry-after": "1" }));
      const client = t.over(fetch, { maxRetries: 1 });
      for (let i = 0; i < 150; i++) await t.clock.run(client.cancelJob("j").catch(() => {}));
      t.equal(fetch.calls.length, 300);
    },
  },
  {
    name: "each client has a budget of its own",
    line: ["Budget"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(503, "X"));
      const spent = t.over(fetch, { maxRetries: 100 });
      for (let i = 0; i < 2; i++)
        await t.clock.run(
          spent.cancelJob("j").catch(() => {}),
          Infinity,
        );
      const { fetch: other } = await runScript(t, [t.problem(503, "X"), success(t)]);
      t.equal(other.calls.length, 2);
    },
  },
  {
    name: "retries over real sockets reach the server as often as the error says",
    line: ["Retried", "attempts"],
    async run(t) {
      const jobId = await t.emulator.faulty({
        status: 503,
        headers: { "retry-after": "0" },
        body: "",
      });
      await t.rejects(t.client({ maxRetries: 4 }).cancelJob(jobId), t.pulse.InternalServerError, {
        attempts: 5,
        statusCode: 503,
      });
      t.equal((await t.emulator.requests(jobId)).length, 5);
      const mended = await t.emulator.job();
      await t.emulator.fault(mended, { status: 429, times: 2, headers: { "retry-after": "0" } });
      t.equal((await t.client().cancelJob(mended)).job_id, mended);
      t.equal(
        (await t.emulator.requests(mended)).map((request) => request.status),
        [429, 429, 200],
      );
    },
  },
];
