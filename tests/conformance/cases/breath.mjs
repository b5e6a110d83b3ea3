// Sources and answers that never wait: they must not hold the thread, and a promise for an id is refused.
import { brief, ids, outcomesOf, server } from "../bulk.mjs";
import { bad, replaced } from "../platform.mjs";

/** Ids without end; one that is still pulled after some seconds of holding the thread ends by itself, so that the case fails. */
function* endless(t, id) {
  const end = t.runtime.now() + 5_000;
  while (t.runtime.now() < end) yield id;
  throw new Error("it held the thread");
}

/** Aborts after 50 ms, if the event loop has its turn. */
function soon() {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  return controller.signal;
}

export default [
  ...[
    ["repeated ids", "j", {}],
    ["what are no ids", 5, {}],
    ["what are no ids, each of which counts", "", { dedupe: false }],
  ].map(([what, id, options]) => ({
    name: `a source that gives ${what} without end lets the event loop have its turn, and so an abort ends the run`,
    line: ["Bulk breath", "Bulk abort"],
    alone: true,
    fakes: true,
    async run(t) {
      const { jobs } = t.over((_, init) => t.pending(init));
      const begun = t.runtime.now();
      const awaited = await jobs.cancelJobs(endless(t, id), { ...options, signal: soon() });
      t.equal(awaited.stoppedBy, "aborted");
      const iterated = await outcomesOf(
        jobs.cancelJobs(endless(t, id), { ...options, signal: soon() }),
      );
      t.ok(iterated.length > 0, "outcomes");
      t.ok(t.runtime.now() - begun < 4_000, "it took long");
    },
  })),
  {
    name: "a source without end lets the event loop have its turn though the clock stands still",
    line: ["Bulk breath", "Timers tell the time"],
    alone: true,
    fakes: true,
    async run(t) {
      const { jobs } = t.over((_, init) => t.pending(init));
      const own = Object.getOwnPropertyDescriptor(performance, "now");
      Object.defineProperty(performance, "now", { value: () => 7, configurable: true });
      try {
        const { stoppedBy } = await jobs.cancelJobs(endless(t, "j"), { signal: soon() });
        t.equal(stoppedBy, "aborted");
      } finally {
        delete performance.now;
        if (own) Object.defineProperty(performance, "now", own);
      }
    },
  },
  ...["cancelJobs", "getJobs"].map((method) => ({
    name: `timers fire during a run of ${method} whose every answer is there at once`,
    line: ["Bulk breath"],
    alone: true,
    async run(t) {
      let sent = 0;
      let sentBefore = 0;
      let most = 0;
      let timer;
      const tick = () => {
        most = Math.max(most, sent - sentBefore);
        sentBefore = sent;
        timer = setTimeout(tick, 0);
      };
      const { jobs } = t.over(async () => {
        sent += 1;
        return method === "getJobs" ? t.job("pending") : t.cancelled();
      });
      tick();
      const { total } = await jobs[method](ids(20_000));
      clearTimeout(timer);
      t.equal([total, sent], [20_000, 20_000]);
      most = Math.max(most, sent - sentBefore);
      t.ok(most < 6_000, `${most} requests without a timer between them`);
    },
  })),
  {
    name: "a long run whose every answer is there at once ends under timers that never fire, and leaves none",
    line: ["Bulk breath", "Timers tell the time", "Nothing left"],
    clock: true,
    async run(t) {
      const count = 10_000;
      const { jobs } = t.over(async () => t.cancelled());
      // The clock stands still.
      t.equal((await jobs.cancelJobs(ids(count))).cancelled, count);
      t.equal(t.clock.timers.size, 0);
      // It goes on, as where timers alone are faked.
      delete performance.now;
      await replaced(performance, "now", t.runtime.now, async () =>
        t.equal((await jobs.cancelJobs(ids(count))).cancelled, count),
      );
    },
  },
  {
    name: "a run goes on where the platform's messages throw, are missing or never come",
    line: ["Bulk breath", "Platform"],
    alone: true,
    fakes: true,
    async run(t) {
      function Silent() {
        return { port1: { close() {} }, port2: { postMessage() {} } };
      }
      const never = { wait: () => new Promise(() => {}) };
      for (const scheduler of [undefined, { wait: bad }, { wait: () => 5 }, never])
        for (const channel of [bad, undefined, class {}, Silent])
          await replaced(globalThis, "MessageChannel", channel, () =>
            replaced(globalThis, "scheduler", scheduler, async () => {
              const { jobs } = t.over(async () => t.cancelled());
              t.equal((await jobs.cancelJobs(ids(6_000))).cancelled, 6_000);
            }),
          );
    },
  },
  {
    name: "a long source with repeated ids is read to its end, and each id is dealt with once",
    line: ["Bulk breath", "Bulk dedupe"],
    async run(t) {
      const fetch = server(t);
      const list = ids(300).flatMap((id) => [id, ...Array.from({ length: 60 }, () => id)]);
      const summary = await t.over(fetch).jobs.cancelJobs(list);
      t.equal([summary.total, summary.cancelled, summary.duplicates], [18_300, 300, 18_000]);
      t.equal(fetch.state.sent.length, 300);
    },
  },
  {
    name: "a run that is left while it lets the event loop have its turn pulls no more, and leaves no timer",
    line: ["Bulk breath", "Nothing left"],
    clock: true,
    async run(t) {
      let pulled = 0;
      function* source() {
        for (;;) {
          pulled += 1;
          yield "j";
        }
      }
      // The clock stands still, so that only their number counts.
      const run = t.over((_, init) => t.pending(init)).jobs.cancelJobs(source());
      const iteration = run[Symbol.asyncIterator]();
      await t.clock.settle();
      const before = pulled;
      t.ok(before > 1_000, `${before} pulled`);
      await iteration.return();
      await t.clock.settle();
      t.equal([pulled, t.clock.timers.size], [before, 0]);
    },
  },
  {
    name: "a promise in place of an id fails as a job, and says that it has to be awaited",
    line: ["Bulk breath"],
    async run(t) {
      const outcomes = await outcomesOf(
        t.over(server(t)).jobs.cancelJobs([Promise.resolve("a"), "b"], { concurrency: 1 }),
      );
      t.equal(
        outcomes.map(({ status }) => status),
        ["rejected", "fulfilled"],
      );
      t.isError(outcomes[0].error, t.pulse.PulseValidationError, { message: /promise/ });
      t.equal(brief(outcomes[1]), "b fulfilled");
    },
  },
  {
    name: "a synchronous source whose steps are promises is refused, and so is one whose steps are no objects",
    line: ["Bulk breath", "Bulk source"],
    async run(t) {
      for (const step of [Promise.resolve({ done: true }), 5, "x"]) {
        const source = { [Symbol.iterator]: () => ({ next: () => step }) };
        await t.rejects(t.over(server(t)).jobs.cancelJobs(source), t.pulse.PulseValidationError, {
          message: /next\(\) of jobIds.*Symbol\.asyncIterator/,
        });
      }
      const source = { [Symbol.asyncIterator]: () => ({ next: async () => 5 }) };
      await t.rejects(t.over(server(t)).jobs.cancelJobs(source), t.pulse.PulseValidationError, {
        message: /next/,
      });
    },
  },
];
