// The attempt's timeout and the call's deadline: what they cover, and what they leave behind.

/** A response whose body never comes; its text ends with the fetch's signal. */
const stalledBody = (t) => (_, init) => ({
  status: 200,
  headers: { get: () => null },
  text: () => t.pending(init),
});

export default [
  {
    name: "the timeout covers the time before the headers, over real sockets",
    line: ["Attempt timeout", "SDK: timeouts"],
    async run(t) {
      const jobId = await t.emulator.faulty({ hang: "before-headers" });
      await t.rejects(
        t.client({ timeoutInSeconds: 1, maxRetries: 0 }).cancelJob(jobId),
        t.pulse.PulseTimeoutError,
        {
          attempts: 1,
          statusCode: undefined,
          message: /timeoutInSeconds/,
        },
      );
      const [request] = await t.emulator.until(jobId, ([first]) => first?.aborted);
      t.equal(request.aborted, true, "the request was cancelled");
    },
  },
  {
    name: "the timeout covers the body to its last byte, over real sockets",
    line: ["Attempt timeout", "timeoutInSeconds", "SDK: timeouts"],
    async run(t) {
      const jobId = await t.emulator.faulty({
        status: 200,
        hang: "mid-body",
        body: JSON.stringify({ job_id: "j", message: "m".repeat(50_000) }),
      });
      await t.rejects(
        t.client({ timeoutInSeconds: 1, maxRetries: 0 }).cancelJob(jobId),
        t.pulse.PulseTimeoutError,
        { attempts: 1 },
      );
      const [request] = await t.emulator.until(jobId, ([first]) => first?.aborted);
      t.equal(request.aborted, true, "the body was given up");
    },
  },
  {
    name: "a slow body within the timeout is waited for",
    line: ["Attempt timeout"],
    async run(t) {
      const jobId = await t.emulator.faulty({
        status: 200,
        bodyDelayMs: 200,
        body: '{"job_id":"j","message":"m"}',
      });
      t.equal((await t.client({ timeoutInSeconds: 10 }).cancelJob(jobId)).message, "m");
    },
  },
  {
    name: "each attempt has the whole timeout, however long those before it took",
    line: ["timeoutInSeconds"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(
        (_, init) => t.pending(init),
        (_, init) => t.pending(init),
        () => new Promise((resolve) => setTimeout(resolve, 2_900, t.cancelled())),
      );
      const promise = t.over(fetch, { timeoutInSeconds: 3 }).cancelJob("j");
      await t.clock.run(promise);
      await promise;
      t.equal(fetch.calls.length, 3);
      t.equal(
        fetch.calls.slice(0, 2).map((call) => call.init.signal.aborted),
        [true, true],
      );
    },
  },
  {
    name: "the body's timeout counts from the attempt's start, not from the headers",
    line: ["Attempt timeout"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(
        (_, init) =>
          new Promise((resolve) => setTimeout(() => resolve(stalledBody(t)(_, init)), 2_000)),
      );
      const promise = t.over(fetch, { timeoutInSeconds: 3, maxRetries: 0 }).cancelJob("j");
      const failed = t.rejects(promise, t.pulse.PulseTimeoutError);
      t.equal(await t.clock.run(promise), 3_000);
      await failed;
    },
  },
  {
    name: "a call that succeeds at once asks for the time twice, when it begins and when it is answered",
    line: ["Times"],
    clock: true,
    async run(t) {
      // Made by hand: a Response of the runtime's may ask for the time itself.
      const fetch = async (url) => ({
        status: 200,
        headers: { get: () => null },
        text: async () => JSON.stringify({ job_id: url.at(-1), message: "m" }),
      });
      const client = t.over(fetch);
      await client.cancelJob("a");
      const before = t.clock.asked;
      await client.jobs.cancelJob({ jobId: "b" });
      t.equal(t.clock.asked - before, 2);
    },
  },
  {
    name: "an attempt that times out aborts its fetch",
    line: ["Attempt timeout"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch((_, init) => t.pending(init));
      const promise = t
        .over(fetch, { timeoutInSeconds: 1, maxRetries: 0 })
        .cancelJob("j")
        .catch(() => {});
      await t.clock.run(promise);
      t.equal(fetch.calls[0].init.signal.aborted, true);
    },
  },
  {
    name: "a late answer of an attempt that timed out changes nothing",
    line: ["Attempt timeout"],
    clock: true,
    async run(t) {
      const answers = [];
      const fetch = t.stubFetch(() => new Promise((resolve) => answers.push(resolve)));
      const promise = t.over(fetch, { timeoutInSeconds: 1, maxRetries: 1 }).cancelJob("j");
      await t.clock.advance(1_200);
      answers[0](t.problem(404, "JOB_001"));
      await t.clock.advance(1_000);
      t.equal(answers.length, 2);
      answers[0](t.problem(404, "JOB_001"));
      answers[1](t.reply(200, { job_id: "j", message: "second" }));
      t.equal((await promise).message, "second");
    },
  },
  {
    name: "the deadline covers all attempts and waits together",
    line: ["deadlineInSeconds"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch((_, init) => t.pending(init));
      const promise = t
        .over(fetch, { timeoutInSeconds: 4, deadlineInSeconds: 12, maxRetries: 9 })
        .cancelJob("j");
      const failed = t.rejects(promise, t.pulse.PulseTimeoutError, {
        message: /deadlineInSeconds, 12 s/,
      });
      t.equal(await t.clock.run(promise), 12_000);
      t.equal([(await failed).attempts, fetch.calls.length], [3, 3]);
    },
  },
  {
    name: "a deadline that cannot hold another attempt's wait ends the call with its last failure, at once",
    line: ["deadlineInSeconds", "Beyond the cap"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(503, "X"));
      const promise = t.over(fetch, { deadlineInSeconds: 0.5 }).cancelJob("j");
      await t.rejects(promise, t.pulse.InternalServerError, { attempts: 1 });
    },
  },
  {
    name: "there is no deadline unless one is given",
    line: ["deadlineInSeconds"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(503, "X"));
      const promise = t.over(fetch, { maxRetries: 12 }).cancelJob("j");
      const failed = t.rejects(promise, t.pulse.InternalServerError, { attempts: 13 });
      t.ok((await t.clock.run(promise, Infinity)) > 400_000, "it went on");
      await failed;
    },
  },
  {
    name: "a call's deadline stands over the client's, and Infinity takes it away",
    line: ["RequestOptions", "deadlineInSeconds"],
    clock: true,
    async run(t) {
      const client = t.over(
        t.stubFetch((_, init) => t.pending(init)),
        { deadlineInSeconds: 5, timeoutInSeconds: 30, maxRetries: 0 },
      );
      for (const [options, expected] of [
        [undefined, 5_000],
        [{ deadlineInSeconds: 2 }, 2_000],
        [{ deadlineInSeconds: Infinity }, 30_000],
      ]) {
        const promise = client.cancelJob("j", options);
        const failed = t.rejects(promise, t.pulse.PulseTimeoutError);
        t.equal(await t.clock.run(promise), expected);
        await failed;
      }
    },
  },
  {
    name: "the deadline covers suppliers, and then nothing is sent",
    line: ["deadlineInSeconds", "suppliers"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const promise = t
        .over(fetch, { apiKey: () => new Promise(() => {}), deadlineInSeconds: 3 })
        .cancelJob("j");
      const failed = t.rejects(promise, t.pulse.PulseTimeoutError, { attempts: 0 });
      t.equal(await t.clock.run(promise), 3_000);
      await failed;
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "no timer is left after a success, a failure, a timeout and a deadline",
    line: ["Nothing left"],
    clock: true,
    async run(t) {
      const hang = (_, init) => t.pending(init);
      for (const [script, options] of [
        [[t.cancelled()], {}],
        [[t.problem(404, "JOB_001")], {}],
        [[t.problem(503, "X"), t.cancelled()], {}],
        [[t.lost()], {}],
        [[hang], { timeoutInSeconds: 1, maxRetries: 1 }],
        [[hang], { deadlineInSeconds: 1 }],
        [[stalledBody(t)], { timeoutInSeconds: 1, maxRetries: 0 }],
      ]) {
        const promise = t.over(t.stubFetch(...script), options).cancelJob("j");
        await t.clock.run(promise.catch(() => {}));
        t.equal(t.clock.timers.size, 0, JSON.stringify(options));
      }
    },
  },
  {
    name: "a call has one timer at a time, and calls share none",
    line: ["No work at load", "Nothing left"],
    clock: true,
    async run(t) {
      const client = t.over(
        t.stubFetch((_, init) => t.pending(init)),
        { timeoutInSeconds: 5, deadlineInSeconds: 50, maxRetries: 0 },
      );
      const calls = [];
      for (let i = 1; i <= 5; i++) {
        calls.push(client.cancelJob("j").catch(() => {}));
        await t.clock.settle();
        t.equal(t.clock.timers.size, i);
      }
      await t.clock.run(Promise.all(calls));
      t.equal(t.clock.timers.size, 0);
    },
  },
  {
    name: "an error status whose body stalls times out and is tried again, as any attempt",
    line: ["Attempt timeout", "Retried"],
    clock: true,
    async run(t) {
      const KINDS = { 401: "UnauthorizedError", 404: "NotFoundError", 410: "GoneError" };
      for (const status of [401, 404, 410]) {
        const stalled = (_, init) => ({ ...stalledBody(t)(_, init), status });
        const fetch = t.stubFetch(stalled);
        const options = { timeoutInSeconds: 2, maxRetries: 1 };
        const promise = t.over(fetch, options).cancelJob("j");
        const failed = t.rejects(promise, t.pulse.PulseTimeoutError, { attempts: 2 });
        t.between(await t.clock.run(promise), 4_900, 5_101, "two timeouts and a backoff");
        await failed;
        t.equal(fetch.calls.length, 2);
        const again = t.stubFetch(stalled, t.problem(status, "X"));
        const told = t.over(again, options).cancelJob("j");
        const answered = t.rejects(told, t.pulse[KINDS[status]], {
          statusCode: status,
          attempts: 2,
          code: "X",
        });
        await t.clock.run(told);
        await answered;
      }
    },
  },
];
