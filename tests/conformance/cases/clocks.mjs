// What tells the time: timers that fake ones drive, and clocks that stand still, start anew or jump.

/** Sets what `performance.now` shows; the case's clock takes that back at its end. */
const shows = (value) => Object.defineProperty(performance, "now", { value, configurable: true });

/** The case's clock, with a `performance.now` that stands still: as fake timers that leave it out, or fake it badly. */
function frozen(t) {
  const at = t.clock.elapsed;
  shows(() => at);
}

const hang = (t) => (_, init) => t.pending(init);

/** A `setTimeout` like those of stubs that drop the delay and further arguments. */
async function stubbed(setTimeout, work) {
  const real = globalThis.setTimeout;
  globalThis.setTimeout = setTimeout;
  try {
    return await work();
  } finally {
    globalThis.setTimeout = real;
  }
}

const STUBS = {
  "calls back in the next turn": (t) => (work) => void t.turn().then(() => work()),
  "calls back in a microtask": () => (work) => void Promise.resolve().then(() => work()),
  "calls back at once": () => (work) => {
    work();
    return 0;
  },
};

export default [
  {
    name: "fake timers alone drive a retry, a poll, a timeout and a deadline, while the clock stands still",
    line: ["Timers tell the time"],
    clock: true,
    async run(t) {
      frozen(t);
      const retried = t.over(t.stubFetch(t.problem(503, "X"), t.cancelled())).cancelJob("j");
      t.between(await t.clock.run(retried), 900, 1_101, "the retry");
      const fetch = t.stubFetch(t.job("pending"), t.job("processing"), t.job("completed"));
      const polled = t.over(fetch).jobs.waitForJob({ jobId: "j" });
      t.equal(await t.clock.run(polled), 2_500, "the polls");
      for (const [options, milliseconds] of [
        [{ timeoutInSeconds: 3, maxRetries: 0 }, 3_000],
        [{ deadlineInSeconds: 7, timeoutInSeconds: Infinity }, 7_000],
        [{ deadlineInSeconds: 9, timeoutInSeconds: 4, maxRetries: 0 }, 4_000],
      ]) {
        const promise = t.over(hang(t), options).cancelJob("j");
        const failed = t.rejects(promise, t.pulse.PulseTimeoutError);
        t.equal(await t.clock.run(promise), milliseconds, JSON.stringify(options));
        await failed;
      }
    },
  },
  {
    name: "fake timers alone drive the waits of a run",
    line: ["Timers tell the time", "Bulk 429"],
    clock: true,
    async run(t) {
      frozen(t);
      const limited = t.problem(429, "X", { "retry-after": "5" });
      const fetch = t.stubFetch(limited, t.problem(503, "X"), t.cancelled());
      const run = t.over(fetch).jobs.cancelJobs(["a", "b", "c"], { concurrency: 1 });
      const summary = Promise.resolve(run);
      t.between(await t.clock.run(summary), 5_900, 6_101);
      t.equal((await summary).cancelled, 3);
      const hanging = Promise.resolve(
        t.over(hang(t), { timeoutInSeconds: 2, maxRetries: 0 }).jobs.cancelJobs(["a", "b"]),
      );
      t.equal(await t.clock.run(hanging), 2_000);
      t.equal((await hanging).failed, 2);
    },
  },
  {
    name: "a wait that is cut into pieces ends while the clock stands still",
    line: ["Timers tell the time", "Times"],
    clock: true,
    async run(t) {
      frozen(t);
      const promise = t
        .over(hang(t), { maxRetries: 0, timeoutInSeconds: 5_000_000 })
        .cancelJob("j");
      const failed = t.rejects(promise, t.pulse.PulseTimeoutError);
      t.equal(await t.clock.run(promise, Infinity), 5_000_000_000);
      await failed;
    },
  },
  {
    name: "a closed gate opens at its time though the clock stands still or was set back to 0",
    line: ["Timers tell the time", "Gate"],
    clock: true,
    async run(t) {
      for (const show of [t.clock.elapsed, 0, Number.NaN]) {
        const headers = { "retry-after": "10" };
        const fetch = t.stubFetch(t.problem(429, "X", headers), t.cancelled());
        const client = t.over(fetch, { maxRetries: 0 });
        await t.rejects(client.cancelJob("a"), t.pulse.TooManyRequestsError);
        shows(() => show);
        const second = client.cancelJob("b");
        t.equal(await t.clock.run(second), 10_000, `a clock at ${show}`);
        const third = client.cancelJob("c");
        t.equal(await t.clock.run(third), 0, `a clock at ${show}: the gate is open`);
      }
    },
  },
  {
    name: "a clock that is set back to 0 while calls are under way holds none back, and ends none early",
    line: ["Timers tell the time"],
    clock: true,
    async run(t) {
      const begun = t.clock.elapsed;
      const jumped = 90_000;
      shows(() => jumped + t.clock.elapsed - begun);
      const options = { timeoutInSeconds: 30, maxRetries: 1 };
      const promise = t.over(hang(t), options).cancelJob("j");
      const failed = t.rejects(promise, t.pulse.PulseTimeoutError, { attempts: 2 });
      await t.clock.advance(10_000);
      const back = t.clock.elapsed;
      shows(() => t.clock.elapsed - back);
      t.between(await t.clock.run(promise), 50_899, 51_101, "what was left of it");
      await failed;
    },
  },
  {
    name: "a clock that jumps an hour forwards, as after a machine's sleep, ends a call with a deadline and no other",
    line: ["Timers tell the time", "deadlineInSeconds"],
    clock: true,
    async run(t) {
      const busy = () => t.stubFetch(t.problem(503, "X", { "retry-after": "1" }), t.cancelled());
      const bounded = t.over(busy()).cancelJob("j", { deadlineInSeconds: 60 });
      const unbounded = t.over(busy()).cancelJob("j");
      const ended = t.rejects(bounded, t.pulse.PulseTimeoutError, { attempts: 1 });
      await t.clock.settle();
      shows(() => 3_600_000 + t.clock.elapsed);
      t.equal(await t.clock.run(unbounded), 1_000);
      t.equal((await unbounded).job_id, "j");
      await ended;
    },
  },
  {
    name: "a clock that jumps back and forth, as where fake timers begin and end, ends nothing early",
    line: ["Timers tell the time", "deadlineInSeconds"],
    clock: true,
    async run(t) {
      const begun = t.clock.elapsed;
      const real = () => 500_000 + t.clock.elapsed - begun;
      shows(real);
      const fetch = t.stubFetch(t.problem(503, "X", { "retry-after": "1" }), t.cancelled());
      const other = () => client.cancelJob("other", { maxRetries: 0 }).catch(() => {});
      const client = t.over(
        t.stubFetch((url, init) =>
          url.endsWith("other") ? t.problem(404, "X") : fetch(url, init),
        ),
      );
      await other();
      const promise = client.cancelJob("j", { deadlineInSeconds: 60 });
      await t.clock.settle();
      // Another call reads it while it is wrong.
      shows(() => 0);
      await other();
      shows(real);
      await other();
      t.equal(await t.clock.run(promise), 1_000);
      t.equal((await promise).job_id, "j");
    },
  },
  ...Object.entries(STUBS).map(([what, stub]) => ({
    name: `where setTimeout ${what}, without arguments, a call and a run end by their timeouts, and none hangs or spins`,
    line: ["Timers tell the time", "Platform"],
    alone: true,
    fakes: true,
    async run(t) {
      let set = 0;
      const fire = stub(t);
      const counting = (work) => {
        set += 1;
        return fire(work);
      };
      for (const timeoutInSeconds of [60, 3_000_000, 1e300]) {
        const fetch = t.stubFetch(hang(t));
        const client = t.over(fetch, { timeoutInSeconds });
        const controller = new AbortController();
        await stubbed(counting, async () => {
          // One of decades has no timer at all.
          if (timeoutInSeconds > 1e9) {
            const promise = client.cancelJob("j", { signal: controller.signal });
            await t.turn();
            controller.abort();
            return t.rejects(promise, t.pulse.PulseAbortError);
          }
          await t.rejects(client.cancelJob("j"), t.pulse.PulseTimeoutError, { attempts: 3 });
          const { failed, total } = await client.jobs.cancelJobs(["a", "b"]);
          t.equal([failed, total], [2, 2]);
          t.equal(fetch.calls.length, 9);
        });
      }
      t.ok(set < 60, `${set} timers`);
    },
  })),
];
