// Leaving an iteration, and what becomes of the source: its return() is waited for, and its error comes through.

/** A source that takes its time to close; what happens is noted in `log`. */
function rows(t, log, { ids = ["a", "b", "c"], throws, sync } = {}) {
  const release = (wait) => {
    log.push("releasing");
    const end = () => {
      log.push("released");
      if (throws) throw throws;
    };
    return wait ? t.sleep(20).then(end) : end();
  };
  async function* slow() {
    try {
      yield* ids;
    } finally {
      await release(true);
    }
  }
  function* quick() {
    try {
      yield* ids;
    } finally {
      release(false);
    }
  }
  return sync ? quick() : slow();
}

const DB = new Error("the database is gone");

export default [
  {
    name: "leaving an iteration waits for the source's finally",
    line: ["Leaving a run"],
    async run(t) {
      for (const sync of [false, true]) {
        const log = [];
        const { jobs } = t.over(t.stubFetch(t.cancelled()));
        for await (const _ of jobs.cancelJobs(rows(t, log, { sync }), { concurrency: 1 })) break;
        log.push("left");
        t.equal(log, ["releasing", "released", "left"]);
      }
    },
  },
  {
    name: "what the source's finally throws comes through where the iteration is left",
    line: ["Leaving a run", "Bulk source"],
    async run(t) {
      for (const sync of [false, true]) {
        const { jobs } = t.over(t.stubFetch(t.cancelled()));
        const run = jobs.cancelJobs(rows(t, [], { throws: DB, sync }), { concurrency: 1 });
        let caught;
        try {
          for await (const _ of run) break;
        } catch (error) {
          caught = error;
        }
        t.ok(caught === DB, "the source's own error");
      }
    },
  },
  {
    name: "a run that stops ends when its source is closed, with what that throws",
    line: ["Leaving a run", "Bulk rest"],
    async run(t) {
      const unauthorized = () => t.over(t.stubFetch(t.problem(401, "AUTH_002"))).jobs;
      const log = [];
      const source = rows(t, log);
      const summary = await unauthorized().cancelJobs(source, { concurrency: 1 });
      log.push("ended");
      t.equal([log, summary.stoppedBy], [["releasing", "released", "ended"], "unauthorized"]);
      for (const sync of [false, true]) {
        const failing = rows(t, [], { throws: DB, sync });
        const error = await t.rejects(
          unauthorized().cancelJobs(failing, { concurrency: 1 }),
          Error,
        );
        t.ok(error === DB, "the source's own error");
      }
    },
  },
  {
    name: "a next() that is pending is not waited for, and what comes of it is dropped",
    line: ["Leaving a run"],
    async run(t) {
      let answer;
      let closed = 0;
      const source = {
        [Symbol.asyncIterator]() {
          return this;
        },
        count: 0,
        next() {
          this.count += 1;
          if (this.count === 1) return Promise.resolve({ value: "a", done: false });
          return new Promise((_, reject) => {
            answer = () => reject(new Error("too late"));
          });
        },
        return() {
          closed += 1;
          return new Promise(() => {});
        },
      };
      const fetch = t.stubFetch(t.cancelled());
      for await (const _ of t.over(fetch).jobs.cancelJobs(source)) {
        await t.turn();
        break;
      }
      t.equal([closed, fetch.calls.length], [1, 1]);
      answer();
      await t.turn();
    },
  },
  {
    name: "an iterator that returns before its first step closes the source, and waits",
    line: ["Leaving a run"],
    async run(t) {
      const log = [];
      const { jobs } = t.over(t.stubFetch((_, init) => t.pending(init)));
      const iterator = jobs.cancelJobs(rows(t, log), { concurrency: 1 })[Symbol.asyncIterator]();
      await t.turn();
      t.equal(await iterator.return("x"), { value: "x", done: true });
      t.equal(log, ["releasing", "released"]);
    },
  },
  {
    name: "bad arguments of a run that is iterated later cause no unhandled rejection first",
    line: ["Bulk begins", "No second rejection"],
    alone: true,
    async run(t) {
      const stray = [];
      const stop = t.runtime.onUnhandled((reason) => stray.push(reason));
      const { jobs } = t.over(t.stubFetch(t.cancelled()));
      const [run, awaited] = [jobs.cancelJobs(null), jobs.cancelJobs(["a"], { concurrency: 0 })];
      await t.sleep(20);
      let caught;
      try {
        for await (const _ of run) t.fail("an outcome");
      } catch (error) {
        caught = error;
      }
      await t.rejects(awaited, t.pulse.PulseValidationError);
      await t.sleep(20);
      stop();
      t.ok(caught instanceof t.pulse.PulseValidationError, "it is told when it is read");
      t.equal(stray.length, 0);
    },
  },
];
