// Waiting for a job, and cancelling it with its true end.

const END = {
  completed: "completed",
  failed: "failed",
  canceled: "canceled",
  cancelled: "canceled",
  expired: "expired",
};

/** Gaps between requests, in milliseconds. */
const gaps = (calls) => calls.slice(1).map((call, i) => call.at - calls[i].at);

export default [
  {
    name: "waitForJob polls until the job is terminal and resolves with it",
    line: ["waitForJob", "Best effort"],
    clock: true,
    async run(t) {
      for (const end of Object.keys(END)) {
        const fetch = t.stubFetch(
          t.job("pending"),
          t.job("processing"),
          t.job("on_hold"),
          t.job(end, { result: { a: 1 } }),
        );
        const promise = t.over(fetch).jobs.waitForJob({ jobId: "j" });
        await t.clock.run(promise);
        t.equal(await promise, {
          job_id: "j",
          status: end,
          created_at: "2026-01-01T00:00:00Z",
          result: { a: 1 },
        });
        t.equal(
          fetch.calls.map((call) => call.method),
          Array(4).fill("GET"),
        );
      }
    },
  },
  {
    name: "a job that has ended already is told without a wait",
    line: ["waitForJob"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.job("failed", { error: "why" }));
      const job = await t.over(fetch).jobs.waitForJob({ jobId: "j" });
      t.equal([job.status, job.error, fetch.calls.length], ["failed", "why", 1]);
    },
  },
  {
    name: "the intervals begin at a second and grow, up to half a minute",
    line: ["Best effort", "waitForJob"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch((_url, _init, number) =>
        number < 16 ? t.job("processing") : t.job("completed"),
      );
      const promise = t.over(fetch).jobs.waitForJob({ jobId: "j" });
      await t.clock.run(promise, Infinity);
      const all = gaps(fetch.calls);
      t.equal(all[0], 1_000);
      for (let i = 1; i < all.length; i++) t.ok(all[i] >= all[i - 1], "never shorter");
      t.equal(all.at(-1), 30_000);
    },
  },
  {
    name: "pollIntervalInSeconds is the first interval, and one of more than half a minute stays",
    line: ["waitForJob"],
    clock: true,
    async run(t) {
      for (const [seconds, first, second] of [
        [0.2, 200, 300],
        [5, 5_000, 7_500],
        [100, 100_000, 100_000],
      ]) {
        const fetch = t.stubFetch(t.job("pending"), t.job("pending"), t.job("completed"));
        const promise = t
          .over(fetch)
          .jobs.waitForJob({ jobId: "j" }, { pollIntervalInSeconds: seconds });
        await t.clock.run(promise);
        t.equal(gaps(fetch.calls), [first, second]);
      }
    },
  },
  {
    name: "onUpdate hears each state, and one that throws breaks nothing",
    line: ["waitForJob", "handler that throws"],
    clock: true,
    async run(t) {
      const seen = [];
      const fetch = t.stubFetch(t.job("pending"), t.job("processing"), t.job("completed"));
      const onUpdate = (job) => {
        seen.push(job.status);
        throw new Error("onUpdate");
      };
      const promise = t.over(fetch).jobs.waitForJob({ jobId: "j" }, { onUpdate });
      await t.clock.run(promise);
      t.equal((await promise).status, "completed");
      t.equal(seen, ["pending", "processing", "completed"]);
      await t.rejects(
        t.over(fetch).jobs.waitForJob({ jobId: "j" }, { onUpdate: 5 }),
        t.pulse.PulseValidationError,
        { message: /onUpdate/ },
      );
    },
  },
  {
    name: "an async onUpdate that rejects leaves no unhandled rejection",
    line: ["waitForJob", "handler that throws"],
    alone: true,
    async run(t) {
      const stray = [];
      const stop = t.runtime.onUnhandled((reason) => stray.push(reason));
      await t.over(t.stubFetch(t.job("completed"))).jobs.waitForJob(
        { jobId: "j" },
        {
          onUpdate: async () => {
            throw new Error("onUpdate");
          },
        },
      );
      await t.sleep(20);
      stop();
      t.equal(stray.length, 0);
    },
  },
  {
    name: "each poll has its own retries, and a failure that stays rejects the wait",
    line: ["waitForJob", "Retried"],
    clock: true,
    async run(t) {
      const busy = t.problem(503, "X");
      const good = t.stubFetch(busy, busy, t.job("pending"), busy, busy, t.job("completed"));
      const promise = t.over(good).jobs.waitForJob({ jobId: "j" });
      await t.clock.run(promise);
      t.equal((await promise).status, "completed");
      const bad = t
        .over(t.stubFetch(t.job("pending"), t.problem(404, "JOB_001")))
        .jobs.waitForJob({ jobId: "j" });
      const failed = t.rejects(bad, t.pulse.NotFoundError, { attempts: 2 });
      await t.clock.run(bad);
      await failed;
    },
  },
  {
    name: "the deadline ends a wait between polls and in one",
    line: ["deadlineInSeconds", "waitForJob"],
    clock: true,
    async run(t) {
      const between = t
        .over(t.stubFetch(t.job("pending")))
        .jobs.waitForJob({ jobId: "j" }, { deadlineInSeconds: 6 });
      const failed = t.rejects(between, t.pulse.PulseTimeoutError, {
        message: /deadlineInSeconds/,
      });
      t.equal(await t.clock.run(between), 6_000);
      await failed;
      const within = t
        .over(t.stubFetch(t.job("pending"), (_, init) => t.pending(init)))
        .jobs.waitForJob({ jobId: "j" }, { deadlineInSeconds: 6 });
      const other = t.rejects(within, t.pulse.PulseTimeoutError);
      t.equal(await t.clock.run(within), 6_000);
      await other;
      t.equal(t.clock.timers.size, 0);
    },
  },
  {
    name: "cancelJobAndWait cancels, polls, and tells each outcome, with cancelled folded into canceled",
    line: ["cancelJobAndWait", "JobStatus", "Best effort"],
    clock: true,
    async run(t) {
      for (const [status, outcome] of Object.entries(END)) {
        const fetch = t.stubFetch(t.cancelled(), t.job("processing"), t.job(status));
        const promise = t.over(fetch).jobs.cancelJobAndWait({ jobId: "j" });
        await t.clock.run(promise);
        const result = await promise;
        t.equal([result.outcome, result.job.status], [outcome, status]);
        t.equal(
          fetch.calls.map((call) => call.method),
          ["DELETE", "GET", "GET"],
        );
      }
    },
  },
  {
    name: "cancelJobAndWait whose cancellation is refused rejects with that and polls nothing",
    line: ["cancelJobAndWait"],
    clock: true,
    async run(t) {
      for (const [failure, kind] of [
        [t.problem(500, "GENERAL_001"), t.pulse.InternalServerError],
        [t.problem(404, "JOB_001"), t.pulse.NotFoundError],
      ]) {
        const fetch = t.stubFetch(failure);
        const client = t.over(fetch, { maxRetries: 0 });
        await t.rejects(client.jobs.cancelJobAndWait({ jobId: "j" }), kind, { attempts: 1 });
        t.equal(fetch.calls.length, 1);
      }
    },
  },
  {
    name: "cancelJobAndWait against the emulator tells what really happened",
    line: ["cancelJobAndWait", "Best effort"],
    async run(t) {
      const client = t.client();
      const options = { pollIntervalInSeconds: 0.02 };
      const waiting = await t.emulator.job();
      t.equal(
        (await client.jobs.cancelJobAndWait({ jobId: waiting }, options)).outcome,
        "canceled",
      );
      const quick = await t.emulator.job({
        pendingMs: 0,
        processingMs: 60,
        cancelMs: 5_000,
        ends: "completed",
      });
      const finished = await client.jobs.cancelJobAndWait({ jobId: quick }, options);
      t.equal([finished.outcome, finished.job.status], ["completed", "completed"]);
      const failing = await t.emulator.job({
        pendingMs: 0,
        processingMs: 60,
        cancelMs: 5_000,
        ends: "failed",
      });
      t.equal((await client.jobs.cancelJobAndWait({ jobId: failing }, options)).outcome, "failed");
      const expired = await t.emulator.job({ status: "expired" });
      t.equal((await client.jobs.cancelJobAndWait({ jobId: expired }, options)).outcome, "expired");
    },
  },
  {
    name: "waitForJob against the emulator sees the job's whole life",
    line: ["waitForJob"],
    async run(t) {
      const jobId = await t.emulator.job({
        pendingMs: 1_000,
        processingMs: 1_500,
        ends: "completed",
      });
      const seen = [];
      const job = await t
        .client()
        .jobs.waitForJob(
          { jobId },
          { pollIntervalInSeconds: 0.02, onUpdate: (now) => seen.push(now.status) },
        );
      t.equal(job.status, "completed");
      t.equal([...new Set(seen)], ["pending", "processing", "completed"]);
    },
  },
  {
    name: "aborting a wait leaves the remote job alone unless cancelOnAbort is given",
    line: ["cancelOnAbort", "waitForJob"],
    clock: true,
    async run(t) {
      const controller = new AbortController();
      const fetch = t.stubFetch(t.job("processing"));
      const promise = t
        .over(fetch)
        .jobs.waitForJob({ jobId: "j" }, { abortSignal: controller.signal });
      await t.clock.advance(100);
      controller.abort();
      await t.rejects(promise, t.pulse.PulseAbortError);
      await t.clock.advance(60_000);
      t.equal(
        fetch.calls.map((call) => call.method),
        ["GET"],
      );
    },
  },
  {
    name: "the cancellation of cancelOnAbort has the deadline's time from the abort on, whatever it waits for",
    line: ["cancelOnAbort", "deadlineInSeconds"],
    clock: true,
    async run(t) {
      const never = () => new Promise(() => {});
      const waits = [
        [{ headers: { "x-a": never } }, t.job("processing"), 0],
        [{ timeoutInSeconds: Infinity }, (_, init) => t.pending(init), 2],
      ];
      for (const [options, answer, sent] of waits) {
        const { controller, signal, live } = t.countedSignal();
        const fetch = t.stubFetch(answer);
        const promise = t
          .over(fetch, { ...options, deadlineInSeconds: 5 })
          .jobs.waitForJob({ jobId: "j" }, { abortSignal: signal, cancelOnAbort: true });
        let isOver = false;
        const aborted = t.rejects(promise, t.pulse.PulseAbortError).then(() => (isOver = true));
        await t.clock.advance(4_000);
        controller.abort();
        await t.clock.advance(4_900);
        t.ok(!isOver, "it has its time");
        await t.clock.advance(200);
        await aborted;
        t.equal([fetch.calls.length, t.clock.timers.size, live.size], [sent, 0, 0]);
      }
    },
  },
  {
    name: "cancelOnAbort cancels the remote job, and rejects when that has settled, between polls and in one",
    line: ["cancelOnAbort"],
    clock: true,
    async run(t) {
      for (const second of [undefined, (_, init) => t.pending(init)]) {
        const { controller, signal, live } = t.countedSignal();
        let settle;
        const fetch = t.stubFetch((url, init, number) => {
          if (init.method === "DELETE")
            return new Promise((resolve) => {
              settle = resolve;
            });
          return second && number > 1 ? second(url, init) : t.job("processing");
        });
        const promise = t
          .over(fetch)
          .jobs.waitForJob({ jobId: "j" }, { abortSignal: signal, cancelOnAbort: true });
        let settled = false;
        const failed = t.rejects(promise, t.pulse.PulseAbortError, { cause: "stop" }).then(() => {
          settled = true;
        });
        await t.clock.advance(second ? 1_500 : 500);
        controller.abort("stop");
        await t.clock.advance(2_000);
        t.equal([settled, fetch.calls.at(-1).method], [false, "DELETE"]);
        const polls = fetch.calls.filter((call) => call.method === "GET");
        t.equal(polls.at(-1).init.signal.aborted, !!second, "a poll in flight was cancelled");
        settle(t.cancelled());
        await failed;
        t.equal([live.size, t.clock.timers.size], [0, 0]);
        t.equal(fetch.calls.filter((call) => call.method === "DELETE").length, 1);
      }
    },
  },
  {
    name: "cancelOnAbort has its retries, and a cancellation that fails is still the abort",
    line: ["cancelOnAbort"],
    clock: true,
    async run(t) {
      const controller = new AbortController();
      const fetch = t.stubFetch(
        t.job("processing"),
        t.problem(503, "X"),
        t.problem(503, "X"),
        t.problem(404, "JOB_001"),
      );
      const promise = t
        .over(fetch)
        .jobs.waitForJob({ jobId: "j" }, { abortSignal: controller.signal, cancelOnAbort: true });
      const failed = t.rejects(promise, t.pulse.PulseAbortError);
      await t.clock.advance(100);
      controller.abort();
      await t.clock.run(promise);
      await failed;
      t.equal(
        fetch.calls.map((call) => call.method),
        ["GET", "DELETE", "DELETE", "DELETE"],
      );
    },
  },
  {
    name: "cancelOnAbort against the emulator ends the remote job",
    line: ["cancelOnAbort"],
    async run(t) {
      const jobId = await t.emulator.job();
      const controller = new AbortController();
      const client = t.client();
      const promise = client.jobs.waitForJob(
        { jobId },
        { abortSignal: controller.signal, cancelOnAbort: true },
      );
      const failed = t.rejects(promise, t.pulse.PulseAbortError);
      await t.emulator.until(jobId, (requests) => requests.length >= 1);
      controller.abort();
      await failed;
      t.match((await client.jobs.getJob({ jobId })).status, /^cancell?ed$/);
    },
  },
  {
    name: "a signal aborted before the wait cancels the remote job too under cancelOnAbort, or sends nothing",
    line: ["cancelOnAbort", "Abort"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const promise = t
        .over(fetch)
        .jobs.waitForJob({ jobId: "j" }, { abortSignal: AbortSignal.abort(), cancelOnAbort: true });
      await t.rejects(promise, t.pulse.PulseAbortError);
      t.ok(
        fetch.calls.every((call) => call.method === "DELETE"),
        "no poll is sent",
      );
    },
  },
];
