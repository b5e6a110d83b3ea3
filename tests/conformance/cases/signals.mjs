// Signals as callers have them: with any reason, composed of others, of a library's own, shared by all that a page does.
import { brief, ids, outcomesOf, server } from "../bulk.mjs";

const RUNS = ["cancelJobs", "getJobs", "waitForJobs"];
const METHODS = ["cancelJob", "getJob", "waitForJob", "cancelJobAndWait"];

/** A signal of a library's own: what the client needs of one, and nothing else. */
function foreignSignal() {
  const listeners = new Set();
  const signal = {
    aborted: false,
    reason: undefined,
    addEventListener(type, listener) {
      if (type === "abort") listeners.add(listener);
    },
    removeEventListener(type, listener) {
      if (type === "abort") listeners.delete(listener);
    },
  };
  const abort = (reason) => {
    Object.assign(signal, { aborted: true, reason });
    for (const listener of [...listeners]) listener.call(signal, { type: "abort" });
  };
  return { signal, abort, listeners };
}

/** A signal that aborts with the first of several: the platform's own way, or one by hand where that is missing. */
function anyOf(signals) {
  if (AbortSignal.any) return AbortSignal.any(signals);
  const controller = new AbortController();
  for (const signal of signals)
    signal.addEventListener("abort", () => controller.abort(signal.reason), { once: true });
  return controller.signal;
}

const pending = (t) => t.stubFetch((_url, init) => t.pending(init));

export default [
  {
    name: "whatever a signal is aborted with becomes the cause, be it no Error",
    line: ["Abort"],
    async run(t) {
      const reasons = [
        null,
        0,
        "",
        false,
        "text",
        5n,
        Symbol("s"),
        {},
        [],
        () => {},
        new Error("e"),
      ];
      for (const reason of reasons) {
        for (const early of [true, false]) {
          const controller = new AbortController();
          if (early) controller.abort(reason);
          const call = t.over(pending(t)).cancelJob("j", { signal: controller.signal });
          controller.abort(reason);
          const error = await t.rejects(call, t.pulse.PulseAbortError, { name: "AbortError" });
          t.ok("cause" in error && error.cause === reason, String(reason));
        }
      }
      const controller = new AbortController();
      const call = t.over(pending(t)).cancelJob("j", { signal: controller.signal });
      controller.abort();
      const error = await t.rejects(call, t.pulse.PulseAbortError);
      t.equal([error.cause.name, error.cause === controller.signal.reason], ["AbortError", true]);
    },
  },
  {
    name: "a signal composed of others ends a call with the reason of the first of them",
    line: ["Abort", "RequestOptions"],
    async run(t) {
      for (const first of [0, 1]) {
        const controllers = [new AbortController(), new AbortController()];
        const signal = anyOf(controllers.map((controller) => controller.signal));
        const fetch = pending(t);
        const calls = METHODS.map((method) =>
          t.over(fetch).jobs[method]({ jobId: "j" }, { signal }),
        );
        const ends = calls.map((call) =>
          t.rejects(call, t.pulse.PulseAbortError, { cause: `the ${first}` }),
        );
        await t.turn();
        controllers[first].abort(`the ${first}`);
        controllers[1 - first].abort("too late");
        await Promise.all(ends);
        t.equal(fetch.calls.length, METHODS.length);
        for (const { init } of fetch.calls) t.ok(init.signal.aborted, "its fetch is cancelled");
      }
    },
  },
  {
    name: "a signal of a library's own serves, and keeps no listener",
    line: ["Abort", "RequestOptions", "Nothing left"],
    async run(t) {
      for (const reason of ["mine", undefined]) {
        const { signal, abort, listeners } = foreignSignal();
        const good = t.over(t.stubFetch(t.cancelled("j")));
        t.equal((await good.cancelJob("j", { abortSignal: signal })).job_id, "j");
        t.equal(listeners.size, 0, "after a success");
        const calls = METHODS.map((method) =>
          t.over(pending(t)).jobs[method]({ jobId: "j" }, { abortSignal: signal }),
        );
        const run = outcomesOf(
          t.over(pending(t)).jobs.cancelJobs(ids(3), { concurrency: 2, abortSignal: signal }),
        );
        const ends = calls.map((call) =>
          t.rejects(call, t.pulse.PulseAbortError, { cause: reason }),
        );
        await t.turn();
        abort(reason);
        await Promise.all(ends);
        t.equal((await run).map(brief).sort(), ["j0 rejected", "j1 rejected", "j2 aborted"]);
        t.equal(listeners.size, 0, "after an abort");
        await t.rejects(
          t.over(pending(t)).cancelJob("j", { abortSignal: signal }),
          t.pulse.PulseAbortError,
          { attempts: 0 },
        );
      }
    },
  },
  {
    name: "a signal that tells of its abort twice, or after the call, ends nothing twice",
    line: ["Abort", "Nothing left"],
    async run(t) {
      const { signal, listeners } = foreignSignal();
      const events = [];
      const client = t.over(pending(t), { onEvent: (event) => events.push(event.type) });
      const call = client.cancelJob("j", { signal });
      const aborted = t.rejects(call, t.pulse.PulseAbortError, { attempts: 1 });
      const [listener] = listeners;
      Object.assign(signal, { aborted: true, reason: "once" });
      listener();
      listener();
      await aborted;
      listener();
      t.equal([events, listeners.size], [["attempt", "response"], 0]);
      t.equal((await t.over(t.stubFetch(t.cancelled("j"))).cancelJob("j")).job_id, "j");
    },
  },
  {
    name: "one signal ends what several clients do, calls, waits and runs alike, and holds nothing of them",
    line: ["Abort", "Bulk abort", "Nothing left"],
    async run(t) {
      const { controller, signal, live } = t.countedSignal();
      const fetch = server(t, (_id, _method, init) => t.pending(init));
      const [one, two] = [t.over(fetch), t.over(fetch)];
      const calls = [
        one.cancelJob("a", { signal }),
        two.jobs.getJob({ jobId: "b" }, { signal }),
        one.jobs.waitForJob({ jobId: "c" }, { signal }),
      ].map((call) => t.rejects(call, t.pulse.PulseAbortError, { cause: "enough" }));
      const runs = RUNS.map((method) =>
        outcomesOf(two.jobs[method](ids(9), { signal, concurrency: 2 })),
      );
      const bystander = new AbortController();
      const other = one.cancelJob("z", { signal: bystander.signal });
      await t.turn();
      t.equal([live.size, fetch.state.open], [1, 10], "one listener for all of them");
      controller.abort("enough");
      await Promise.all(calls);
      const kinds = (await Promise.all(runs)).map((outcomes) =>
        outcomes.map(({ status }) => status).sort(),
      );
      // A cancellation that was sent is told of; what only asks is dropped.
      const skipped = Array(9).fill("skipped");
      t.equal(kinds, [["rejected", "rejected", ...skipped.slice(2)], skipped, skipped]);
      t.equal([live.size, fetch.state.open], [0, 1]);
      bystander.abort();
      await t.rejects(other, t.pulse.PulseAbortError);
    },
  },
];
