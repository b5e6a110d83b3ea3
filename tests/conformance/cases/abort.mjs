// Aborting: at each moment of a call it rejects at once, cancels what is under way, and leaves nothing behind.

const slow = (t) => (_, init) => t.pending(init);

/** Aborts a call in a state that `reach` brings about, and judges what is left. */
function aborted(name, { script, options, reach, attempts, line = [] }) {
  return {
    name: `abort ${name} rejects at once with the reason as cause, and leaves no timer and no listener`,
    line: ["Abort", "Nothing left", "SDK: errors", ...line],
    clock: true,
    async run(t) {
      for (const option of ["abortSignal", "signal"]) {
        const { controller, signal, live } = t.countedSignal();
        const fetch = t.stubFetch(...script(t));
        const promise = t.over(fetch, options).cancelJob("j", { [option]: signal });
        await reach(t);
        const reason = { my: "reason" };
        controller.abort(reason);
        const sent = fetch.calls.length;
        const error = await t.rejects(promise, t.pulse.PulseAbortError, {
          name: "AbortError",
          attempts,
        });
        t.ok(error.cause === reason, "the cause is the reason itself");
        t.equal([t.clock.timers.size, live.size], [0, 0], "timers and listeners");
        for (const { init } of fetch.calls.slice(-1))
          t.ok(init.signal.aborted, "the fetch was cancelled");
        await t.clock.advance(120_000);
        t.equal(fetch.calls.length, sent, "nothing is sent after it");
      }
    },
  };
}

const settle = (t) => t.clock.settle();

