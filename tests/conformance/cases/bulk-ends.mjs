// What the caller does to a bulk cancellation before its source ends: an abort, a source that throws or is left unread,
// a reader that leaves.
import {
  after,
  brief,
  countedAsyncSource,
  countedSource,
  counts,
  failInside,
  ids,
  kinds,
  outcomesOf,
  server,
} from "../bulk.mjs";

export default [
  {
    name: "any other source is closed when the run stops, and not pulled further",
    line: ["Bulk 401", "Bulk rest"],
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
    line: ["Bulk rest"],
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
    name: "what return() throws of a source that is closed comes through, and what a next() still brings is ignored",
    line: ["Bulk rest", "Leaving a run"],
    async run(t) {
      const cause = new Error("from return");
      const thrown = () => {
        throw cause;
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
        const run = t.over(fetch).jobs.cancelJobs(source);
        if (end) t.ok((await t.rejects(run, Error)) === cause, "the source's own error");
        else t.equal((await run).stoppedBy, "unauthorized");
        late(new Error("too late"));
        await t.turn();
      }
    },
  },
  {
    name: "an abort stops starting: what is in flight fails as aborted, the rest is skipped",
    line: ["Bulk abort", "Bulk rest", "Nothing left"],
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
    line: ["Bulk abort", "Bulk rest"],
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
    line: ["Bulk abort"],
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
    line: ["Bulk source"],
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
    line: ["Bulk source"],
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
    line: ["BulkCancellation", "Bulk abort"],
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
  {
    name: "an iteration left before its first outcome was asked for ends too, and does no harm to a run used otherwise",
    line: ["BulkCancellation", "Bulk abort"],
    async run(t) {
      const fetch = server(t, (_id, _method, init) => t.pending(init));
      const source = countedAsyncSource(ids(50));
      const left = t.over(fetch).jobs.cancelJobs(source, { concurrency: 2 });
      await t.turn();
      const iterator = left[Symbol.asyncIterator]();
      t.equal(await iterator.return("x"), { done: true, value: "x" });
      t.equal(await iterator.next(), { done: true, value: undefined });
      await t.turn();
      t.equal([source.pulled, source.closed, fetch.state.open], [2, 1, 0]);

      const { jobs } = t.over(server(t));
      const awaited = jobs.cancelJobs(ids(9));
      const summary = awaited.then();
      await awaited[Symbol.asyncIterator]().return();
      t.equal(counts(await summary), { total: 9, cancelled: 9 });
      const iterated = jobs.cancelJobs(ids(9));
      const outcomes = outcomesOf(iterated);
      await iterated[Symbol.asyncIterator]().return();
      t.equal((await outcomes).length, 9);
    },
  },
  {
    name: "an iteration left while it awaits an outcome, or by throw(), ends at once",
    line: ["BulkCancellation", "Bulk abort"],
    async run(t) {
      const fetch = server(t, (_id, _method, init) => t.pending(init));
      const begin = () => {
        const run = t.over(fetch).jobs.cancelJobs(countedSource(ids(9)), { concurrency: 2 });
        return run[Symbol.asyncIterator]();
      };
      const waiting = begin();
      const next = waiting.next();
      t.equal((await waiting.return("x")).value, "x");
      t.equal(await next, { done: true, value: undefined });
      t.equal(fetch.state.open, 0);
      const unbegun = begin();
      t.equal(fetch.state.open, 2);
      t.equal(await unbegun.throw(new Error("mine")).catch((error) => error.message), "mine");
      await t.turn();
      t.equal(fetch.state.open, 0);
    },
  },
  {
    name: "a failure inside rejects a run, awaited or iterated, none hangs, and a new client's works",
    line: ["Panic", "BulkCancellation"],
    alone: true,
    async run(t) {
      const { PulseClient } = await t.runtime.freshCopy();
      const make = () =>
        new PulseClient({
          apiKey: t.key,
          baseUrl: "https://api.example.test",
          fetch: t.stubFetch(async () => {
            await t.turn();
            return t.cancelled();
          }),
        });
      const { signal } = new AbortController();
      const client = make();
      const awaited = client.jobs.cancelJobs(ids(9), { concurrency: 2, signal });
      const iterated = outcomesOf(client.jobs.cancelJobs(ids(9), { concurrency: 2, signal }));
      const ends = Promise.allSettled([awaited, iterated]);
      failInside(signal);
      for (const { reason } of await ends) {
        t.equal([reason?.name, reason?.cause?.message], ["PulseError", "failed inside"]);
        t.match(reason.message, /internal error in pulse-wasm/);
      }
      t.equal((await make().jobs.cancelJobs(ids(3))).cancelled, 3);
    },
  },
];
