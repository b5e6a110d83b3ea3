// What a bulk cancellation can be told beside its ids: confirm, dryRun, onlyIf, missing, onProgress, the request options.
import { after, brief, counts, ids, outcomesOf, server } from "../bulk.mjs";

export default [
  {
    name: "confirm polls each cancelled job until it has ended, and tells what really happened",
    line: ["confirm", "Best effort"],
    clock: true,
    async run(t) {
      const ends = { a: "canceled", b: "completed", c: "failed", d: "cancelled", e: "expired" };
      const polls = {};
      const fetch = server(t, (id, method) => {
        if (method === "DELETE") return t.cancelled(id);
        polls[id] = (polls[id] ?? 0) + 1;
        return polls[id] < 3 ? t.job("processing") : t.job(ends[id], { job_id: id });
      });
      const { jobs } = t.over(fetch);
      const options = { confirm: true, pollIntervalInSeconds: 2 };
      const run = jobs.cancelJobs(Object.keys(ends), options);
      t.equal(await t.clock.run(run), 2_000 + 3_000);
      t.equal(counts(await run), { total: 5, cancelled: 2, finished: 3 });
      const all = outcomesOf(jobs.cancelJobs(["b"], options));
      await t.clock.run(all);
      t.equal(await all, [
        {
          jobId: "b",
          status: "fulfilled",
          response: { job_id: "b", message: "Job cancelled successfully" },
          job: { job_id: "b", status: "completed", created_at: "2026-01-01T00:00:00Z" },
        },
      ]);
    },
  },
  {
    name: "over real sockets confirm sees a job that completes before its cancellation takes",
    line: ["confirm", "Best effort"],
    async run(t) {
      const quick = await t.emulator.job({ cancelMs: 0 });
      const late = await t.emulator.job({ pendingMs: 0, processingMs: 150, cancelMs: 60_000 });
      const options = { confirm: true, pollIntervalInSeconds: 0.05 };
      const outcomes = await outcomesOf(t.client().jobs.cancelJobs([quick, late], options));
      const state = Object.fromEntries(outcomes.map(({ jobId, job }) => [jobId, job.status]));
      t.match(state[quick], /^cancell?ed$/);
      t.equal(state[late], "completed");
    },
  },
  {
    name: "a confirmation that fails is that job's failure, a 404 included",
    line: ["confirm", "missing"],
    async run(t) {
      const fetch = server(t, (id, method) =>
        method === "DELETE" ? t.cancelled(id) : t.problem(404, "JOB_001"),
      );
      const options = { confirm: true, missing: "ignore" };
      const summary = await t.over(fetch).jobs.cancelJobs(["a"], options);
      t.equal(counts(summary), { total: 1, failed: 1 });
      t.isError(summary.failures[0].error, t.pulse.NotFoundError, { attempts: 2 });
    },
  },
  {
    name: "a dry run asks each job's state and sends no DELETE, whatever else is said",
    line: ["dryRun"],
    async run(t) {
      const fetch = server(t, (id) =>
        id === "gone" ? t.problem(404, "JOB_001") : t.job("processing", { job_id: id }),
      );
      const options = { dryRun: true, confirm: true, missing: "ignore" };
      const outcomes = await outcomesOf(t.over(fetch).jobs.cancelJobs(["a", "gone"], options));
      t.equal(fetch.state.sent, ["GET a", "GET gone"]);
      const [a, gone] = outcomes.sort((one, other) => (one.jobId < other.jobId ? -1 : 1));
      t.equal(a, {
        jobId: "a",
        status: "skipped",
        reason: "dry-run",
        job: { job_id: "a", status: "processing", created_at: "2026-01-01T00:00:00Z" },
      });
      t.equal(gone, { jobId: "gone", status: "skipped", reason: "missing" });
    },
  },
  {
    name: "onlyIf, sync or async, judges each job's state before anything is cancelled",
    line: ["onlyIf"],
    async run(t) {
      const states = { a: "pending", b: "completed", c: "processing" };
      for (const wrap of [(value) => value, async (value) => value]) {
        const fetch = server(t, (id, method) =>
          method === "GET" ? t.job(states[id], { job_id: id }) : t.cancelled(id),
        );
        const asked = [];
        const onlyIf = (job) => {
          asked.push(job.job_id);
          return wrap(job.status !== "completed");
        };
        const run = t.over(fetch).jobs.cancelJobs(["a", "b", "c"], { onlyIf });
        const outcomes = await outcomesOf(run);
        t.equal(outcomes.map(brief).sort(), ["a fulfilled", "b filtered", "c fulfilled"]);
        t.equal(asked.sort(), ["a", "b", "c"]);
        const deletes = fetch.state.sent.filter((line) => line.startsWith("DELETE"));
        t.equal(deletes.sort(), ["DELETE a", "DELETE c"]);
        for (const { jobId, job } of outcomes) t.equal(job.status, states[jobId]);
        const [cancelled] = outcomes.filter(({ jobId }) => jobId === "a");
        t.equal(cancelled.response.job_id, "a");
      }
    },
  },
  {
    name: "an onlyIf that throws or rejects is that job's failure, and nothing of it is cancelled",
    line: ["onlyIf", "Bulk failure"],
    async run(t) {
      const cause = new Error("no idea");
      for (const fail of [
        () => {
          throw cause;
        },
        () => Promise.reject(cause),
      ]) {
        const fetch = server(t, (id, method) =>
          method === "GET" ? t.job("pending", { job_id: id }) : t.cancelled(id),
        );
        const onlyIf = (job) => (job.job_id === "b" ? fail() : true);
        const summary = await t.over(fetch).jobs.cancelJobs(["a", "b", "c"], { onlyIf });
        t.equal(counts(summary), { total: 3, cancelled: 2, failed: 1 });
        const [{ jobId, error }] = summary.failures;
        t.equal(jobId, "b");
        t.isError(error, t.pulse.PulseError, { message: /onlyIf.*no idea/, cause, attempts: 1 });
        t.ok(!fetch.state.sent.includes("DELETE b"));
      }
    },
  },
  {
    name: "an onlyIf that never answers is ended by the job's deadline and by an abort",
    line: ["onlyIf", "deadlineInSeconds", "Bulk abort"],
    clock: true,
    async run(t) {
      const fetch = server(t, () => t.job("pending"));
      const { jobs } = t.over(fetch);
      const onlyIf = () => new Promise(() => {});
      const run = jobs.cancelJobs(["a"], { onlyIf, deadlineInSeconds: 3 });
      t.equal(await t.clock.run(run), 3_000);
      t.isError((await run).failures[0].error, t.pulse.PulseTimeoutError, { attempts: 1 });
      const controller = new AbortController();
      const other = jobs.cancelJobs(["a"], { onlyIf, abortSignal: controller.signal });
      other.then(() => {});
      await t.clock.settle();
      controller.abort();
      t.equal(counts(await other), { total: 1, skipped: 1, stoppedBy: "aborted" });
      t.equal(t.clock.timers.size, 0);
    },
  },
  {
    name: 'with `missing: "ignore"` a 404 is an outcome of its own, by default a failure',
    line: ["missing"],
    async run(t) {
      const fetch = server(t, (id) => (id === "x" ? t.problem(404, "JOB_001") : t.cancelled(id)));
      const { jobs } = t.over(fetch);
      for (const missing of [undefined, "fail"]) {
        t.equal(counts(await jobs.cancelJobs(["a", "x"], { missing })), {
          total: 2,
          cancelled: 1,
          failed: 1,
        });
      }
      const outcomes = await outcomesOf(jobs.cancelJobs(["x"], { missing: "ignore" }));
      t.equal(outcomes, [{ jobId: "x", status: "skipped", reason: "missing" }]);
    },
  },
  {
    name: "onProgress is told after each outcome, with a total where the source has one",
    line: ["Bulk progress"],
    async run(t) {
      const { jobs } = t.over(
        server(t, (id) => (id === "b" ? t.problem(404, "X") : t.cancelled())),
      );
      const list = ["a", "b", "", "c"];
      for (const [source, total] of [
        [list, 4],
        [new Set(list), 4],
        [list.values(), undefined],
      ]) {
        const seen = [];
        const options = { concurrency: 1, onProgress: (progress) => seen.push(progress) };
        await jobs.cancelJobs(source, options);
        t.equal(seen.length, 4);
        const [first] = seen;
        const last = seen.at(-1);
        const whole = { finished: 0, skipped: 0, inFlight: 0, ...(total && { total }) };
        t.equal(first, { ...whole, done: 1, cancelled: 1, failed: 0 });
        t.equal(last, { ...whole, done: 4, cancelled: 2, failed: 2 });
      }
    },
  },
  {
    name: "onProgress reaches the total where the last ids are duplicates, and is not told the same twice",
    line: ["Bulk progress"],
    async run(t) {
      const { jobs } = t.over(server(t));
      for (const [list, dones] of [
        [
          ["a", "b", "a", "a"],
          [1, 2, 4],
        ],
        [
          ["a", "a", "b"],
          [1, 3],
        ],
        [[], []],
      ]) {
        const seen = [];
        await jobs.cancelJobs(list, { concurrency: 1, onProgress: ({ done }) => seen.push(done) });
        t.equal(seen, dones);
      }
    },
  },
  {
    name: "an onProgress that throws or rejects is logged and breaks nothing",
    line: ["Bulk progress", "handler that throws"],
    async run(t) {
      for (const onProgress of [
        () => {
          throw new Error("handler");
        },
        async () => {
          throw new Error("handler");
        },
      ]) {
        const logger = t.recordingLogger();
        const { jobs } = t.over(server(t), { logging: { logger, level: "warn" } });
        t.equal((await jobs.cancelJobs(ids(3), { onProgress })).cancelled, 3);
        await t.turn();
        t.equal(logger.lines.length, 3);
        t.match(logger.lines[0].parts[0], /onProgress threw/);
      }
    },
  },
  {
    name: "a caller's function may begin calls of the same client, bulk ones too",
    line: ["Bulk progress"],
    async run(t) {
      const fetch = server(t, (_id, method) =>
        method === "GET" ? t.job("pending") : t.cancelled(),
      );
      const { jobs } = t.over(fetch);
      const others = [];
      const summary = await jobs.cancelJobs(ids(6), {
        concurrency: 2,
        onlyIf: () => {
          others.push(jobs.cancelJob({ jobId: "x" }));
          return true;
        },
        onProgress: () => others.push(jobs.cancelJobs(["y", "z"])),
      });
      t.equal(summary.cancelled, 6);
      const all = await Promise.all(others);
      t.equal(all.length, 12);
      t.equal(fetch.calls.length, 6 * 2 + 6 + 6 * 2);
    },
  },
  {
    name: "request options hold for each job: headers, keepalive, retries, the timeout of an attempt, the deadline",
    line: ["RequestOptions", "cancelJobs"],
    clock: true,
    async run(t) {
      const tries = {};
      const fetch = server(t, (id, _method, init) => {
        t.equal(init.headers["x-trace"], "1");
        t.equal(init.keepalive, true);
        tries[id] = (tries[id] ?? 0) + 1;
        if (id === "hangs") return t.pending(init);
        return tries[id] === 1 ? t.problem(500, "X") : t.cancelled(id);
      });
      const run = t.over(fetch).jobs.cancelJobs(["a", "hangs", "b"], {
        headers: { "x-trace": "1" },
        keepalive: true,
        maxRetries: 1,
        timeoutInSeconds: 4,
      });
      const took = await t.clock.run(run);
      t.between(took, 8_900, 9_200);
      const summary = await run;
      t.equal(counts(summary), { total: 3, cancelled: 2, failed: 1 });
      t.isError(summary.failures[0].error, t.pulse.PulseTimeoutError, { attempts: 2 });
      t.equal(tries, { a: 2, hangs: 2, b: 2 });

      const hanging = server(t, (_id, _method, init) => t.pending(init));
      const limited = t.over(hanging).jobs.cancelJobs(ids(4), {
        concurrency: 2,
        deadlineInSeconds: 5,
      });
      t.equal(await t.clock.run(limited), 10_000, "each job's own");
    },
  },
  {
    name: "suppliers are asked once a job, and one that throws is that job's failure",
    line: ["suppliers", "Bulk failure"],
    async run(t) {
      let asked = 0;
      const fetch = server(t);
      const client = t.over(fetch, {
        apiKey: () => {
          asked += 1;
          if (asked === 2) throw new Error("no key today");
          return `key-${asked}`;
        },
        headers: { "x-n": async () => String(asked) },
      });
      const summary = await client.jobs.cancelJobs(ids(4), { concurrency: 1 });
      t.equal(counts(summary), { total: 4, cancelled: 3, failed: 1 });
      t.equal(asked, 4);
      const [{ jobId, error }] = summary.failures;
      t.equal(jobId, "j1");
      t.isError(error, t.pulse.PulseError, { message: /no key today/, attempts: 0 });
      t.equal(
        fetch.calls.map(({ init }) => [init.headers["x-api-key"], init.headers["x-n"]]),
        [
          ["key-1", "1"],
          ["key-3", "3"],
          ["key-4", "4"],
        ],
      );
    },
  },
  {
    name: "events tell of each job's attempts, answers and waits, and failures are logged",
    line: ["PulseEvent", "logging", "cancelJobs"],
    clock: true,
    async run(t) {
      const events = [];
      const logger = t.recordingLogger();
      let times = 0;
      const fetch = server(t, (id) => {
        times += 1;
        if (times === 1) throw t.lost();
        if (times === 2) return t.problem(429, "X", { "retry-after": "2" });
        return id === "bad" ? t.problem(404, "JOB_001") : t.cancelled(id);
      });
      const onEvent = ({ type, method, jobId, attempt, statusCode, error }) =>
        events.push(`${type} ${method} ${jobId} ${attempt} ${statusCode ?? error?.name ?? ""}`);
      const client = t.over(fetch, { onEvent, logging: { logger, level: "error" } });
      const run = client.jobs.cancelJobs(["a", "bad"], { concurrency: 1 });
      await t.clock.run(run);
      t.equal(events, [
        "attempt DELETE a 1 ",
        "response DELETE a 1 PulseConnectionError",
        "retry DELETE a 1 PulseConnectionError",
        "attempt DELETE a 2 ",
        "response DELETE a 2 429",
        "retry DELETE a 2 TooManyRequestsError",
        "attempt DELETE a 3 ",
        "response DELETE a 3 200",
        "attempt DELETE bad 1 ",
        "response DELETE bad 1 404",
      ]);
      t.equal(logger.lines.length, 1);
      t.match(logger.lines[0].parts[0], /404/);
    },
  },
  {
    name: "the key stands in no error of a bulk cancellation",
    line: ["Key scrubbed"],
    async run(t) {
      const fetch = server(t, () =>
        t.reply(403, { error: { code: "X", message: `no ${t.key} here` } }),
      );
      const { failures } = await t.over(fetch).jobs.cancelJobs(["a"]);
      t.match(failures[0].error.message, /no \[key\] here/);
    },
  },
  {
    name: "free lets a running bulk cancellation finish, and a later one rejects",
    line: ["Calls outlive free", "free"],
    clock: true,
    async run(t) {
      const fetch = server(t, () => after(10, t.cancelled()));
      const client = t.over(fetch);
      const { jobs } = client;
      const run = jobs.cancelJobs(ids(30), { concurrency: 2 });
      client.free();
      await t.clock.run(run);
      t.equal((await run).cancelled, 30);
      await t.rejects(jobs.cancelJobs(["a"]), t.pulse.PulseError, { message: /freed/ });
    },
  },
];