export default [
  aborted("in the very turn of the call", {
    script: (t) => [slow(t)],
    reach: async () => {},
    attempts: 1,
  }),
  aborted("before the headers", { script: (t) => [slow(t)], reach: settle, attempts: 1 }),
  aborted("in the body", {
    script: (t) => [
      (_, init) => ({ status: 200, headers: { get: () => null }, text: () => t.pending(init) }),
    ],
    reach: settle,
    attempts: 1,
  }),
  aborted("in a streamed body", {
    script: () => [
      async (_, init) => {
        const body = new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"job_id":"j",'));
            init.signal.addEventListener("abort", () => controller.error(init.signal.reason), {
              once: true,
            });
          },
        });
        return new Response(body, { status: 200 });
      },
    ],
    reach: settle,
    attempts: 1,
  }),
  aborted("in a second attempt", {
    script: (t) => [t.problem(503, "X", { "retry-after": "1" }), slow(t)],
    reach: (t) => t.clock.advance(1_500),
    attempts: 2,
  }),
  aborted("while suppliers are asked", {
    script: (t) => [t.cancelled()],
    options: { headers: { "x-a": () => new Promise(() => {}) } },
    reach: settle,
    attempts: 0,
    line: ["suppliers"],
  }),
  {
    name: "an attempt that its own event kept from being sent does not count as one that was",
    line: ["attempts", "Abort", "onEvent"],
    clock: true,
    async run(t) {
      for (const last of [1, 2]) {
        const controller = new AbortController();
        const fetch = t.stubFetch(t.problem(503, "X"));
        const onEvent = ({ type, attempt }) => {
          if (type === "attempt" && attempt === last) controller.abort();
        };
        const promise = t
          .over(fetch, { onEvent })
          .cancelJob("j", { abortSignal: controller.signal });
        const aborted = t.rejects(promise, t.pulse.PulseAbortError, { attempts: last - 1 });
        await t.clock.run(promise);
        await aborted;
        t.equal(fetch.calls.length, last - 1);
      }
    },
  },
  {
    name: "abort between attempts rejects at once, and nothing more is sent",
    line: ["Abort", "Waiting ends", "Nothing left", "SDK: network"],
    clock: true,
    async run(t) {
      const { controller, signal, live } = t.countedSignal();
      const fetch = t.stubFetch(t.problem(503, "X"));
      const promise = t.over(fetch).cancelJob("j", { abortSignal: signal });
      await t.clock.advance(500);
      controller.abort("enough");
      await t.rejects(promise, t.pulse.PulseAbortError, { attempts: 1, cause: "enough" });
      t.equal([t.clock.timers.size, live.size], [0, 0]);
      await t.clock.advance(60_000);
      t.equal(fetch.calls.length, 1);
    },
  },
  {
    name: "abort between two polls rejects at once",
    line: ["Abort", "Waiting ends", "waitForJob"],
    clock: true,
    async run(t) {
      const { controller, signal, live } = t.countedSignal();
      const fetch = t.stubFetch(t.job("processing"));
      const promise = t.over(fetch).jobs.waitForJob({ jobId: "j" }, { abortSignal: signal });
      await t.clock.advance(500);
      controller.abort();
      const error = await t.rejects(promise, t.pulse.PulseAbortError);
      t.ok(error.cause === signal.reason, "the default reason");
      t.equal([t.clock.timers.size, live.size], [0, 0]);
    },
  },
  {
    name: "a signal that is aborted already rejects every method, with nothing sent and no supplier asked",
    line: ["Abort"],
    async run(t) {
      let asked = 0;
      const apiKey = () => {
        asked += 1;
        return t.key;
      };
      const fetch = t.stubFetch(t.cancelled());
      const client = t.over(fetch, { apiKey });
      const { controller, signal, live } = t.countedSignal();
      controller.abort("gone");
      for (const method of ["cancelJob", "getJob", "waitForJob", "cancelJobAndWait"]) {
        await t.rejects(
          client.jobs[method]({ jobId: "j" }, { abortSignal: signal }),
          t.pulse.PulseAbortError,
          { attempts: 0, cause: "gone" },
        );
      }
      t.equal([fetch.calls.length, asked, live.size], [0, 0, 0]);
    },
  },
  {
    name: "a bad argument is told before an aborted signal, or the abort, and never both",
    line: ["Rejects"],
    async run(t) {
      const signal = AbortSignal.abort();
      await t.rejects(
        t.over(t.stubFetch(t.cancelled())).cancelJob("", { abortSignal: signal }),
        t.pulse.PulseValidationError,
      );
    },
  },
  {
    name: "abort cancels the request over real sockets, before the headers and in the body",
    line: ["Abort"],
    async run(t) {
      for (const fault of [
        { hang: "before-headers" },
        { status: 200, hang: "mid-body", body: "x".repeat(20_000) },
      ]) {
        const jobId = await t.emulator.faulty(fault);
        const controller = new AbortController();
        const promise = t.client().cancelJob(jobId, { abortSignal: controller.signal });
        const failed = t.rejects(promise, t.pulse.PulseAbortError, { attempts: 1, cause: 7 });
        await t.emulator.until(jobId, (requests) => requests.length === 1);
        await t.sleep(50);
        controller.abort(7);
        await failed;
        const [request] = await t.emulator.until(jobId, ([first]) => first.aborted);
        t.equal(request.aborted, true);
      }
    },
  },
  {
    name: "AbortSignal.timeout serves as a signal, and its TimeoutError is the cause",
    line: ["Abort", "RequestOptions"],
    async run(t) {
      const jobId = await t.emulator.faulty({ hang: "before-headers" });
      const promise = t.client().cancelJob(jobId, { signal: AbortSignal.timeout(300) });
      const error = await t.rejects(promise, t.pulse.PulseAbortError);
      t.equal(error.cause.name, "TimeoutError");
    },
  },
  {
    name: "abortSignal stands over its synonym signal",
    line: ["RequestOptions"],
    async run(t) {
      const client = t.over(t.stubFetch(t.cancelled()));
      const live = new AbortController().signal;
      const gone = AbortSignal.abort();
      t.equal((await client.cancelJob("j", { abortSignal: live, signal: gone })).job_id, "j");
      const both = client.cancelJob("j", { abortSignal: gone, signal: live });
      await t.rejects(both, t.pulse.PulseAbortError);
      const absent = client.cancelJob("j", { abortSignal: null, signal: gone });
      await t.rejects(absent, t.pulse.PulseAbortError);
    },
  },
  {
    name: "abort after the end changes nothing",
    line: ["Abort", "Nothing left"],
    async run(t) {
      const { controller, signal, live } = t.countedSignal();
      const jobId = await t.emulator.job();
      const promise = t.client().cancelJob(jobId, { abortSignal: signal });
      await promise;
      t.equal(live.size, 0);
      controller.abort();
      t.equal((await promise).job_id, jobId);
    },
  },
  {
    name: "a long-lived signal keeps no listener of a hundred calls, good and bad",
    line: ["Nothing left", "SDK: network"],
    clock: true,
    async run(t) {
      const { signal, live } = t.countedSignal();
      let number = 0;
      const fetch = t.stubFetch(
        (_, init) =>
          [t.cancelled(), t.problem(404, "X"), t.problem(503, "X"), t.pending(init)][number++ % 4],
      );
      const client = t.over(fetch, { timeoutInSeconds: 1, maxRetries: 1 });
      const calls = Array.from({ length: 100 }, () =>
        client.cancelJob("j", { abortSignal: signal }).catch(() => {}),
      );
      await t.clock.run(Promise.all(calls));
      t.equal([live.size, t.clock.timers.size], [0, 0]);
    },
  },
  {
    name: "one signal aborts all calls that were given it, and no other",
    line: ["Abort"],
    clock: true,
    async run(t) {
      const controller = new AbortController();
      const client = t.over(t.stubFetch(slow(t)), { timeoutInSeconds: 5, maxRetries: 0 });
      const mine = [1, 2, 3].map(() =>
        t.rejects(
          client.cancelJob("j", { abortSignal: controller.signal }),
          t.pulse.PulseAbortError,
        ),
      );
      const other = client.cancelJob("j");
      const timedOut = t.rejects(other, t.pulse.PulseTimeoutError);
      await t.clock.settle();
      controller.abort();
      await Promise.all(mine);
      await t.clock.run(other);
      await timedOut;
    },
  },
  {
    name: "what is no AbortSignal is refused, and nothing is sent",
    line: ["Rejects", "RequestOptions"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const client = t.over(fetch);
      for (const value of [{}, 5, "signal", true, () => {}, new AbortController()]) {
        await t.rejects(
          client.cancelJob("j", { abortSignal: value }),
          t.pulse.PulseValidationError,
          { message: /signal/i },
        );
        await t.rejects(client.cancelJob("j", { signal: value }), t.pulse.PulseValidationError, {
          message: /signal/i,
        });
      }
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "request options that are no object are refused",
    line: ["Rejects", "RequestOptions"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      for (const value of [5, "x", true, 5n]) {
        await t.rejects(t.over(fetch).cancelJob("j", value), t.pulse.PulseValidationError, {
          message: /options/,
        });
      }
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "an abort while a request is announced keeps it from being sent and counted, and one while the cancellation is changes nothing",
    line: ["attempts", "cancelOnAbort", "PulseEvent"],
    clock: true,
    async run(t) {
      const [own, clients] = [new AbortController(), new AbortController()];
      const fetch = t.stubFetch(t.cancelled("j"));
      const announced = [];
      const client = t.over(fetch, {
        signal: clients.signal,
        onEvent({ type, method, attempt }) {
          if (type !== "attempt") return;
          announced.push(`${method} ${attempt}`);
          (method === "GET" ? own : clients).abort();
        },
      });
      const promise = client.jobs.waitForJob(
        { jobId: "j" },
        { cancelOnAbort: true, signal: own.signal },
      );
      await t.rejects(promise, t.pulse.PulseAbortError, { attempts: 1 });
      t.equal(announced, ["GET 1", "DELETE 1"]);
      t.equal(
        fetch.calls.map(({ method }) => method),
        ["DELETE"],
      );
      t.equal(t.clock.timers.size, 0);
    },
  },
];
