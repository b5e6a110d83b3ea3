// Events and logs: what is told, in which order, and that no handler can break a call.

/** Runs a call over a script with a handler for events, and returns what was told. */
async function watch(t, script, options, method = "cancelJob") {
  const events = [];
  const client = t.over(t.stubFetch(...script), {
    onEvent: (event) => events.push(event),
    ...options,
  });
  const promise = client.jobs[method]({ jobId: "the-job" });
  const outcome = promise.catch((error) => error);
  await t.clock.run(outcome);
  return { events, outcome: await outcome, client };
}

const types = (events) => events.map((event) => event.type);

const LEVELS = ["debug", "info", "warn", "error"];

export default [
  {
    name: "a good call is told as an attempt and a response, with all fields",
    line: ["§2 onEvent", "§2 PulseEvent"],
    clock: true,
    async run(t) {
      const slow = () => new Promise((resolve) => setTimeout(resolve, 250, t.cancelled()));
      const { events } = await watch(t, [slow]);
      t.equal(events, [
        {
          type: "attempt",
          method: "DELETE",
          urlTemplate: "/job/{jobId}",
          jobId: "the-job",
          attempt: 1,
        },
        {
          type: "response",
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
    line: ["§2 onEvent", "§2 PulseEvent"],
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
    line: ["§2 PulseEvent"],
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
    line: ["§2 onEvent", "§3 Gate"],
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
    line: ["§2 onEvent"],
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
    line: ["§2 handler that throws"],
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
        t.equal(outcome.job_id, "job-1");
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
    line: ["§2 handler that throws"],
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
    name: "a logger that throws breaks nothing",
    line: ["§2 handler that throws", "§2 logging"],
    clock: true,
    async run(t) {
      const logger = Object.fromEntries(
        LEVELS.map((level) => [
          level,
          () => {
            throw new Error("logger");
          },
        ]),
      );
      const { outcome } = await watch(t, [t.problem(503, "X"), t.cancelled()], {
        logging: logger,
        onEvent: () => {
          throw new Error("handler");
        },
      });
      t.equal(outcome.job_id, "job-1");
      const failed = await watch(t, [t.problem(404, "X")], { logging: logger });
      t.isError(failed.outcome, t.pulse.NotFoundError);
    },
  },
  {
    name: "a handler may start calls and abort the very call it is told of, at each of its moments",
    line: ["§2 onEvent", "§3 Abort"],
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
    name: "an event that is changed by its handler changes nothing",
    line: ["§2 PulseEvent"],
    clock: true,
    async run(t) {
      const { outcome } = await watch(t, [t.problem(503, "X"), t.cancelled()], {
        onEvent: (event) => {
          for (const name of Object.keys(event)) event[name] = "changed";
        },
      });
      t.equal(outcome.job_id, "job-1");
    },
  },
  {
    name: "nothing is logged unless asked for",
    line: ["§2 logging"],
    alone: true,
    async run(t) {
      const real = {};
      const lines = [];
      for (const level of [...LEVELS, "log", "trace"]) {
        real[level] = console[level];
        console[level] = (...parts) => lines.push(parts);
      }
      try {
        for (const logging of [
          undefined,
          null,
          { silent: true },
          { silent: true, level: "debug" },
        ]) {
          const client = t.over(t.stubFetch(t.problem(404, "X")), { logging });
          await client.cancelJob("j").catch(() => {});
        }
        t.equal(lines, []);
        await t
          .over(t.stubFetch(t.problem(404, "X")), { logging: { level: "debug" } })
          .cancelJob("j")
          .catch(() => {});
        t.ok(lines.length >= 3, "level alone logs to the console");
      } finally {
        Object.assign(console, real);
      }
    },
  },
  {
    name: "a level lets through itself and what is graver",
    line: ["§2 logging"],
    clock: true,
    async run(t) {
      const seen = {};
      for (const level of LEVELS) {
        const logger = t.recordingLogger();
        const onEvent = () => {
          throw new Error("handler");
        };
        await watch(t, [t.problem(503, "X"), t.problem(404, "X")], {
          logging: { level, logger },
          onEvent,
        });
        seen[level] = [...new Set(logger.lines.map((line) => line.level))].sort();
      }
      t.equal(seen, {
        debug: ["debug", "error", "info", "warn"],
        info: ["error", "info", "warn"],
        warn: ["error", "warn"],
        error: ["error"],
      });
    },
  },
  {
    name: "a logger may be given by itself, and then hears everything",
    line: ["§2 logging"],
    clock: true,
    async run(t) {
      const logger = t.recordingLogger();
      await watch(t, [t.problem(503, "X"), t.problem(404, "X")], { logging: logger });
      t.equal([...new Set(logger.lines.map((line) => line.level))].sort(), [
        "debug",
        "error",
        "info",
      ]);
    },
  },
  {
    name: "a log line tells what happened in words, with status and message",
    line: ["§2 logging", "§2 message"],
    clock: true,
    async run(t) {
      const logger = t.recordingLogger();
      await watch(t, [t.problem(503, "X", { "retry-after": "2" }), t.problem(404, "JOB_001")], {
        logging: { level: "debug", logger },
      });
      const text = logger.lines.map(({ parts }) => parts[0]).join("\n");
      for (const part of [/DELETE/, /503/, /404/, /said JOB_001/, /2\.000 s|2 s/])
        t.match(text, part);
    },
  },
  {
    name: "headers of the sensitive kind never stand in logs or events, at any level",
    line: ["§3 Logs redacted"],
    clock: true,
    async run(t) {
      const logger = t.recordingLogger();
      const secrets = {
        authorization: "Bearer s3cret-one",
        cookie: "sid=s3cret-two",
        "proxy-authorization": "s3cret-three",
        "x-session-token": "s3cret-four",
      };
      const { events } = await watch(
        t,
        [
          t.problem(503, "X", { "set-cookie": "s3cret-five" }),
          t.problem(404, "X", { "set-cookie": "s3cret-six" }),
        ],
        {
          headers: secrets,
          logging: { level: "debug", logger },
        },
      );
      t.ok(logger.lines.length > 3, "there are lines");
      for (const text of t.textsOf([logger.lines, events], ["body", "cause"]))
        t.lacks(text, "s3cret");
    },
  },
  {
    name: "logging and onEvent of the wrong kind are refused by the constructor",
    line: ["§2 logging", "§2 onEvent", "§3 Constructor"],
    async run(t) {
      for (const logging of [
        5,
        "debug",
        true,
        { level: "loud" },
        { level: 3 },
        { logger: {} },
        { logger: { debug() {} } },
        { logger: 5 },
        { level: "" },
      ]) {
        t.throws(() => t.over(undefined, { logging }), t.pulse.PulseValidationError, {
          message: /logging/,
        });
      }
      for (const onEvent of [5, "f", {}, true])
        t.throws(() => t.over(undefined, { onEvent }), t.pulse.PulseValidationError, {
          message: /onEvent/,
        });
    },
  },
];
