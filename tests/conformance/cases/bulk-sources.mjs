// Where a run's ids come from: the protocol of iterators, kept to the letter by the run and by what it returns.
import { after, brief, counts, ids, outcomesOf, server } from "../bulk.mjs";

const METHODS = ["cancelJobs", "getJobs", "waitForJobs"];

/** A server that knows every job: each has ended, and each cancellation is accepted. */
const api = (t, spoil = () => undefined) =>
  server(
    t,
    (id, method) =>
      spoil(id) ?? (method === "GET" ? t.job("completed", { job_id: id }) : t.cancelled(id)),
  );

/** An iterator written by hand, sync or async, that notes how it was used. */
function handmade(list, { isAsync = false, more = {}, delay = () => undefined } = {}) {
  const state = { opened: 0, asked: 0, open: 0, most: 0, closed: 0, receivers: new Set() };
  const iterator = {
    next(...args) {
      state.receivers.add(this === iterator && args.length === 0);
      const index = state.asked++;
      // A run that does not see the end must fail, not go on for ever.
      if (index > list.length + 9) throw new Error("asked again and again past its end");
      const step =
        index < list.length ? { done: false, value: list[index] } : { done: true, value: "extra" };
      if (!isAsync) return step;
      state.open += 1;
      state.most = Math.max(state.most, state.open);
      return Promise.resolve(delay()).then(() => {
        state.open -= 1;
        return step;
      });
    },
    return() {
      state.closed += 1;
      return { done: true };
    },
    ...more,
  };
  const source = {
    [isAsync ? Symbol.asyncIterator : Symbol.iterator]() {
      state.opened += 1;
      return iterator;
    },
  };
  return { source, state };
}

