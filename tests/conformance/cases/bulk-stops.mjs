// What ends a bulk cancellation before its source does: a 401, a server out of reach, a rate limit, an abort, a source
// that throws, a reader that leaves.
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

/** How many outcomes there are of each kind. */
function kinds(outcomes) {
  const found = {};
  for (const { status, reason } of outcomes) {
    const kind = reason ?? status;
    found[kind] = (found[kind] ?? 0) + 1;
  }
  return found;
}

/** Iterates with the clock running. */
async function iterate(t, run) {
  const all = outcomesOf(run);
  await t.clock.run(all);
  return all;
}

export default [
  {
    name: "a failure is an outcome and does not stop the rest, a row of 500s included",
    line: ["§3 Bulk failure", "§3 Bulk stopAfter"],
    clock: true,
    async run(t) {
      const statuses = [400, 403, 404, 409, 410, 418, 301, 500];
      const fetch = server(t, (id) => {
        const number = Number(id.slice(1));
        return number < 60 ? t.problem(statuses[number % 8], "X") : t.cancelled();
      });
      const run = t.over(fetch).jobs.cancelJobs(ids(70), { maxRetries: 0, stopAfter: 2 });
      await t.clock.run(run);
      t.equal(counts(await run), { total: 70, cancelled: 10, failed: 60 });
      const all500 = server(t, () => t.problem(500, "JOB_005"));
      const summary = await t.over(all500).jobs.cancelJobs(ids(50), { stopAfter: 1 });
      t.equal(counts(summary), { total: 50, failed: 50 });
      t.equal(all500.calls.length, 50, "the job's own answer is not tried again");
    },
  },
  {
    name: "a 401 stops the run, and each id left in an array or a Set is skipped as unauthorized",
    line: ["§3 Bulk 401", "§3 Bulk rest"],
    clock: true,
    async run(t) {
      for (const list of [ids(100), new Set(ids(100))]) {
        const fetch = server(t, (id) =>
          id === "j5" ? after(10, t.problem(401, "AUTH_002")) : after(15, t.cancelled()),
        );
        const outcomes = await iterate(t, t.over(fetch).jobs.cancelJobs(list, { concurrency: 8 }));
        t.equal(kinds(outcomes), { rejected: 1, fulfilled: 7, unauthorized: 92 });
        t.equal(fetch.calls.length, 8, "what was in flight goes on, and nothing else is sent");
        t.equal(new Set(outcomes.map(({ jobId }) => jobId)).size, 100);
        const again = t.over(server(t, () => t.problem(401, "AUTH_002"))).jobs.cancelJobs(list);
        const summary = await again;
        t.equal([summary.total, summary.stoppedBy], [100, "unauthorized"]);
        t.equal(summary.skipped + summary.failed, 100);
      }
    },
  },
  {
    name: "any other source is closed when the run stops, and not pulled further",
    line: ["§3 Bulk 401", "§3 Bulk rest"],
    async run(t) {
      for (const counted of [countedSource, countedAsyncSource]) {
        const source = counted(ids(100));
        const fetch = server(t, (id) => t.problem(id === "j0" ? 401 : 404, "X"));
        const summary = await t.over(fetch).jobs.cancelJobs(source, { concurrency: 4 });
        t.equal(summary.stoppedBy, "unauthorized");
        t.equal(source.closed, 1);
        t.ok(source.pulled <= 8, `${source.pulled} pulled`);
        t.equal(summary.total, summary.failed + summary.skipped);
        t.ok(summary.total <= source.pulled);
      }
    },
  },
  {
    name: "a stopped run does not wait for a source that never answers, nor for its return()",
    line: ["§3 Bulk rest"],
    async run(t) {
      let returned = 0;
      let pulled = 0;
      const source = {
        [Symbol.asyncIterator]: () => ({
          next: () =>
            ++pulled === 1 ? Promise.resolve({ done: false, value: "a" }) : new Promise(() => {}),
          return: () => {
            returned += 1;
            return new Promise(() => {});
          },
        }),
      };
      const fetch = server(t, () => t.problem(401, "AUTH_002"));
      const summary = await t.over(fetch).jobs.cancelJobs(source);
      t.equal(counts(summary), { total: 1, failed: 1, stoppedBy: "unauthorized" });
      t.equal([pulled, returned], [2, 1]);
    },
  },
  {
    name: "what a closed source throws, at once or later, is its own affair",
    line: ["§3 Bulk rest"],
    async run(t) {
      const thrown = () => {
        throw new Error("from return");
      };
      const rejected = async () => thrown();
      for (const end of [thrown, rejected, undefined]) {
        let late;
        let pulled = 0;
        const source = {
          [Symbol.asyncIterator]: () => ({
            next: () =>
              ++pulled === 1
                ? Promise.resolve({ done: false, value: "a" })
                : new Promise((_, reject) => {
                    late = reject;
                  }),
            return: end,
          }),
        };
        const fetch = server(t, () => t.problem(401, "AUTH_002"));
        const summary = await t.over(fetch).jobs.cancelJobs(source);
        t.equal(summary.stoppedBy, "unauthorized");
        late(new Error("too late"));
        await t.turn();
      }
    },
  },
  {
    name: "`stopAfter` connection failures, timeouts or 502 to 504 in a row stop the run as unreachable",
    line: ["§3 Bulk stopAfter", "§2 BulkOptions"],
    clock: true,
    async run(t) {
      const bad = {
        lost: () => {
          throw t.lost();
        },
        slow: (_id, _method, init) => t.pending(init),
        502: () => t.problem(502, "X"),
        503: () => t.problem(503, "X"),
        504: () => t.problem(504, "X"),
      };
      for (const [name, answer] of Object.entries(bad)) {
        for (const [options, most] of [
          [{ stopAfter: 3, concurrency: 1 }, 3],
          [{ concurrency: 1 }, 20],
        ]) {
          const fetch = server(t, answer);
          const run = t
            .over(fetch)
            .jobs.cancelJobs(ids(200), { maxRetries: 0, timeoutInSeconds: 1, ...options });
          await t.clock.run(run);
          const summary = await run;
          t.equal(
            counts(summary),
            { total: 200, failed: most, skipped: 200 - most, stoppedBy: "unreachable" },
            name,
          );
          t.equal(fetch.calls.length, most);
        }
      }
    },
  },
  {
    name: "an answer between them begins the row of failures anew",
    line: ["§3 Bulk stopAfter"],
    clock: true,
    async run(t) {
      const fetch = server(t, (id) => t.problem(Number(id.slice(1)) % 3 === 2 ? 404 : 503, "X"));
      const options = { maxRetries: 0, stopAfter: 3, concurrency: 1 };
      const run = t.over(fetch).jobs.cancelJobs(ids(90), options);
      await t.clock.run(run);
      t.equal(counts(await run), { total: 90, failed: 90 });
    },
  },
  {
    name: "a dead server met over real sockets stops the run, and the rest is skipped as unreachable",
    line: ["§3 Bulk stopAfter", "§3 Bulk rest"],
    async run(t) {
      const client = t.client({ baseUrl: t.runtime.closedUrl });
      const summary = await client.jobs.cancelJobs(ids(3_000), { maxRetries: 0 });
      t.equal([summary.total, summary.stoppedBy], [3_000, "unreachable"]);
      t.between(summary.failed, 20, 28);
      t.equal(summary.skipped, 3_000 - summary.failed);
      t.isError(summary.failures[0].error, t.pulse.PulseConnectionError);
    },
  },
  {
    name: "a 429 uses up no retry: the job waits behind the gate and is sent again, none is lost",
    line: ["§3 Bulk 429", "§3 Gate"],
    clock: true,
    async run(t) {
      for (const seconds of [0, 2]) {
        const limited = new Map();
        let until = 0;
        const fetch = server(t, async (id) => {
          t.ok(performance.now() >= until, "a request inside the Retry-After");
          const times = limited.get(id) ?? 0;
          limited.set(id, times + 1);
          await after(5);
          if (times >= 5) return t.cancelled();
          until = performance.now() + seconds * 1_000;
          return t.problem(429, "X", { "retry-after": String(seconds) });
        });
        const options = { maxRetries: 0, concurrency: 3 };
        const run = t.over(fetch).jobs.cancelJobs(ids(30), { ...options, stopAfter: 1_000 });
        await t.clock.run(run);
        t.equal(counts(await run), { total: 30, cancelled: 30 }, `Retry-After: ${seconds}`);
        t.equal(fetch.calls.length, 30 * 6);
      }
    },
  },
  {
    name: "`stopAfter` 429s in a row, each after its wait, stop the run as rate-limited",
    line: ["§3 Bulk 429"],
    clock: true,
    async run(t) {
      for (const seconds of [0, 1]) {
        const headers = { "retry-after": String(seconds) };
        const fetch = server(t, () => t.problem(429, "GENERAL_429", headers));
        const options = { concurrency: 1, stopAfter: 4 };
        const run = t.over(fetch).jobs.cancelJobs(ids(50), options);
        const took = await t.clock.run(run);
        const summary = await run;
        t.equal([summary.total, summary.stoppedBy], [50, "rate-limited"]);
        t.equal(summary.failed + summary.skipped, 50);
        t.equal(fetch.calls.length, 5, "the first, and four after a wait each");
        t.equal(took, seconds * 4_000);
      }
    },
  },
  {
    name: "a 429 that asks for more than a call waits stops the run at once",
    line: ["§3 Bulk 429", "§3 Beyond the cap"],
    clock: true,
    async run(t) {
      const fetch = server(t, () => t.problem(429, "X", { "retry-after": "3600" }));
      const run = t.over(fetch).jobs.cancelJobs(ids(50), { concurrency: 1 });
      t.equal(await t.clock.run(run), 0);
      t.equal((await run).stoppedBy, "rate-limited");
      t.equal(fetch.calls.length, 1);
    },
  },
  {
    name: "the gate is the client's: a single call's 429 holds a bulk run, and the other way round",
    line: ["§3 Gate", "§3 Bulk 429"],
    clock: true,
    async run(t) {
      const at = [];
      const fetch = server(t, (id) => {
        at.push([id, performance.now()]);
        return id === "first" && at.length === 1
          ? t.problem(429, "X", { "retry-after": "7" })
          : t.cancelled();
      });
      const client = t.over(fetch);
      const single = client.cancelJob("first");
      await t.clock.settle();
      const run = client.jobs.cancelJobs(ids(3));
      await t.clock.run(Promise.all([single, run]));
      const [[, begun], ...rest] = at;
      t.equal(rest.length, 4);
      for (const [id, time] of rest) t.equal(time - begun, 7_000, id);

      at.length = 0;
      const other = t.over(fetch);
      const bulk = other.jobs.cancelJobs(["first", "second"], { concurrency: 1 });
      bulk.then(() => {});
      await t.clock.settle();
      const call = other.cancelJob("third");
      await t.clock.run(Promise.all([bulk, call]));
      t.equal(at.find(([id]) => id === "third")[1] - at[0][1], 7_000);
    },
  },
  {
    name: "an abort stops starting: what is in flight fails as aborted, the rest is skipped",
    line: ["§3 Bulk abort", "§3 Bulk rest", "§3 Nothing left"],
    clock: true,
    async run(t) {
      const { controller, signal, live } = t.countedSignal();
      const ended = [];
      const fetch = server(t, (id, _method, init) => {
        init.signal.addEventListener("abort", () => ended.push(id));
        return Number(id.slice(1)) < 6 ? t.cancelled() : t.pending(init);
      });
      const run = t.over(fetch).jobs.cancelJobs(ids(40), { abortSignal: signal, concurrency: 4 });
      const all = outcomesOf(run);
      await t.clock.settle();
      const reason = new Error("enough");
      controller.abort(reason);
      const outcomes = await all;
      t.equal(kinds(outcomes), { fulfilled: 6, rejected: 4, aborted: 30 });
      t.equal(ended.sort(), ["j6", "j7", "j8", "j9"], "the fetches are cancelled");
      const { error } = outcomes.find(({ status }) => status === "rejected");
      t.isError(error, t.pulse.PulseAbortError, { cause: reason, attempts: 1 });
      t.equal([live.size, t.clock.timers.size, fetch.calls.length], [0, 0, 10]);
    },
  },
  {
    name: "a signal that is aborted already sends nothing, and every id is skipped",
    line: ["§3 Bulk abort", "§3 Bulk rest"],
    async run(t) {
      const fetch = server(t);
      const options = { abortSignal: AbortSignal.abort() };
      const summary = await t.over(fetch).jobs.cancelJobs(ids(5), options);
      t.equal(counts(summary), { total: 5, skipped: 5, stoppedBy: "aborted" });
      const source = countedSource(ids(5));
      const other = await t.over(fetch).jobs.cancelJobs(source, options);
      t.equal(counts(other), { stoppedBy: "aborted" });
      t.equal([fetch.calls.length, source.pulled], [0, 0]);
    },
  },
  {
    name: "a caller's function may abort the run it is called by: from onlyIf, onProgress, onEvent and the source",
    line: ["§3 Bulk abort"],
    async run(t) {
      const answer = (id, method) => (method === "GET" ? t.job("pending") : t.cancelled(id));
      const ways = {
        onlyIf: (abort) => [ids(9), { onlyIf: () => abort() ?? true }],
        onProgress: (abort) => [ids(9), { onProgress: abort }],
        onEvent: () => [ids(9), {}],
        source: (abort) => [
          (function* () {
            yield "a";
            abort();
            yield "b";
          })(),
          {},
        ],
      };
      for (const [name, way] of Object.entries(ways)) {
        const controller = new AbortController();
        const abort = () => controller.abort();
        const [list, options] = way(abort);
        const fetch = server(t, answer);
        const onEvent = name === "onEvent" ? abort : undefined;
        const summary = await t
          .over(fetch, { onEvent })
          .jobs.cancelJobs(list, { ...options, concurrency: 2, abortSignal: controller.signal });
        t.equal(summary.stoppedBy, "aborted", name);
        const sent = fetch.state.sent.filter((line) => line.startsWith("DELETE"));
        t.ok(sent.length <= 2, `${name}: ${sent}`);
        if (name === "onEvent") t.equal(fetch.calls.length, 0, "nothing is sent after an abort");
        t.equal(summary.total, summary.cancelled + summary.failed + summary.skipped);
      }
    },
  },
  {
    name: "a source that throws ends the run: what is in flight settles, then the error comes through",
    line: ["§3 Bulk source"],
    clock: true,
    async run(t) {
      const error = new RangeError("the source is broken");
      const sync = () =>
        (function* () {
          yield* ids(3);
          throw error;
        })();
      const later = () =>
        (async function* () {
          yield* ids(3);
          throw error;
        })();
      const unopened = () => ({
        [Symbol.iterator]() {
          throw error;
        },
      });
      const unreadable = () => ({
        get [Symbol.iterator]() {
          throw error;
        },
      });
      for (const source of [sync, later, unopened, unreadable]) {
        const sent = source === sync || source === later ? 3 : 0;
        const fetch = server(t, () => after(50, t.cancelled()));
        const { jobs } = t.over(fetch);
        let done = 0;
        const run = jobs.cancelJobs(source(), { onProgress: () => (done += 1) }).catch((e) => e);
        await t.clock.run(run);
        t.ok((await run) === error, "the error itself");
        t.equal([fetch.calls.length, done], [sent, sent]);
        const seen = [];
        const iterated = (async () => {
          for await (const outcome of jobs.cancelJobs(source())) seen.push(brief(outcome));
        })().catch((e) => e);
        await t.clock.run(iterated);
        t.ok((await iterated) === error);
        t.equal(
          seen,
          ids(sent).map((id) => `${id} fulfilled`),
        );
      }
    },
  },
  {
    name: "a source whose answer is no iterator's is a TypeError, and `undefined` can be thrown as well",
    line: ["§3 Bulk source"],
    async run(t) {
      const { jobs } = t.over(server(t));
      for (const next of [() => undefined, () => 5n.x]) {
        const source = { [Symbol.iterator]: () => ({ next }) };
        const error = await jobs.cancelJobs(source).catch((e) => e);
        t.ok(error instanceof TypeError, String(error));
      }
      const source = {
        [Symbol.iterator]: () => ({
          next() {
            throw undefined;
          },
        }),
      };
      const how = await jobs.cancelJobs(source).then(
        () => "resolved",
        (error) => `rejected with ${error}`,
      );
      t.equal(how, "rejected with undefined");
    },
  },
  {
    name: "an iteration left early cancels what is in flight and closes the source",
    line: ["§2 BulkCancellation", "§3 Bulk abort"],
    clock: true,
    async run(t) {
      for (const counted of [countedSource, countedAsyncSource, (list) => list]) {
        const ended = [];
        const fetch = server(t, (id, _method, init) => {
          init.signal.addEventListener("abort", () => ended.push(id));
          return id === "j0" ? t.cancelled() : t.pending(init);
        });
        const source = counted(ids(50));
        const { signal, live } = t.countedSignal();
        const options = { concurrency: 4, abortSignal: signal };
        const reading = (async () => {
          for await (const { jobId } of t.over(fetch).jobs.cancelJobs(source, options)) {
            t.equal(jobId, "j0");
            // The slot of what was read is filled before the reader leaves.
            await t.turn();
            break;
          }
        })();
        await t.clock.run(reading);
        await t.clock.settle();
        t.equal(ended.sort(), ["j1", "j2", "j3", "j4"]);
        t.equal(fetch.calls.length, 5);
        if (!Array.isArray(source)) t.equal([source.pulled, source.closed], [5, 1]);
        t.equal([live.size, t.clock.timers.size], [0, 0]);
      }
    },
  },
];
