// The signal of a client: it ends every call, those to come included.

export default [
  {
    name: "a client's signal ends every call of it with its reason, and those to come send nothing",
    line: ["abortSignal"],
    async run(t) {
      for (const name of ["abortSignal", "signal"]) {
        const { controller, signal, live } = t.countedSignal();
        const fetch = t.stubFetch((_, init) => t.pending(init));
        const client = t.over(fetch, { [name]: signal });
        t.equal(live.size, 0, "none before a call");
        const calls = [
          client.cancelJob("a"),
          client.jobs.waitForJob({ jobId: "b" }, { abortSignal: new AbortController().signal }),
        ];
        const run = client.jobs.cancelJobs(["c", "d"]);
        const summary = run.then((value) => value);
        t.equal([fetch.calls.length, live.size], [4, 1]);
        controller.abort("closing");
        for (const call of calls) {
          await t.rejects(call, t.pulse.PulseAbortError, { cause: "closing" });
        }
        const { stoppedBy, failures } = await summary;
        t.equal(
          [stoppedBy, failures.map(({ error }) => error.cause)],
          ["aborted", ["closing", "closing"]],
        );
        await t.rejects(client.cancelJob("e"), t.pulse.PulseAbortError, {
          cause: "closing",
          attempts: 0,
        });
        t.equal((await client.jobs.getJobs(["f"])).skipped, 1);
        t.equal([fetch.calls.length, live.size], [4, 0]);
      }
    },
  },
  {
    name: "a call's own signal aborts it alone, whose reason is its own",
    line: ["abortSignal", "Nothing left"],
    async run(t) {
      const whole = t.countedSignal();
      const own = t.countedSignal();
      const fetch = t.stubFetch((_, init) => t.pending(init));
      const client = t.over(fetch, { abortSignal: whole.signal });
      const first = client.cancelJob("a", { signal: own.signal });
      const second = client.cancelJob("b", { signal: whole.signal });
      own.controller.abort("mine");
      await t.rejects(first, t.pulse.PulseAbortError, { cause: "mine" });
      t.equal([own.live.size, whole.live.size], [0, 1]);
      whole.controller.abort("all");
      await t.rejects(second, t.pulse.PulseAbortError, { cause: "all" });
      t.equal(whole.live.size, 0);
    },
  },
  {
    name: "a client's signal that is none is refused by the constructor",
    line: ["abortSignal", "Constructor"],
    async run(t) {
      for (const abortSignal of [7, "text", {}, () => {}]) {
        t.throws(() => t.over(t.stubFetch(), { abortSignal }), t.pulse.PulseValidationError, {
          message: /abortSignal must be an AbortSignal/,
        });
      }
      for (const abortSignal of [null, undefined]) {
        await t.over(t.stubFetch(t.cancelled()), { abortSignal }).cancelJob("job-1");
      }
    },
  },
];
