// What ends a bulk status or a bulk wait early: the server's answers, the caller, the source.
import {
  after,
  brief,
  countedAsyncSource,
  countedSource,
  counts,
  ids,
  kinds,
  outcomesOf,
  server,
} from "../bulk.mjs";

const BOTH = ["getJobs", "waitForJobs"];
const is = (t, id, status) => t.job(status, { job_id: id });

/** Iterates with the clock running. */
async function iterate(t, run) {
  const all = outcomesOf(run);
  await t.clock.run(all);
  return all;
}

export default [
  {
    name: "a failure is an outcome of a bulk status and a bulk wait, and stops neither",
    line: [...BOTH, "Bulk failure", "Bulk stopAfter"],
    clock: true,
    async run(t) {
      const statuses = [400, 403, 404, 410, 418, 301, 500];
      for (const method of BOTH) {
        const fetch = server(t, (id) => {
          const number = Number(id.slice(1));
          return number < 28 ? t.problem(statuses[number % 7], "X") : is(t, id, "completed");
        });
        const run = t.over(fetch).jobs[method](ids(40), { maxRetries: 0, stopAfter: 2 });
        await t.clock.run(run);
        t.equal(counts(await run), { total: 40, fulfilled: 12, failed: 28 });
      }
    },
  },
  {
    name: "a 401 stops them, and each id left in an array or a Set is skipped as unauthorized",
    line: [...BOTH, "Bulk 401", "Bulk rest"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        for (const list of [ids(100), new Set(ids(100))]) {
          const fetch = server(t, (id) =>
            id === "j5" ? after(10, t.problem(401, "AUTH_002")) : after(15, is(t, id, "completed")),
          );
          const outcomes = await iterate(t, t.over(fetch).jobs[method](list));
          t.equal(
            kinds(outcomes),
            { rejected: 1, unauthorized: 99 },
            "what is in flight is dropped",
          );
          t.equal([fetch.calls.length, new Set(outcomes.map(({ jobId }) => jobId)).size], [8, 100]);
          const summary = await t.over(server(t, () => t.problem(401, "X"))).jobs[method](list);
          t.equal([summary.total, summary.stoppedBy], [100, "unauthorized"]);
        }
      }
    },
  },
  {
    name: "`stopAfter` failures of the connection in a row stop them as unreachable, 20 where nothing is said",
    line: [...BOTH, "Bulk stopAfter"],
    clock: true,
    async run(t) {
      const bad = {
        lost: () => {
          throw t.lost();
        },
        slow: (_id, _method, init) => t.pending(init),
        503: () => t.problem(503, "X"),
      };
      for (const method of BOTH) {
        for (const [name, answer] of Object.entries(bad)) {
          for (const [stopAfter, most] of [
            [3, 3],
            [undefined, 20],
          ]) {
            const options = { maxRetries: 0, timeoutInSeconds: 1, concurrency: 1, stopAfter };
            const run = t.over(server(t, answer)).jobs[method](ids(50), options);
            await t.clock.run(run);
            t.equal(
              counts(await run),
              { total: 50, failed: most, skipped: 50 - most, stoppedBy: "unreachable" },
              name,
            );
          }
        }
      }
    },
  },
  {
    name: "a dead server met over real sockets stops a bulk status and a bulk wait",
    line: [...BOTH, "Bulk stopAfter", "Bulk rest"],
    async run(t) {
      const client = t.client({ baseUrl: t.runtime.closedUrl });
      for (const method of BOTH) {
        const summary = await client.jobs[method](ids(500), { maxRetries: 0 });
        t.equal([summary.total, summary.stoppedBy], [500, "unreachable"]);
        t.between(summary.failed, 20, 28);
        t.isError(summary.failures[0].error, t.pulse.PulseConnectionError);
      }
    },
  },
  {
    name: "a 429 uses up no retry of a job that is asked after or waited for, and none is lost",
    line: [...BOTH, "Bulk 429", "Gate"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        const limited = new Map();
        let until = 0;
        const fetch = server(t, async (id) => {
          t.ok(performance.now() >= until, "a request inside the Retry-After");
          const times = limited.get(id) ?? 0;
          limited.set(id, times + 1);
          await after(5);
          if (times >= 5) return is(t, id, "completed");
          until = performance.now() + 2_000;
          return t.problem(429, "X", { "retry-after": "2" });
        });
        const options = { maxRetries: 0, concurrency: 3, stopAfter: 1_000 };
        const run = t.over(fetch).jobs[method](ids(30), options);
        await t.clock.run(run);
        t.equal([counts(await run), fetch.calls.length], [{ total: 30, fulfilled: 30 }, 180]);
      }
    },
  },
  {
    name: "`stopAfter` 429s in a row, or one that asks for too much, stop them as rate-limited",
    line: [...BOTH, "Bulk 429", "Beyond the cap"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        for (const [seconds, sent, took, ends] of [
          [1, 5, 4_000, { skipped: 50 }],
          // The error of the one that heard it says how long.
          [3_600, 1, 0, { failed: 1, skipped: 49 }],
        ]) {
          const headers = { "retry-after": String(seconds) };
          const fetch = server(t, () => t.problem(429, "X", headers));
          const run = t.over(fetch).jobs[method](ids(50), { concurrency: 1, stopAfter: 4 });
          t.equal([await t.clock.run(run), fetch.calls.length], [took, sent]);
          t.equal(counts(await run), { total: 50, ...ends, stoppedBy: "rate-limited" });
          for (const { error } of (await run).failures) t.equal(error.retryAfterInSeconds, seconds);
        }
      }
    },
  },
  {
    name: "429s that trickle in one by one and ask for no wait stop any run too, rather than being sent for ever",
    line: [...BOTH, "cancelJobs", "Bulk 429"],
    clock: true,
    async run(t) {
      for (const method of ["cancelJobs", ...BOTH]) {
        let sent = 0;
        const fetch = server(t, () => {
          sent += 1;
          return after(2 + ((sent * 7) % 5), t.problem(429, "X", { "retry-after": "0" }));
        });
        const run = t.over(fetch).jobs[method](ids(50));
        await t.clock.run(run, 5_000);
        t.equal([(await run).total, (await run).stoppedBy], [50, "rate-limited"]);
        t.between(sent, 20, 20 * 16, method);
      }
    },
  },
  {
    name: "the gate is the client's: it holds a bulk status and a bulk wait, and they close it",
    line: [...BOTH, "Gate"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        const at = [];
        const fetch = server(t, (id) => {
          at.push([id, performance.now()]);
          return at.length === 1
            ? t.problem(429, "X", { "retry-after": "7" })
            : is(t, id, "completed");
        });
        const { jobs } = t.over(fetch);
        const first = jobs[method](["first"]);
        first.then(() => {});
        await t.clock.settle();
        const others = [jobs.getJob({ jobId: "single" }), jobs[method](ids(3))];
        await t.clock.run(Promise.all([first, ...others]));
        const [[, begun], ...rest] = at;
        t.equal(
          rest.map(([, time]) => time - begun),
          Array(5).fill(7_000),
          method,
        );
      }
    },
  },
  {
    name: "stop() drops what a bulk status or a bulk wait has in flight: nothing is lost by that",
    line: [...BOTH, "BulkCancellation", "Bulk rest"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        for (const counted of [countedAsyncSource, (list) => list]) {
          const ended = [];
          const fetch = server(t, (id, _method, init) => {
            init.signal.addEventListener("abort", () => ended.push(id));
            return id === "j0" ? is(t, id, "completed") : t.pending(init);
          });
          const source = counted(ids(50));
          const run = t.over(fetch).jobs[method](source, { concurrency: 4 });
          const outcomes = outcomesOf(run);
          await t.clock.settle();
          run.stop();
          run.stop();
          t.equal(await t.clock.run(outcomes), 0, "nothing is waited for");
          const left = source.pulled ? 4 : 49;
          t.equal(kinds(await outcomes), { fulfilled: 1, aborted: left });
          t.equal([fetch.calls.length, ended.sort()], [5, ["j1", "j2", "j3", "j4"]]);
          if (source.pulled) t.equal([source.pulled, source.closed], [5, 1]);
          run.stop();
          t.equal(t.clock.timers.size, 0);
        }
      }
    },
  },
  {
    name: "stop() ends a bulk wait between two polls, and jobs that the gate holds",
    line: ["waitForJobs", "BulkCancellation"],
    clock: true,
    async run(t) {
      const waits = [
        (id) => is(t, id, "processing"),
        () => t.problem(429, "X", { "retry-after": "9" }),
      ];
      for (const answer of waits) {
        const run = t.over(server(t, answer)).jobs.waitForJobs(ids(9), { concurrency: 2 });
        const summary = run.then();
        await t.clock.settle();
        run.stop();
        t.equal(await t.clock.run(summary), 0);
        t.equal(counts(await summary), { total: 9, skipped: 9, stoppedBy: "aborted" });
        t.equal(t.clock.timers.size, 0);
      }
    },
  },
  {
    name: "an abort ends a bulk status and a bulk wait at once, one before the call sends nothing",
    line: [...BOTH, "Bulk abort", "Bulk rest", "Nothing left"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        const { controller, signal, live } = t.countedSignal();
        const fetch = server(t, (id, _method, init) =>
          Number(id.slice(1)) < 6 ? is(t, id, "completed") : t.pending(init),
        );
        const { jobs } = t.over(fetch);
        const all = outcomesOf(jobs[method](ids(40), { signal, concurrency: 4 }));
        await t.clock.settle();
        controller.abort(new Error("enough"));
        t.equal(kinds(await all), { fulfilled: 6, aborted: 34 });
        t.equal([live.size, t.clock.timers.size, fetch.calls.length], [0, 0, 10]);
        const source = countedSource(ids(5));
        const options = { abortSignal: signal };
        t.equal(counts(await jobs[method](source, options)), { stoppedBy: "aborted" });
        const late = await jobs[method](ids(5), options);
        t.equal(counts(late), { total: 5, skipped: 5, stoppedBy: "aborted" });
        t.equal([source.pulled, fetch.calls.length], [0, 10]);
      }
    },
  },
  {
    name: "a caller's function may abort the bulk status or wait it is called by",
    line: [...BOTH, "Bulk abort"],
    async run(t) {
      for (const method of BOTH) {
        for (const name of ["onProgress", "onEvent", "source"]) {
          const controller = new AbortController();
          const abort = () => controller.abort();
          const source = function* () {
            yield "a";
            if (name === "source") abort();
            yield* ids(9);
          };
          const fetch = server(t, (id) => is(t, id, "completed"));
          const client = t.over(fetch, { onEvent: name === "onEvent" ? abort : undefined });
          const { stoppedBy } = await client.jobs[method](source(), {
            concurrency: 2,
            abortSignal: controller.signal,
            onProgress: name === "onProgress" ? abort : undefined,
          });
          t.equal(stoppedBy, "aborted", name);
          t.ok(
            fetch.calls.length <= (name === "onEvent" ? 0 : 2),
            `${name}: ${fetch.calls.length}`,
          );
        }
      }
    },
  },
  {
    name: "a source that throws ends a bulk status and a bulk wait once what is in flight has settled",
    line: [...BOTH, "Bulk source"],
    clock: true,
    async run(t) {
      const error = new RangeError("the source is broken");
      const sources = [
        function* () {
          yield* ids(3);
          throw error;
        },
        async function* () {
          yield* ids(3);
          throw error;
        },
      ];
      for (const method of BOTH) {
        for (const source of sources) {
          const { jobs } = t.over(server(t, (id) => after(50, is(t, id, "completed"))));
          const run = jobs[method](source()).catch((thrown) => thrown);
          await t.clock.run(run);
          t.ok((await run) === error, "the error itself");
          const seen = [];
          const iterated = (async () => {
            for await (const outcome of jobs[method](source())) seen.push(brief(outcome));
          })().catch((thrown) => thrown);
          await t.clock.run(iterated);
          t.ok((await iterated) === error);
          t.equal(
            seen,
            ids(3).map((id) => `${id} fulfilled`),
          );
        }
      }
    },
  },
  {
    name: "a stopped bulk status or wait closes its source, and does not wait for one that never answers",
    line: [...BOTH, "Bulk rest"],
    async run(t) {
      for (const method of BOTH) {
        let [pulled, returned] = [0, 0];
        const source = {
          [Symbol.asyncIterator]: () => ({
            next: () =>
              ++pulled === 1 ? Promise.resolve({ done: false, value: "a" }) : new Promise(() => {}),
            return: () => {
              returned += 1;
              return Promise.resolve({ done: true });
            },
          }),
        };
        const summary = await t.over(server(t, () => t.problem(401, "X"))).jobs[method](source);
        t.equal(counts(summary), { total: 1, failed: 1, stoppedBy: "unauthorized" });
        t.equal([pulled, returned], [2, 1]);
      }
    },
  },
  {
    name: "an iteration of a bulk status or wait that is left early drops what is in flight and closes the source",
    line: [...BOTH, "BulkCancellation", "Bulk abort"],
    clock: true,
    async run(t) {
      for (const method of BOTH) {
        for (const counted of [countedSource, countedAsyncSource]) {
          const fetch = server(t, (id, _method, init) =>
            id === "j0" ? is(t, id, "completed") : t.pending(init),
          );
          const source = counted(ids(50));
          const { signal, live } = t.countedSignal();
          const options = { concurrency: 4, abortSignal: signal };
          const reading = (async () => {
            for await (const { jobId } of t.over(fetch).jobs[method](source, options)) {
              t.equal(jobId, "j0");
              // The slot of what was read is filled before the reader leaves.
              await t.turn();
              break;
            }
          })();
          await t.clock.run(reading);
          await t.clock.settle();
          t.equal([fetch.calls.length, fetch.state.open], [5, 0]);
          t.equal([source.pulled, source.closed], [5, 1]);
          t.equal([live.size, t.clock.timers.size], [0, 0]);
        }
      }
    },
  },
];
