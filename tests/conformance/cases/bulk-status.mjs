// Bulk status and bulk wait: their summaries and outcomes, how many at once, each id once, and what they can be told.
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

const BOTH = ["getJobs", "waitForJobs"];

/** The server's answer that a job is in a state. */
const is = (t, id, status) => t.job(status, { job_id: id });

/** A server where every job has completed. */
const completed = (t) => server(t, (id) => is(t, id, "completed"));

export default [
  {
    name: "awaited, a bulk status and a bulk wait are summaries whose totals are the sums of their counts",
    line: [...BOTH, "BulkCancellation", "Bulk failure"],
    async run(t) {
      for (const method of BOTH) {
        const fetch = server(t, (id) =>
          id === "bad" ? t.problem(404, "JOB_001") : is(t, id, "completed"),
        );
        const summary = await t.over(fetch).jobs[method](["a", "bad", "b", "a", "c"]);
        t.equal(counts(summary), { total: 5, fulfilled: 3, failed: 1, duplicates: 1 }, method);
        t.equal(Object.keys(summary).sort(), [
          "duplicates",
          "failed",
          "failures",
          "fulfilled",
          "skipped",
          "total",
        ]);
        t.equal(summary.failures.length, 1);
        t.equal(summary.failures[0].jobId, "bad");
        t.isError(summary.failures[0].error, t.pulse.NotFoundError, { attempts: 1 });
        t.equal(fetch.state.sent.sort(), ["GET a", "GET b", "GET bad", "GET c"]);
      }
    },
  },
  {
    name: "iterated, they are one outcome for each distinct job, as it settles, with the job's state",
    line: [...BOTH, "BulkCancellation"],
    clock: true,
    async run(t) {
      const delay = { slow: 50, quick: 10, bad: 30 };
      for (const method of BOTH) {
        const fetch = server(t, (id) =>
          after(delay[id], id === "bad" ? t.problem(403, "AUTH_004") : is(t, id, "expired")),
        );
        const all = outcomesOf(t.over(fetch).jobs[method](["slow", "bad", "quick", "slow"]));
        await t.clock.run(all);
        const [quick, bad, slow] = await all;
        t.equal(quick, {
          jobId: "quick",
          status: "fulfilled",
          job: { job_id: "quick", status: "expired", created_at: "2026-01-01T00:00:00Z" },
        });
        t.equal(Object.keys(bad), ["jobId", "status", "error"]);
        t.isError(bad.error, t.pulse.ForbiddenError, { code: "AUTH_004" });
        t.equal([bad.jobId, slow.jobId, (await all).length], ["bad", "slow", 3]);
      }
    },
  },
  {
    name: "a bulk status asks once, whatever the state, and gives it as the server spelt it",
    line: ["getJobs"],
    async run(t) {
      const states = [
        "pending",
        "processing",
        "completed",
        "failed",
        "canceled",
        "cancelled",
        "expired",
        "a-state-to-come",
      ];
      const fetch = server(t, (id) => is(t, id, id));
      const outcomes = await outcomesOf(t.over(fetch).jobs.getJobs(states));
      t.equal(
        outcomes.map(({ status }) => status),
        states.map(() => "fulfilled"),
      );
      t.equal(outcomes.map(({ job }) => job.status).sort(), [...states].sort());
      t.equal(fetch.calls.length, states.length);
    },
  },
  {
    name: "a bulk wait polls each job until it has ended, and one that failed is a fulfilled outcome",
    line: ["waitForJobs"],
    clock: true,
    async run(t) {
      const ends = ["completed", "failed", "canceled", "cancelled", "expired"];
      const polls = {};
      const fetch = server(t, (id) => {
        polls[id] = (polls[id] ?? 0) + 1;
        const before = ["pending", "a-state-to-come"][polls[id] - 1];
        return is(t, id, before ?? id);
      });
      const all = outcomesOf(t.over(fetch).jobs.waitForJobs(ends, { pollIntervalInSeconds: 2 }));
      t.equal(await t.clock.run(all), 2_000 + 3_000);
      for (const { jobId, status, job } of await all)
        t.equal([status, job.status, polls[jobId]], ["fulfilled", jobId, 3]);
      t.equal((await all).length, ends.length);
      t.equal(t.clock.timers.size, 0);
    },
  },
  {
    name: "over real sockets jobs are asked after and waited for, and none is cancelled",
    line: BOTH,
    async run(t) {
      const open = await t.emulator.job();
      const quick = await t.emulator.job({ pendingMs: 0, processingMs: 100 });
      const failing = await t.emulator.job({ pendingMs: 0, processingMs: 0, ends: "failed" });
      const unknown = t.newId();
      const { jobs } = t.client();
      const asked = await outcomesOf(jobs.getJobs([open, failing, unknown]));
      const state = Object.fromEntries(asked.map((one) => [one.jobId, one.job?.status]));
      t.equal([state[open], state[failing], state[unknown]], ["pending", "failed", undefined]);
      const options = { pollIntervalInSeconds: 0.05 };
      const waited = await outcomesOf(jobs.waitForJobs(new Set([quick, failing]), options));
      t.equal(waited.map(({ status, job }) => `${status} ${job.status}`).sort(), [
        "fulfilled completed",
        "fulfilled failed",
      ]);
      for (const id of [open, quick, failing]) {
        const methods = (await t.emulator.requests(id)).map(({ method }) => method);
        t.ok(methods.length > 0 && methods.every((method) => method === "GET"), String(methods));
      }
    },
  },
  {
    name: "they begin at the call, at most `concurrency` at once, and wait where nobody reads",
    line: [...BOTH, "Bulk begins", "Bulk concurrency"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        for (const counted of [countedSource, countedAsyncSource]) {
          const fetch = server(t, (id) => after(20, is(t, id, "completed")));
          const source = counted(ids(20));
          const run = t.over(fetch).jobs[method](source, { concurrency: 3 });
          if (counted === countedSource) t.equal(fetch.calls.length, 3, "in the same tick");
          await t.clock.advance(120_000);
          t.equal([fetch.calls.length, source.pulled], [3, 3], "nobody reads");
          await t.clock.run(run);
          t.equal(counts(await run), { total: 20, fulfilled: 20 });
          t.equal([fetch.state.most, source.closed, t.clock.timers.size], [3, 1, 0]);
        }
        const fetch = server(t, (id) => after(20, is(t, id, "completed")));
        t.equal(await t.clock.run(t.over(fetch).jobs[method](ids(40))), 100);
        t.equal(fetch.state.most, 8, "where nothing else is said");
      }
    },
  },
  {
    name: "a job that is waited for keeps its slot between two polls",
    line: ["waitForJobs", "Bulk concurrency"],
    clock: true,
    async run(t) {
      const polls = {};
      const fetch = server(t, (id) => {
        polls[id] = (polls[id] ?? 0) + 1;
        return is(t, id, polls[id] < 2 ? "processing" : "completed");
      });
      const source = countedSource(ids(6));
      const run = t.over(fetch).jobs.waitForJobs(source, { concurrency: 2 });
      run.then(() => {});
      await t.clock.advance(500);
      t.equal([source.pulled, fetch.calls.length], [2, 2]);
      t.equal(await t.clock.run(run), 2_500);
      t.equal(counts(await run), { total: 6, fulfilled: 6 });
    },
  },
  {
    name: "they take each distinct id once; with `dedupe: false` every id counts",
    line: [...BOTH, "Bulk dedupe"],
    async run(t) {
      const list = ["a", "b", "a", "A", "a ", "b"];
      for (const method of BOTH) {
        const fetch = completed(t);
        const outcomes = await outcomesOf(t.over(fetch).jobs[method](list));
        t.equal(
          outcomes.map(brief).sort(),
          [...new Set(list)].map((id) => `${id} fulfilled`).sort(),
        );
        const summary = await t.over(completed(t)).jobs[method](list, { dedupe: false });
        t.equal(counts(summary), { total: 6, fulfilled: 6 });
      }
    },
  },
  {
    name: "what is no job id fails by itself when jobs are asked after or waited for",
    line: [...BOTH, "Bulk failure", "Job ids, refused"],
    async run(t) {
      const bad = ["", "..", 42, undefined];
      for (const method of BOTH) {
        const fetch = completed(t);
        const outcomes = await outcomesOf(t.over(fetch).jobs[method]([...bad, "good"]));
        for (const value of bad) {
          const { error } = outcomes.find(({ jobId }) => Object.is(jobId, value)) ?? {};
          t.isError(error, t.pulse.PulseValidationError, { message: /jobId/, attempts: 0 });
        }
        t.equal(fetch.state.sent, ["GET good"]);
      }
    },
  },
  {
    name: "bad arguments reject a bulk status and a bulk wait, and nothing is pulled or sent",
    line: [...BOTH, "BulkOptions", "Rejects"],
    async run(t) {
      const fetch = completed(t);
      const { jobs } = t.over(fetch);
      const source = countedSource(["a"]);
      const wrong = [
        ...[0, 1.5, "8"].flatMap((value) => [{ concurrency: value }, { stopAfter: value }]),
        ...[0, "true"].map((value) => ({ dedupe: value })),
        ...[1, {}].map((value) => ({ onProgress: value })),
        ...["", "skip", true].map((value) => ({ missing: value })),
        { timeoutInSeconds: 0 },
        { deadlineInSeconds: -1 },
        { maxRetries: -1 },
        { abortSignal: 5 },
      ];
      for (const method of BOTH) {
        for (const bad of [undefined, null, 42, "job-1", {}]) {
          const message = /jobIds must be an array/;
          await t.rejects(jobs[method](bad), t.pulse.PulseValidationError, { message });
        }
        for (const options of wrong) {
          const message = new RegExp(Object.keys(options)[0]);
          const run = jobs[method](source, options);
          await t.rejects(run, t.pulse.PulseValidationError, { message });
        }
        await t.rejects(outcomesOf(jobs[method](source, 5)), t.pulse.PulseValidationError);
      }
      for (const value of [0, Infinity, "1"]) {
        const run = jobs.waitForJobs(source, { pollIntervalInSeconds: value });
        const message = /pollIntervalInSeconds/;
        await t.rejects(run, t.pulse.PulseValidationError, { message });
      }
      t.equal([source.pulled, fetch.calls.length], [0, 0]);
    },
  },
  {
    name: "what is for a cancellation alone means nothing to a bulk status and a bulk wait",
    line: BOTH,
    async run(t) {
      const options = {
        confirm: "yes",
        dryRun: true,
        onlyIf: () => t.fail("nobody is to judge"),
      };
      for (const method of BOTH) {
        const fetch = completed(t);
        t.equal(counts(await t.over(fetch).jobs[method](["a"], options)), {
          total: 1,
          fulfilled: 1,
        });
        t.equal(fetch.state.sent, ["GET a"]);
      }
    },
  },
  {
    name: "a bulk status and a bulk wait are awaited or iterated, not both",
    line: [...BOTH, "BulkCancellation"],
    async run(t) {
      const message = /awaited for its summary or iterated/;
      for (const method of BOTH) {
        const { jobs } = t.over(completed(t));
        const awaited = jobs[method](ids(3));
        t.equal((await awaited).fulfilled, 3);
        t.equal((await awaited).fulfilled, 3, "awaited again");
        await t.rejects(outcomesOf(awaited), t.pulse.PulseError, { message });
        const iterated = jobs[method](ids(3));
        t.equal((await outcomesOf(iterated)).length, 3);
        await t.rejects(iterated, t.pulse.PulseError, { message });
        const { failures, ...zeros } = await jobs[method]([]);
        t.equal([Object.values(zeros), failures], [Array(5).fill(0), []]);
      }
    },
  },
  {
    name: "their onProgress is told after each outcome, and the total where the source has one",
    line: [...BOTH, "Bulk progress"],
    async run(t) {
      const list = ["a", "b", "", "c", "a"];
      for (const method of BOTH) {
        const { jobs } = t.over(
          server(t, (id) => (id === "b" ? t.problem(404, "X") : is(t, id, "completed"))),
        );
        for (const [source, total] of [
          [list, 5],
          [list.values(), undefined],
        ]) {
          const seen = [];
          const onProgress = (progress) => seen.push(progress);
          await jobs[method](source, { concurrency: 1, missing: "ignore", onProgress });
          const rest = { inFlight: 0, ...(total && { total }) };
          t.equal(seen[0], { ...rest, done: 1, fulfilled: 1, failed: 0, skipped: 0 });
          t.equal(seen.at(-1), { ...rest, done: 5, fulfilled: 2, failed: 1, skipped: 1 });
          t.equal(seen.length, 5, "the duplicate at the end is told of as well");
        }
      }
    },
  },
  {
    name: 'with `missing: "ignore"` a job that is not there is skipped by a bulk status and a bulk wait',
    line: [...BOTH, "missing"],
    async run(t) {
      for (const method of BOTH) {
        const fetch = server(t, () => t.problem(404, "JOB_001"));
        const { jobs } = t.over(fetch);
        const outcomes = await outcomesOf(jobs[method](["x"], { missing: "ignore" }));
        t.equal(outcomes, [{ jobId: "x", status: "skipped", reason: "missing" }]);
        for (const missing of [undefined, "fail"]) {
          t.equal(counts(await jobs[method](["x"], { missing })), { total: 1, failed: 1 });
        }
      }
    },
  },
];
