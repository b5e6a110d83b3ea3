// One client, one gate: after a 429 no request of that client starts before its time.

export default [
  {
    name: "after a 429 no other call of that client starts before the server's time has come",
    line: ["Gate"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(429, "X", { "retry-after": "10" }), t.cancelled());
      const client = t.over(fetch);
      const first = client.cancelJob("a");
      await t.clock.advance(1_000);
      const others = [
        client.cancelJob("b"),
        client.jobs.getJob({ jobId: "c" }).catch(() => {}),
        client.cancelJob("d", { maxRetries: 0 }),
      ];
      await t.clock.advance(8_999);
      t.equal(fetch.calls.length, 1, "calls before its time");
      await t.clock.advance(1);
      await Promise.all([first, ...others]);
      t.equal(fetch.calls.length, 5);
      for (const call of fetch.calls.slice(1)) t.equal(call.at - fetch.calls[0].at, 10_000);
    },
  },
  {
    name: "without a readable header the gate stays closed as long as the backoff",
    line: ["Gate"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(429, "X"), t.cancelled());
      const client = t.over(fetch);
      const first = client.cancelJob("a");
      await t.clock.settle();
      const second = client.cancelJob("b");
      await t.clock.advance(899);
      t.equal(fetch.calls.length, 1);
      await t.clock.advance(210);
      await Promise.all([first, second]);
      t.equal(fetch.calls.length, 3);
      t.equal(fetch.calls[1].at, fetch.calls[2].at, "both at the gate's time");
    },
  },
  {
    name: "a 429 closes the gate even when its own call gives up",
    line: ["Gate"],
    clock: true,
    async run(t) {
      for (const [headers, least, most] of [
        [{ "retry-after": "5" }, 5_000, 5_000],
        [{}, 900, 1_101],
      ]) {
        const fetch = t.stubFetch(t.problem(429, "X", headers), t.cancelled());
        const client = t.over(fetch, { maxRetries: 0 });
        await t.rejects(client.cancelJob("a"), t.pulse.TooManyRequestsError);
        const second = client.cancelJob("b");
        const waited = await t.clock.run(second);
        t.between(waited, least, most);
        await second;
      }
    },
  },
  {
    name: "a gate that is closed for longer than a call waits rejects it at once, unsent, and says how long",
    line: ["Gate", "Beyond the cap"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(429, "X", { "retry-after": "100" }), t.cancelled());
      const client = t.over(fetch);
      await t.rejects(client.cancelJob("a"), t.pulse.TooManyRequestsError, {
        attempts: 1,
        retryAfterInSeconds: 100,
      });
      await t.clock.advance(30_000);
      await t.rejects(client.cancelJob("b"), t.pulse.TooManyRequestsError, {
        attempts: 0,
        retryAfterInSeconds: 70,
      });
      await t.clock.advance(15_000);
      await t.rejects(
        client.cancelJob("c", { deadlineInSeconds: 20 }),
        t.pulse.TooManyRequestsError,
        { attempts: 0, retryAfterInSeconds: 55 },
      );
      t.equal(fetch.calls.length, 1);
      const waits = client.cancelJob("d");
      t.equal(await t.clock.run(waits), 55_000);
      await waits;
    },
  },
  {
    name: "the gate is judged again at its time, and a later 429 moves it on",
    line: ["Gate"],
    clock: true,
    async run(t) {
      const late = t.problem(429, "X", { "retry-after": "30" });
      const fetch = t.stubFetch(
        t.problem(429, "X", { "retry-after": "5" }),
        // The second call was under way before the gate closed, and its answer moves the gate on.
        () => new Promise((resolve) => setTimeout(resolve, 4_000, late)),
        t.cancelled(),
      );
      const client = t.over(fetch);
      const slow = [client.cancelJob("a"), client.cancelJob("b")];
      await t.clock.advance(5_000);
      t.equal(fetch.calls.length, 2, "nothing at the first 429's time");
      await t.clock.run(Promise.all(slow));
      for (const call of fetch.calls.slice(2)) t.equal(call.at - fetch.calls[0].at, 34_000);
    },
  },
  {
    name: "an earlier time does not open the gate before a later one",
    line: ["Gate"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(
        t.problem(429, "X", { "retry-after": "20" }),
        () =>
          new Promise((resolve) =>
            setTimeout(resolve, 1_000, t.problem(429, "X", { "retry-after": "1" })),
          ),
        t.cancelled(),
      );
      const client = t.over(fetch);
      const both = Promise.all([client.cancelJob("a"), client.cancelJob("b")]);
      await t.clock.run(both);
      t.equal(fetch.calls[2].at - fetch.calls[0].at, 20_000);
    },
  },
  {
    name: "only a 429 closes the gate",
    line: ["Gate"],
    clock: true,
    async run(t) {
      for (const failure of [
        t.problem(503, "X", { "retry-after": "30" }),
        t.problem(408, "X", { "retry-after": "30" }),
        t.lost(),
      ]) {
        const fetch = t.stubFetch(failure, t.cancelled());
        const client = t.over(fetch);
        const first = client.cancelJob("a");
        await t.clock.settle();
        const second = client.cancelJob("b");
        t.equal(await t.clock.run(second), 0);
        await t.clock.run(first);
      }
    },
  },
  {
    name: "the gate of one client does not hold another's calls",
    line: ["Gate"],
    clock: true,
    async run(t) {
      const limited = t.over(
        t.stubFetch(t.problem(429, "X", { "retry-after": "30" }), t.cancelled()),
      );
      const first = limited.cancelJob("a");
      await t.clock.settle();
      const other = t.over(t.stubFetch(t.cancelled())).cancelJob("b");
      t.equal(await t.clock.run(other), 0);
      await t.clock.run(first);
    },
  },
  {
    name: "waiting at the gate uses up no retry and counts as no attempt",
    line: ["Gate", "attempts"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(
        t.problem(429, "X", { "retry-after": "3" }),
        t.problem(404, "JOB_001"),
      );
      const client = t.over(fetch, { maxRetries: 0 });
      await t.rejects(client.cancelJob("a"), t.pulse.TooManyRequestsError);
      const second = client.cancelJob("b");
      const failed = t.rejects(second, t.pulse.NotFoundError, { attempts: 1 });
      await t.clock.run(second);
      await failed;
    },
  },
  {
    name: "abort at the gate rejects at once, unsent",
    line: ["Abort", "Waiting ends", "Gate"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(429, "X", { "retry-after": "50" }));
      const client = t.over(fetch, { maxRetries: 0 });
      await t.rejects(client.cancelJob("a"), t.pulse.TooManyRequestsError);
      const { controller, signal, live } = t.countedSignal();
      const promise = client.cancelJob("b", { abortSignal: signal });
      await t.clock.advance(1_000);
      controller.abort();
      await t.rejects(promise, t.pulse.PulseAbortError, { attempts: 0 });
      t.equal([fetch.calls.length, t.clock.timers.size, live.size], [1, 0, 0]);
    },
  },
  {
    name: "the deadline counts the wait at the gate",
    line: ["deadlineInSeconds", "Gate"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(429, "X", { "retry-after": "10" }), (_, init) =>
        t.pending(init),
      );
      const client = t.over(fetch, { maxRetries: 0 });
      await t.rejects(client.cancelJob("a"), t.pulse.TooManyRequestsError);
      const promise = client.cancelJob("b", { deadlineInSeconds: 15 });
      const failed = t.rejects(promise, t.pulse.PulseTimeoutError, { attempts: 1 });
      t.equal(await t.clock.run(promise), 15_000);
      await failed;
    },
  },
  {
    name: "over real sockets a second call waits for the first one's Retry-After",
    line: ["Gate"],
    async run(t) {
      const limited = await t.emulator.job();
      await t.emulator.fault(limited, { status: 429, headers: { "retry-after": "1" } });
      const other = await t.emulator.job();
      const client = t.client();
      const first = client.cancelJob(limited);
      await t.emulator.until(limited, ([request]) => request?.doneMs != null);
      // The answer is on its way; the client has it when the gate is closed.
      await t.sleep(100);
      await Promise.all([first, client.cancelJob(other)]);
      const [denied] = await t.emulator.requests(limited);
      const [held] = await t.emulator.requests(other);
      t.between(held.atMs - denied.atMs, 950, 5_000, "milliseconds between");
    },
  },
];
