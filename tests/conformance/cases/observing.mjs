// Events: what is told, in which order, and that no handler can break a call.
import { replaced } from "../platform.mjs";
import { watch } from "../stub.mjs";

const types = (events) => events.map((event) => event.type);

export default [
  {
    name: "a good call is told as an attempt and a response, with all fields",
    line: ["onEvent", "PulseEvent"],
    clock: true,
    async run(t) {
      const slow = () => new Promise((resolve) => setTimeout(resolve, 250, t.cancelled()));
      const { events } = await watch(t, [slow]);
      const { callId } = events[0];
      t.equal(typeof callId, "number");
      t.equal(events, [
        {
          type: "attempt",
          callId,
          method: "DELETE",
          urlTemplate: "/job/{jobId}",
          jobId: "the-job",
          attempt: 1,
        },
        {
          type: "response",
          callId,
          method: "DELETE",
          urlTemplate: "/job/{jobId}",
          jobId: "the-job",
          attempt: 1,
          statusCode: 200,
          durationInSeconds: 0.25,
        },
      ]);
    },
  },
  {
    name: "a retry is told with its delay and the error behind it",
    line: ["onEvent", "PulseEvent"],
    clock: true,
    async run(t) {
      const { events } = await watch(t, [
        t.problem(503, "BUSY", { "retry-after": "2" }),
        t.cancelled(),
      ]);
      t.equal(types(events), ["attempt", "response", "retry", "attempt", "response"]);
      const [, response, retry, second] = events;
      t.equal([response.statusCode, response.attempt, second.attempt], [503, 1, 2]);
      t.equal([retry.delayInSeconds, retry.attempt], [2, 1]);
      t.isError(retry.error, t.pulse.InternalServerError, { statusCode: 503, code: "BUSY" });
    },
  },
  {
    name: "an attempt that fails without a response is told as a response with an error and no status",
    line: ["PulseEvent"],
    clock: true,
    async run(t) {
      for (const [failure, kind] of [
        [t.lost(), t.pulse.PulseConnectionError],
        [(_, init) => t.pending(init), t.pulse.PulseTimeoutError],
      ]) {
        const { events } = await watch(t, [failure], { maxRetries: 0, timeoutInSeconds: 1 });
        t.equal(types(events), ["attempt", "response"]);
        t.isError(events[1].error, kind);
        t.ok(!("statusCode" in events[1]), "no statusCode");
      }
    },
  },
  {
    name: "a wait at the gate is told with its delay",
    line: ["onEvent", "Gate"],
    clock: true,
    async run(t) {
      const { events, client } = await watch(
        t,
        [t.problem(429, "X", { "retry-after": "7" }), t.cancelled()],
        { maxRetries: 0 },
      );
      events.length = 0;
      await t.clock.run(client.jobs.getJob({ jobId: "second" }).catch(() => {}));
      t.equal(types(events), ["gate", "attempt", "response"]);
      t.equal([events[0].delayInSeconds, events[0].jobId, events[0].method], [7, "second", "GET"]);
    },
  },
  {
    name: "a wait for a job tells each poll, and a call that was never sent tells nothing",
    line: ["onEvent"],
    clock: true,
    async run(t) {
      const { events } = await watch(t, [t.job("pending"), t.job("completed")], {}, "waitForJob");
      t.equal(types(events), ["attempt", "response", "attempt", "response"]);
      t.equal(new Set(events.map((event) => event.method)).size, 1);
      const none = [];
      await t
        .over(t.stubFetch(t.cancelled()), { onEvent: (event) => none.push(event) })
        .cancelJob("..")
        .catch(() => {});
      t.equal(none, []);
    },
  },
  {
    name: "a handler that throws or rejects is logged and breaks nothing",
    line: ["handler that throws"],
    clock: true,
    async run(t) {
      for (const onEvent of [
        () => {
          throw new Error("handler");
        },
        async () => {
          throw new Error("handler");
        },
      ]) {
        const logger = t.recordingLogger();
        const { outcome } = await watch(t, [t.problem(503, "X"), t.cancelled()], {
          onEvent,
          logging: { level: "warn", logger },
        });
        t.equal(outcome.job_id, "the-job");
        await t.clock.settle();
        const warnings = logger.lines.filter(({ parts }) => String(parts[0]).includes("onEvent"));
        t.equal(
          warnings.map(({ level }) => level),
          Array(5).fill("warn"),
        );
      }
    },
  },
  {
    name: "a handler that throws without any logging leaves no unhandled rejection",
    line: ["handler that throws"],
    alone: true,
    async run(t) {
      const stray = [];
      const stop = t.runtime.onUnhandled((reason) => stray.push(reason));
      for (const onEvent of [
        () => {
          throw new Error("handler");
        },
        async () => {
          throw new Error("handler");
        },
        () => ({
          // biome-ignore lint/suspicious/noThenProperty: a thenable that misbehaves is the point
          then: () => {
            throw new Error("then");
          },
        }),
        () =>
          // biome-ignore lint/suspicious/noThenProperty: a thenable that misbehaves is the point
          Object.defineProperty({}, "then", {
            get() {
              throw new Error("getter");
            },
          }),
      ]) {
        await t.over(t.stubFetch(t.cancelled()), { onEvent }).cancelJob("j");
      }
      await t.sleep(20);
      stop();
      t.equal(stray.length, 0);
    },
  },
  {
    name: "a handler may start calls and abort the very call it is told of, at each of its moments",
    line: ["onEvent", "Abort"],
    clock: true,
    async run(t) {
      for (const moment of ["attempt", "response", "retry"]) {
        const controller = new AbortController();
        const fetch = t.stubFetch((url, init) =>
          url.endsWith("/inner")
            ? t.cancelled("inner")
            : [t.problem(503, "X"), t.pending(init)][Number(url.endsWith("/never"))],
        );
        let inner;
        let told = 0;
        const client = t.over(fetch, {
          onEvent: (event) => {
            if (event.jobId !== "outer" || event.type !== moment) return;
            told += 1;
            inner ??= client.cancelJob("inner");
            controller.abort(moment);
          },
        });
        const promise = client.cancelJob("outer", { abortSignal: controller.signal });
        await t.rejects(promise, t.pulse.PulseAbortError, { cause: moment });
        t.equal((await inner).job_id, "inner");
        t.equal([told, t.clock.timers.size], [1, 0], moment);
        t.ok(
          fetch.calls.filter((call) => call.url.endsWith("/outer")).length <= 1,
          "sent once at most",
        );
      }
    },
  },
  {
    name: "a wait that its timer ends before the clock does is told once",
    line: ["PulseEvent", "Timers tell the time"],
    clock: true,
    async run(t) {
      const events = [];
      const fetch = t.stubFetch(t.problem(503, "X", { "retry-after": "5" }), t.cancelled());
      const client = t.over(fetch, { onEvent: (event) => events.push(event) });
      const promise = client.cancelJob("j");
      await t.clock.settle();
      const [timer] = t.clock.timers.values();
      timer.work(...timer.rest);
      t.equal((await promise).job_id, "j");
      const told = ["attempt", "response", "retry", "attempt", "response"];
      t.equal([types(events), fetch.calls.length], [told, 2]);
    },
  },
  {
    name: "an event that is changed by its handler changes nothing",
    line: ["PulseEvent"],
    clock: true,
    async run(t) {
      const { outcome } = await watch(t, [t.problem(503, "X"), t.cancelled()], {
        onEvent: (event) => {
          for (const name of Object.keys(event)) event[name] = "changed";
        },
      });
      t.equal(outcome.job_id, "the-job");
    },
  },
  {
    name: "a retry that the server wants at once is told too, with a delay of 0",
    line: ["PulseEvent", "Retry-After"],
    clock: true,
    async run(t) {
      for (const status of [503, 429]) {
        const first = t.problem(status, "BUSY", { "retry-after": "0" });
        const { events } = await watch(t, [first, t.cancelled()]);
        t.equal(types(events), ["attempt", "response", "retry", "attempt", "response"]);
        t.equal([events[2].delayInSeconds, events[2].error.statusCode], [0, status]);
      }
    },
  },
  {
    name: "a backoff of a run's job that is over at once is told too, with what the attempt failed by",
    line: ["PulseEvent", "Timers tell the time"],
    fakes: true,
    alone: true,
    async run(t) {
      let now = 0;
      const later = () => {
        now += 20;
        return now;
      };
      const events = [];
      const lost = Promise.reject(t.lost());
      lost.catch(() => {});
      const client = t.over(t.stubFetch(lost, t.cancelled()), {
        initialRetryDelayInSeconds: 0.001,
        onEvent: (event) => events.push(event),
      });
      const { cancelled } = await replaced(performance, "now", later, () =>
        client.jobs.cancelJobs(["j"]),
      );
      t.equal(cancelled, 1);
      t.equal(types(events), ["attempt", "response", "retry", "attempt", "response"]);
      for (const { error } of events.slice(1, 3)) t.isError(error, t.pulse.PulseConnectionError);
      t.equal(events[2].delayInSeconds, 0);
    },
  },
  {
    name: "an attempt that is aborted has its response event, with a PulseAbortError",
    line: ["PulseEvent", "Abort"],
    clock: true,
    async run(t) {
      for (const method of ["cancelJob", "getJob", "waitForJob", "cancelJobAndWait"]) {
        const events = [];
        const controller = new AbortController();
        const client = t.over(
          t.stubFetch((_, init) => t.pending(init)),
          { onEvent: (event) => events.push(event) },
        );
        const promise = client.jobs[method]({ jobId: "j" }, { abortSignal: controller.signal });
        const failed = t.rejects(promise, t.pulse.PulseAbortError, { cause: "stop", attempts: 1 });
        await t.clock.advance(250);
        controller.abort("stop");
        await failed;
        t.equal(types(events), ["attempt", "response"], method);
        t.isError(events[1].error, t.pulse.PulseAbortError, { cause: "stop" });
        t.equal([events[1].durationInSeconds, events[1].attempt], [0.25, 1]);
        t.ok(!("statusCode" in events[1]), "no statusCode");
      }
      // Between two attempts nothing is in flight, and nothing is told.
      const controller = new AbortController();
      const events = [];
      const client = t.over(t.stubFetch(t.problem(503, "X")), {
        onEvent: (event) => events.push(event),
      });
      const promise = client.cancelJob("j", { abortSignal: controller.signal });
      await t.clock.advance(100);
      controller.abort();
      await t.rejects(promise, t.pulse.PulseAbortError);
      t.equal(types(events), ["attempt", "response", "retry"]);
    },
  },
  {
    name: "an onUpdate that ends its call while another takes its place tells of nothing twice",
    line: ["PulseEvent", "waitForJob", "Gate"],
    clock: true,
    async run(t) {
      const events = [];
      const controller = new AbortController();
      const fetch = t.stubFetch(async (url) => {
        if (url.endsWith("/limited")) return t.problem(429, "X", { "retry-after": "5" });
        if (url.endsWith("/next")) return t.cancelled("next");
        await new Promise((resolve) => setTimeout(resolve, 30));
        return t.job("pending");
      });
      const client = t.over(fetch, {
        onEvent: ({ type, jobId, attempt }) => events.push(`${jobId} ${type} ${attempt}`),
      });
      let next;
      const waiting = client.jobs.waitForJob(
        { jobId: "waited" },
        {
          abortSignal: controller.signal,
          onUpdate() {
            controller.abort();
            next = client.cancelJob("next");
          },
        },
      );
      const limited = client.cancelJob("limited", { maxRetries: 0 });
      await t.rejects(limited, t.pulse.TooManyRequestsError);
      const aborted = t.rejects(waiting, t.pulse.PulseAbortError);
      await t.clock.run(waiting);
      await aborted;
      await t.clock.run(next);
      t.equal((await next).job_id, "next");
      t.equal(
        events.filter((event) => event.startsWith("next")),
        ["next gate 0", "next attempt 1", "next response 1"],
      );
      t.equal(new Set(events).size, events.length, events.join(", "));
      t.equal([fetch.calls.length, t.clock.timers.size], [3, 0]);
    },
  },
];
