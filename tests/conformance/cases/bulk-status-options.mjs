// Bulk status and bulk wait under the request options, suppliers, events and logs, and what they leave behind.
import { after, countedSource, counts, failInside, ids, outcomesOf, server } from "../bulk.mjs";

const BOTH = ["getJobs", "waitForJobs"];
const is = (t, id, status) => t.job(status, { job_id: id });
const completed = (t) => server(t, (id) => is(t, id, "completed"));

export default [
  {
    name: "request options hold for each job that is asked after or waited for",
    line: [...BOTH, "RequestOptions"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        const tries = {};
        const fetch = server(t, (id, _method, init) => {
          t.equal([init.headers["x-trace"], init.keepalive], ["1", true]);
          tries[id] = (tries[id] ?? 0) + 1;
          if (id === "hangs") return t.pending(init);
          return tries[id] === 1 ? t.problem(500, "X") : is(t, id, "completed");
        });
        const run = t.over(fetch).jobs[method](["a/b", "hangs"], {
          headers: { "x-trace": "1" },
          keepalive: true,
          maxRetries: 1,
          timeoutInSeconds: 4,
          queryParams: { q: "1 2" },
        });
        await t.clock.run(run);
        t.equal(counts(await run), { total: 2, fulfilled: 1, failed: 1 });
        t.isError((await run).failures[0].error, t.pulse.PulseTimeoutError, { attempts: 2 });
        t.equal(tries, { "a/b": 2, hangs: 2 });
        t.equal(fetch.calls[0].url, "https://api.example.test/job/a%2Fb?q=1%202");
      }
    },
  },
  {
    name: "the deadline of a bulk status and of a bulk wait is each job's own",
    line: [...BOTH, "deadlineInSeconds"],
    clock: true,
    async run(t) {
      const ways = {
        getJobs: (_id, _method, init) => t.pending(init),
        waitForJobs: (id) => is(t, id, "processing"),
      };
      for (const [method, answer] of Object.entries(ways)) {
        const fetch = server(t, answer);
        const options = { concurrency: 2, deadlineInSeconds: 5 };
        const run = t.over(fetch).jobs[method](ids(4), options);
        t.equal(await t.clock.run(run), 10_000, method);
        t.equal(counts(await run), { total: 4, failed: 4 });
        for (const { error } of (await run).failures) t.isError(error, t.pulse.PulseTimeoutError);
        t.equal(t.clock.timers.size, 0);
      }
    },
  },
  {
    name: "a deadline covers the waits that 429s ask for and those between two polls",
    line: ["waitForJobs", "deadlineInSeconds", "Bulk 429"],
    clock: true,
    async run(t) {
      let sent = 0;
      const fetch = server(t, (id) => {
        sent += 1;
        return sent % 2 ? t.problem(429, "X", { "retry-after": "1" }) : is(t, id, "processing");
      });
      const run = t.over(fetch).jobs.waitForJobs(["a"], { deadlineInSeconds: 7 });
      t.equal(await t.clock.run(run), 7_000);
      t.isError((await run).failures[0].error, t.pulse.PulseTimeoutError);
    },
  },
  {
    name: "suppliers are asked before each request of a bulk status and a bulk wait, and one that throws fails its job",
    line: [...BOTH, "suppliers"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        let asked = 0;
        const polls = {};
        const fetch = server(t, (id) => {
          polls[id] = (polls[id] ?? 0) + 1;
          return is(t, id, polls[id] < 3 && method === "waitForJobs" ? "pending" : "completed");
        });
        const apiKey = () => {
          asked += 1;
          if (asked === 1) throw new Error("no key today");
          return `key-${asked}`;
        };
        const run = t.over(fetch, { apiKey }).jobs[method](ids(4), { concurrency: 1 });
        await t.clock.run(run);
        const summary = await run;
        t.equal(counts(summary), { total: 4, fulfilled: 3, failed: 1 });
        const [{ jobId, error }] = summary.failures;
        t.equal(jobId, "j0");
        t.isError(error, t.pulse.PulseError, { message: /no key today/, attempts: 0 });
        const keys = fetch.calls.map(({ init }) => init.headers["x-api-key"]);
        t.equal(
          keys,
          keys.map((_, index) => `key-${index + 2}`),
        );
        t.equal(keys.length, method === "waitForJobs" ? 9 : 3);
      }
    },
  },
  {
    name: "events and log lines of a bulk status and a bulk wait name each job",
    line: [...BOTH, "PulseEvent", "logging"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        const events = [];
        const logger = t.recordingLogger();
        let times = 0;
        const fetch = server(t, (id) => {
          times += 1;
          if (times === 1) throw t.lost();
          if (times === 2) return t.problem(429, "X", { "retry-after": "2" });
          return id === "bad" ? t.problem(404, "JOB_001") : is(t, id, "completed");
        });
        const onEvent = ({ type, method, jobId, attempt, statusCode, error }) =>
          events.push(`${type} ${method} ${jobId} ${attempt} ${statusCode ?? error?.name ?? ""}`);
        const client = t.over(fetch, { onEvent, logging: { logger, level: "error" } });
        await t.clock.run(client.jobs[method](["a", "bad"], { concurrency: 1 }));
        t.equal(events, [
          "attempt GET a 1 ",
          "response GET a 1 PulseConnectionError",
          "retry GET a 1 PulseConnectionError",
          "attempt GET a 2 ",
          "response GET a 2 429",
          "retry GET a 2 TooManyRequestsError",
          "attempt GET a 3 ",
          "response GET a 3 200",
          "attempt GET bad 1 ",
          "response GET bad 1 404",
        ]);
        t.equal(logger.lines.length, 1);
        t.match(logger.lines[0].parts[0], /404/);
      }
    },
  },
  {
    name: "the key stands in no error of a bulk status or a bulk wait",
    line: [...BOTH, "Key scrubbed"],
    async run(t) {
      for (const method of BOTH) {
        const fetch = server(t, () =>
          t.reply(403, { error: { code: "X", message: `no ${t.key} here` } }),
        );
        const { failures } = await t.over(fetch).jobs[method](["a"]);
        t.match(failures[0].error.message, /no \[key\] here/);
      }
    },
  },
  {
    name: "a bulk status and a bulk wait outlive free, and later ones reject",
    line: [...BOTH, "Calls outlive free"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        const client = t.over(server(t, (id) => after(10, is(t, id, "completed"))));
        const { jobs } = client;
        const run = jobs[method](ids(30), { concurrency: 2 });
        client.free();
        await t.clock.run(run);
        t.equal((await run).fulfilled, 30);
        await t.rejects(jobs[method](["a"]), t.pulse.PulseError, { message: /freed/ });
      }
    },
  },
  {
    name: "ten thousand jobs asked after or waited for leave no timer, no listener and nothing that grows",
    line: [...BOTH, "Nothing left"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        const { signal, live } = t.countedSignal();
        const fetch = completed(t);
        const run = t.over(fetch).jobs[method](countedSource(ids(10_000)), {
          abortSignal: signal,
          concurrency: 32,
          dedupe: false,
          timeoutInSeconds: 5,
        });
        t.equal(live.size, 1);
        t.equal(counts(await run), { total: 10_000, fulfilled: 10_000 });
        t.equal([live.size, t.clock.timers.size, fetch.state.most], [0, 0, 32]);
      }
    },
  },
  {
    name: "a failure inside rejects a bulk status and a bulk wait, awaited or iterated, and none hangs",
    line: [...BOTH, "Panic"],
    alone: true,
    async run(t) {
      const { PulseClient } = await t.runtime.freshCopy();
      const make = () =>
        new PulseClient({
          apiKey: t.key,
          baseUrl: "https://api.example.test",
          fetch: t.stubFetch(async () => {
            await t.turn();
            return t.job("completed");
          }),
        });
      const { signal } = new AbortController();
      const { jobs } = make();
      const ends = Promise.allSettled([
        jobs.getJobs(ids(9), { concurrency: 2, signal }),
        outcomesOf(jobs.waitForJobs(ids(9), { concurrency: 2, signal })),
      ]);
      failInside(signal);
      for (const { reason } of await ends) {
        t.equal([reason?.name, reason?.cause?.message], ["PulseError", "failed inside"]);
        t.match(reason.message, /internal error in pulse-wasm/);
      }
      t.equal((await make().jobs.getJobs(ids(3))).fulfilled, 3);
    },
  },
];