export default [
  {
    name: "what a source returns at its end is no id",
    line: ["cancelJobs", "getJobs", "waitForJobs"],
    async run(t) {
      const sync = function* () {
        yield "a";
        return "extra";
      };
      const later = async function* () {
        yield "a";
        return "extra";
      };
      for (const method of METHODS) {
        for (const source of [sync, later, () => handmade(["a"]).source]) {
          const fetch = api(t);
          t.equal((await t.over(fetch).jobs[method](source())).total, 1, method);
          t.equal(fetch.state.sent.length, 1);
        }
      }
    },
  },
  {
    name: "any iterable is a source: iterators of collections, of classes, of the platform, by hand",
    line: ["cancelJobs"],
    async run(t) {
      class Jobs {
        #ids = ["a", "b"];
        [Symbol.iterator]() {
          return this.#ids.values();
        }
      }
      class Later extends Jobs {
        async *[Symbol.asyncIterator]() {
          yield* ["a", "b"];
        }
      }
      function passed() {
        // biome-ignore lint/complexity/noArguments: an iterable that is no array
        return arguments;
      }
      const map = new Map([
        ["a", 1],
        ["b", 2],
      ]);
      const sources = {
        array: ["a", "b"],
        set: new Set(["a", "b"]),
        "keys of a map": map.keys(),
        "values of an array": ["a", "b"].values(),
        arguments: passed("a", "b"),
        "a class": new Jobs(),
        "a class, async": new Later(),
        "a headers' keys": new Headers({ a: "1", b: "2" }).keys(),
        "by hand": handmade(["a", "b"]).source,
        "by hand, async": handmade(["a", "b"], { isAsync: true }).source,
        "async, with steps at once": {
          [Symbol.asyncIterator]: () => ["a", "b"].values(),
        },
        "a proxy": new Proxy(["a", "b"], {}),
      };
      for (const [what, source] of Object.entries(sources)) {
        const outcomes = await outcomesOf(t.over(api(t)).jobs.cancelJobs(source));
        t.equal(outcomes.map(brief).sort(), ["a fulfilled", "b fulfilled"], what);
      }
    },
  },
  {
    name: "a source that is both sync and async is read as for await reads it",
    line: ["cancelJobs"],
    async run(t) {
      const both = {
        [Symbol.iterator]: () => ["sync"].values(),
        async *[Symbol.asyncIterator]() {
          yield "async";
        },
      };
      t.equal((await outcomesOf(t.over(api(t)).jobs.cancelJobs(both))).map(brief), [
        "async fulfilled",
      ]);
    },
  },
  {
    name: "a source is opened once, asked for one id at a time, and not again once it has ended",
    line: ["Bulk concurrency", "Bulk source"],
    clock: true,
    async run(t) {
      for (const isAsync of [false, true]) {
        for (const method of METHODS) {
          const delay = () => after(5);
          const { source, state } = handmade(ids(20), { isAsync, delay });
          const run = t.over(api(t)).jobs[method](source, { concurrency: 6 });
          await t.clock.run(run);
          t.equal((await run).total, 20);
          await t.clock.advance(1_000);
          t.equal(
            [state.opened, state.asked, state.most, state.closed],
            [1, 21, isAsync ? 1 : 0, 0],
            `${method}, ${isAsync}`,
          );
          t.equal([...state.receivers], [true], "next() is called on its iterator");
        }
      }
    },
  },
  {
    name: "a source that has thrown is neither asked again nor closed",
    line: ["Bulk source"],
    async run(t) {
      const error = new Error("the list broke");
      for (const isAsync of [false, true]) {
        let asked = 0;
        const next = () => {
          asked += 1;
          if (asked === 3) throw error;
          return { done: false, value: `j${asked}` };
        };
        const { source, state } = handmade([], { isAsync, more: { next } });
        const fetch = api(t);
        const run = t.over(fetch).jobs.cancelJobs(source, { concurrency: 4 });
        t.ok((await run.catch((thrown) => thrown)) === error, "its own error");
        await t.turn();
        t.equal([asked, state.closed, fetch.calls.length], [3, 0, 2]);
      }
    },
  },
  {
    name: "a job's failure before the source throws is told of, and then the source's error",
    line: ["Bulk source", "Bulk failure"],
    async run(t) {
      const error = new Error("the list broke");
      const source = function* () {
        yield "bad";
        throw error;
      };
      for (const concurrency of [1, 4]) {
        const fetch = api(t, () => t.problem(404, "JOB_001"));
        const seen = [];
        const reading = (async () => {
          for await (const outcome of t.over(fetch).jobs.cancelJobs(source(), { concurrency }))
            seen.push(brief(outcome));
        })();
        t.ok((await reading.catch((thrown) => thrown)) === error);
        t.equal([seen, fetch.calls.length], [["bad rejected"], 1]);
      }
    },
  },
  {
    name: "a step that cannot be read, or a next() that is no function, ends the run with that error",
    line: ["Bulk source"],
    async run(t) {
      const error = new RangeError("unreadable");
      const throwing = (name) =>
        Object.defineProperty({ done: false, value: "a" }, name, {
          get() {
            throw error;
          },
        });
      for (const isAsync of [false, true]) {
        for (const name of ["done", "value"]) {
          const { source } = handmade([], { isAsync, more: { next: () => throwing(name) } });
          const fetch = api(t);
          const thrown = await t
            .over(fetch)
            .jobs.cancelJobs(source)
            .catch((thrown) => thrown);
          t.ok(thrown === error, `${name}: ${thrown}`);
          t.equal(fetch.calls.length, 0);
        }
        for (const more of [{ next: undefined }, { next: 5 }]) {
          const { source } = handmade([], { isAsync, more });
          const thrown = await t
            .over(api(t))
            .jobs.cancelJobs(source)
            .catch((thrown) => thrown);
          t.ok(thrown instanceof TypeError, String(thrown));
        }
        for (const opened of [undefined, null, 5]) {
          const way = isAsync ? Symbol.asyncIterator : Symbol.iterator;
          const thrown = await t
            .over(api(t))
            .jobs.cancelJobs({ [way]: () => opened })
            .catch((thrown) => thrown);
          t.ok(thrown instanceof TypeError, String(thrown));
        }
      }
    },
  },
  {
    name: "outcomes may be asked for several at a time: each is given once, and the end stays the end",
    line: ["BulkCancellation"],
    async run(t) {
      for (const method of METHODS) {
        const outcomes = t
          .over(api(t))
          .jobs[method](ids(5), { concurrency: 2 })
          [Symbol.asyncIterator]();
        const steps = await Promise.all(Array.from({ length: 8 }, () => outcomes.next()));
        t.equal(
          steps.map(({ done }) => done),
          [false, false, false, false, false, true, true, true],
        );
        t.equal(
          steps
            .slice(0, 5)
            .map(({ value }) => value.jobId)
            .sort(),
          ids(5),
        );
        t.equal(await outcomes.next(), { done: true, value: undefined });
        t.equal(await outcomes.return("mine"), { done: true, value: "mine" });
      }
    },
  },
  {
    name: "what the body of a for await throws is the caller's error, and ends the run",
    line: ["BulkCancellation", "Bulk abort"],
    async run(t) {
      const error = new Error("the reader's own");
      const { source, state } = handmade(ids(50));
      const fetch = api(t);
      const reading = (async () => {
        for await (const _ of t.over(fetch).jobs.cancelJobs(source, { concurrency: 2 }))
          throw error;
      })();
      t.ok((await reading.catch((thrown) => thrown)) === error);
      await t.turn();
      t.equal(state.closed, 1);
      t.ok(fetch.calls.length <= 3, `${fetch.calls.length} sent`);
    },
  },
  {
    name: "an id that a slow source gives is sent at once, while others of it are awaited",
    line: ["Bulk concurrency"],
    clock: true,
    async run(t) {
      const { source } = handmade(ids(3), { isAsync: true, delay: () => after(1_000) });
      const fetch = api(t);
      const run = t.over(fetch).jobs.cancelJobs(source, { concurrency: 8 });
      const begun = t.clock.elapsed;
      await t.clock.run(run);
      t.equal(
        fetch.calls.map(({ at }) => at - begun),
        [1_000, 2_000, 3_000],
      );
      t.equal(counts(await run), { total: 3, cancelled: 3 });
    },
  },
  {
    name: "two runs of one client over one generator share its ids, and none is sent twice",
    line: ["cancelJobs", "Bulk begins"],
    async run(t) {
      const source = (function* () {
        yield* ids(20);
      })();
      const fetch = api(t);
      const { jobs } = t.over(fetch);
      const runs = [1, 2].map(() => jobs.cancelJobs(source, { concurrency: 2 }).then());
      const totals = (await Promise.all(runs)).map(({ total }) => total);
      t.equal(totals[0] + totals[1], 20, String(totals));
      t.equal(
        fetch.state.sent.sort(),
        ids(20)
          .map((id) => `DELETE ${id}`)
          .sort(),
      );
    },
  },
  {
    name: "a source with a size of its own is no array: after a stop it is closed and not pulled further",
    line: ["Bulk rest"],
    async run(t) {
      let pulled = 0;
      let closed = 0;
      class Queue {
        get size() {
          return 3;
        }
        *[Symbol.iterator]() {
          try {
            while (pulled < 1_000) yield `j${pulled++}`;
          } finally {
            closed += 1;
          }
        }
      }
      const fetch = t.stubFetch(t.problem(401, "AUTH_002"));
      const summary = await t.over(fetch).jobs.cancelJobs(new Queue(), { concurrency: 2 });
      t.equal([summary.stoppedBy, closed, pulled < 10], ["unauthorized", 1, true]);
    },
  },
];
