// Bulk cancellation: its summary and outcomes, how many at once, and each id once.
import {
  after,
  brief,
  countedAsyncSource,
  countedSource,
  counts,
  ids,
  outcomesOf,
  server,
} from "../bulk.mjs";

export default [
  {
    name: "awaited, a bulk cancellation is a summary whose total is the sum of its counts",
    line: ["BulkCancellation", "cancelJobs", "Bulk failure"],
    async run(t) {
      const fetch = server(t, (id) => (id === "bad" ? t.problem(404, "JOB_001") : t.cancelled(id)));
      const summary = await t.over(fetch).jobs.cancelJobs(["a", "bad", "b", "a", "c"]);
      t.equal(counts(summary), { total: 5, cancelled: 3, failed: 1, duplicates: 1 });
      t.equal(Object.keys(summary).sort(), [
        "cancelled",
        "duplicates",
        "failed",
        "failures",
        "finished",
        "skipped",
        "total",
      ]);
      t.equal(summary.failures.length, 1);
      t.equal(summary.failures[0].jobId, "bad");
      t.isError(summary.failures[0].error, t.pulse.NotFoundError, { statusCode: 404, attempts: 1 });
      t.equal(fetch.state.sent.sort(), ["DELETE a", "DELETE b", "DELETE bad", "DELETE c"]);
    },
  },
  {
    name: "iterated, it is one outcome for each distinct job, as it settles",
    line: ["BulkCancellation", "Bulk failure"],
    clock: true,
    async run(t) {
      const delay = { slow: 50, quick: 10, bad: 30 };
      const fetch = server(t, (id) =>
        after(delay[id], id === "bad" ? t.problem(403, "AUTH_004") : t.cancelled(id)),
      );
      const run = t.over(fetch).jobs.cancelJobs(["slow", "bad", "quick", "slow"]);
      const all = outcomesOf(run);
      await t.clock.run(all);
      const [quick, bad, slow] = await all;
      t.equal(quick, {
        jobId: "quick",
        status: "fulfilled",
        response: { job_id: "quick", message: "Job cancelled successfully" },
      });
      t.equal(Object.keys(bad), ["jobId", "status", "error"]);
      t.equal([bad.jobId, bad.status], ["bad", "rejected"]);
      t.isError(bad.error, t.pulse.ForbiddenError, { code: "AUTH_004" });
      t.equal(slow.jobId, "slow");
      t.equal((await all).length, 3);
    },
  },
  {
    name: "over real sockets the jobs are cancelled, and what failed is told of",
    line: ["cancelJobs", "BulkCancellation"],
    async run(t) {
      const jobs = await Promise.all(Array.from({ length: 12 }, () => t.emulator.job()));
      const unknown = t.newId();
      const summary = await t.client().jobs.cancelJobs(new Set([...jobs, unknown]));
      t.equal(counts(summary), { total: 13, cancelled: 12, failed: 1 });
      t.equal(summary.failures[0].jobId, unknown);
      for (const id of [...jobs, unknown]) {
        t.equal(
          (await t.emulator.requests(id)).map(({ method }) => method),
          ["DELETE"],
        );
      }
    },
  },
  {
    name: "a bulk cancellation begins at the call, and waits where nobody reads what became of it",
    line: ["Bulk begins", "Bulk concurrency"],
    clock: true,
    async run(t) {
      const fetch = server(t);
      const source = countedSource(ids(20));
      const run = t.over(fetch).jobs.cancelJobs(source, { concurrency: 3 });
      t.equal(fetch.calls.length, 3, "in the same tick");
      await t.clock.advance(120_000);
      t.equal([fetch.calls.length, source.pulled], [3, 3], "nobody reads");
      t.equal(counts(await run), { total: 20, cancelled: 20 });
      t.equal(t.clock.timers.size, 0);
    },
  },
  {
    name: "a run whose outcomes nobody has read yet has no timer once its requests have ended, and keeps no process alive",
    line: ["Nothing left", "Process ends"],
    clock: true,
    async run(t) {
      for (const method of ["cancelJobs", "getJobs", "waitForJobs"]) {
        const run = t
          .over(server(t, (_, how) => t[how === "GET" ? "job" : "cancelled"]("completed")))
          .jobs[method](ids(3));
        await t.clock.settle();
        t.equal(t.clock.timers.size, 0, method);
        t.equal(counts(await run).total, 3, method);
      }
    },
  },
  {
    name: "at most `concurrency` requests are in flight, 8 where nothing else is said",
    line: ["Bulk concurrency", "BulkOptions"],
    clock: true,
    async run(t) {
      for (const [options, most] of [
        [undefined, 8],
        [{ concurrency: 1 }, 1],
        [{ concurrency: 5 }, 5],
        [{ concurrency: 1_000 }, 40],
      ]) {
        const fetch = server(t, () => after(20, t.cancelled()));
        const run = t.over(fetch).jobs.cancelJobs(ids(40), options);
        const took = await t.clock.run(run);
        t.equal([fetch.state.most, fetch.calls.length], [most, 40]);
        t.equal(took, Math.ceil(40 / most) * 20, "no slot stays idle");
      }
    },
  },
  {
    name: "an outcome that nobody has read takes a slot: a slow reader is not outrun",
    line: ["Bulk concurrency"],
    async run(t) {
      const fetch = server(t);
      const source = countedAsyncSource(ids(30));
      let read = 0;
      for await (const { status } of t.over(fetch).jobs.cancelJobs(source, { concurrency: 4 })) {
        t.equal(status, "fulfilled");
        read += 1;
        for (let i = 0; i < 3; i++) await t.turn();
        t.ok(fetch.calls.length <= read + 4, `${fetch.calls.length} sent, ${read} read`);
        t.ok(source.pulled <= read + 4, `${source.pulled} pulled, ${read} read`);
      }
      t.equal([read, source.closed], [30, 1]);
    },
  },
  {
    name: "a source, sync or async, is pulled only as slots free up",
    line: ["Bulk concurrency"],
    clock: true,
    async run(t) {
      for (const counted of [countedSource, countedAsyncSource]) {
        const source = counted(ids(10));
        const fetch = server(t, () => after(100, t.cancelled()));
        const run = t.over(fetch).jobs.cancelJobs(source, { concurrency: 2 });
        run.then(() => {});
        await t.clock.advance(50);
        t.equal(source.pulled, 2);
        await t.clock.advance(100);
        t.equal(source.pulled, 4);
        await t.clock.run(run);
        t.equal([source.pulled, source.closed], [10, 1]);
      }
    },
  },
  {
    name: "each distinct id is cancelled once; with `dedupe: false` every id counts",
    line: ["Bulk dedupe", "BulkOptions"],
    async run(t) {
      // The same letter twice: as one character, and as a letter with a mark.
      const list = ["a", "b", "a", "A", "a ", "b", "\u00e4", "a\u0308", "a"];
      const fetch = server(t);
      const outcomes = await outcomesOf(t.over(fetch).jobs.cancelJobs(list));
      const distinct = [...new Set(list)];
      t.equal(outcomes.map(brief).sort(), distinct.map((id) => `${id} fulfilled`).sort());
      const again = server(t);
      const summary = await t.over(again).jobs.cancelJobs(list, { dedupe: false });
      t.equal(counts(summary), { total: 9, cancelled: 9 });
      t.equal(again.calls.length, 9);
    },
  },
  {
    name: "what is no job id is a failure of its own, and nothing is sent for it",
    line: ["Bulk failure", "Job ids, refused"],
    async run(t) {
      const bad = ["", ".", "..", 42, undefined, null, {}, "\ud800", Promise.resolve("a")];
      const fetch = server(t);
      const outcomes = await outcomesOf(t.over(fetch).jobs.cancelJobs([...bad, "good"]));
      t.equal(outcomes.length, bad.length + 1);
      for (const value of bad) {
        const outcome = outcomes.find(({ jobId }) => Object.is(jobId, value));
        t.equal(outcome?.status, "rejected", String(value));
        t.isError(outcome.error, t.pulse.PulseValidationError, { message: /jobId/, attempts: 0 });
      }
      t.equal(fetch.state.sent, ["DELETE good"]);
    },
  },
  {
    name: "an id is percent-encoded, and the query parameters follow it",
    line: ["Job ids, encoded", "queryParams", "cancelJobs"],
    async run(t) {
      const fetch = server(t);
      const run = t.over(fetch).jobs.cancelJobs(["a/b", "c"], { queryParams: { q: "1 2" } });
      t.equal((await run).cancelled, 2);
      t.equal(
        fetch.calls.map(({ url }) => url),
        ["https://api.example.test/job/a%2Fb?q=1%202", "https://api.example.test/job/c?q=1%202"],
      );
    },
  },
  {
    name: "nothing to cancel is a summary of zeros, and no outcome",
    line: ["BulkCancellation"],
    async run(t) {
      const fetch = server(t);
      const { jobs } = t.over(fetch);
      for (const none of [[], new Set(), countedSource([]), countedAsyncSource([])]) {
        const { failures, ...zeros } = await jobs.cancelJobs(none);
        t.equal([Object.values(zeros), failures], [Array(6).fill(0), []]);
      }
      t.equal(await outcomesOf(jobs.cancelJobs([])), []);
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "bad arguments reject a bulk cancellation, whichever way it is used, and nothing is pulled or sent",
    line: ["BulkOptions", "Rejects"],
    async run(t) {
      const fetch = server(t);
      const { jobs } = t.over(fetch);
      for (const bad of [
        undefined,
        null,
        42,
        "job-1",
        Object("job-1"),
        {},
        () => [],
        { [Symbol.iterator]: 1 },
      ]) {
        const message = /jobIds must be an array/;
        await t.rejects(jobs.cancelJobs(bad), t.pulse.PulseValidationError, { message });
        const iterated = outcomesOf(jobs.cancelJobs(bad));
        await t.rejects(iterated, t.pulse.PulseValidationError, { message });
      }
      const counts = ["concurrency", "stopAfter"].flatMap((name) =>
        [0, -1, 1.5, Number.NaN, "8", 2 ** 33].map((value) => ({ [name]: value })),
      );
      const choices = ["confirm", "dryRun", "dedupe"].flatMap((name) =>
        [0, 1, "true", {}].map((value) => ({ [name]: value })),
      );
      const functions = ["onlyIf", "onProgress"].flatMap((name) =>
        [1, "x", {}, true].map((value) => ({ [name]: value })),
      );
      const missing = ["", "skip", true].map((value) => ({ missing: value }));
      const others = [
        { timeoutInSeconds: 0 },
        { maxRetries: -1 },
        { abortSignal: 5 },
        { pollIntervalInSeconds: 0 },
        { headers: { "bad name": "x" } },
      ];
      const source = countedSource(["a"]);
      for (const options of [...counts, ...choices, ...functions, ...missing, ...others]) {
        const [name] = Object.keys(options);
        const message = name === "headers" ? /header/ : new RegExp(name);
        await t.rejects(jobs.cancelJobs(source, options), t.pulse.PulseValidationError, {
          message,
        });
      }
      const other = jobs.cancelJobs(["b"]);
      for (const name of ["onlyIf", "onProgress", "dryRun", "missing", "concurrency"]) {
        const options = Object.defineProperty({}, name, {
          get() {
            throw new Error("a getter of the caller's");
          },
        });
        const message = new RegExp(name);
        await t.rejects(jobs.cancelJobs(source, options), t.pulse.PulseValidationError, {
          message,
        });
      }
      t.equal((await other).cancelled, 1, "a run beside them");
      await t.rejects(jobs.cancelJobs(source, 5), t.pulse.PulseValidationError, {
        message: /options/,
      });
      t.equal([source.pulled, fetch.calls.length], [0, 1]);
    },
  },
  {
    name: "a bulk cancellation is awaited or iterated: using both ways is a clear PulseError",
    line: ["BulkCancellation"],
    async run(t) {
      const { jobs } = t.over(server(t));
      const message = /awaited for its summary or iterated/;
      const awaited = jobs.cancelJobs(ids(3));
      await awaited;
      t.equal((await awaited).cancelled, 3, "awaited again");
      await t.rejects(outcomesOf(awaited), t.pulse.PulseError, { message });
      const iterated = jobs.cancelJobs(ids(3));
      t.equal((await outcomesOf(iterated)).length, 3);
      await t.rejects(iterated, t.pulse.PulseError, { message });
      await t.rejects(outcomesOf(iterated), t.pulse.PulseError, { message });
    },
  },
  {
    name: "then, catch and finally are a promise's own",
    line: ["BulkCancellation"],
    async run(t) {
      const { jobs } = t.over(server(t));
      const good = () => jobs.cancelJobs(["a"]);
      const bad = () => jobs.cancelJobs(["a"], { concurrency: 0 });
      t.equal(await good().then(({ cancelled }) => cancelled), 1);
      t.equal((await good().catch(() => "caught")).cancelled, 1);
      t.equal(await bad().catch(({ name }) => name), "PulseValidationError");
      t.equal(await bad().then(undefined, ({ name }) => name), "PulseValidationError");
      let times = 0;
      t.equal((await good().finally(() => (times += 1))).cancelled, 1);
      await t.rejects(
        bad().finally(() => (times += 1)),
        t.pulse.PulseValidationError,
      );
      t.equal(times, 2);
      t.ok(good().then() instanceof Promise);
      t.equal((await Promise.all([good(), good()])).length, 2);
    },
  },
  {
    name: "an error of a bulk cancellation that nobody awaits surfaces once, and none that is handled",
    line: ["No second rejection", "BulkCancellation"],
    alone: true,
    async run(t) {
      const seen = [];
      const stop = t.runtime.onUnhandled((reason) => seen.push(reason));
      const { jobs } = t.over(server(t));
      const settled = async () => {
        for (let i = 0; i < 5; i++) await t.turn();
        return seen.splice(0).length;
      };
      try {
        jobs.cancelJobs(42);
        t.equal(await settled(), 0, "somebody may look yet");
        await t.sleep(1_100);
        t.equal(await settled(), 1, "nobody looked");
        await jobs.cancelJobs(42).catch(() => {});
        await jobs.cancelJobs(42).then(undefined, () => {});
        await outcomesOf(jobs.cancelJobs(42)).catch(() => {});
        t.equal(await settled(), 0, "handled");
        jobs.cancelJobs(42).finally(() => {});
        t.equal(await settled(), 1, "passed on by finally");
        jobs.cancelJobs(42).then(() => {});
        t.equal(await settled(), 1, "passed on by then");
      } finally {
        stop();
      }
    },
  },
  {
    name: "ten thousand ids from a generator leave no timer and no listener",
    line: ["Nothing left", "cancelJobs"],
    clock: true,
    async run(t) {
      const { signal, live } = t.countedSignal();
      const fetch = server(t);
      const source = countedSource(ids(10_000));
      const run = t
        .over(fetch)
        .jobs.cancelJobs(source, { abortSignal: signal, concurrency: 32, timeoutInSeconds: 5 });
      t.equal(live.size, 1);
      t.equal(counts(await run), { total: 10_000, cancelled: 10_000 });
      t.equal([live.size, t.clock.timers.size, fetch.state.most], [0, 0, 32]);
    },
  },
];
