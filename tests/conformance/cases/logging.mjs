// Logs: what is told at which level, and what never is.
import { watch } from "../stub.mjs";

/** Whether an object is a record, and no error, response or headers. */
const isPlain = (value) => Object.getPrototypeOf(value) === Object.prototype;

const LEVELS = ["debug", "info", "warn", "error"];

export default [
  {
    name: "a logger that throws breaks nothing",
    line: ["handler that throws", "logging"],
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
      t.equal(outcome.job_id, "the-job");
      const failed = await watch(t, [t.problem(404, "X")], { logging: logger });
      t.isError(failed.outcome, t.pulse.NotFoundError);
    },
  },
  {
    name: "nothing is logged unless asked for",
    line: ["logging"],
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
    line: ["logging"],
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
    line: ["logging"],
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
    line: ["logging", "message"],
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
    line: ["Logs redacted"],
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
    line: ["logging", "onEvent", "Constructor"],
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
  {
    name: "an async logger that rejects leaves no unhandled rejection",
    line: ["handler that throws", "logging"],
    alone: true,
    async run(t) {
      const stray = [];
      const stop = t.runtime.onUnhandled((reason) => stray.push(reason));
      let told = 0;
      const sink = async () => {
        told += 1;
        throw new Error("the log's sink is down");
      };
      const logging = Object.fromEntries(LEVELS.map((level) => [level, sink]));
      const onEvent = sink;
      t.equal(
        (await t.over(t.stubFetch(t.cancelled()), { logging, onEvent }).cancelJob("j")).job_id,
        "j",
      );
      const failing = t.over(t.stubFetch(t.problem(404, "X")), { logging });
      await t.rejects(failing.cancelJob("j"), t.pulse.NotFoundError);
      await t.sleep(20);
      stop();
      t.ok(told >= 8, `${told} lines and events`);
      t.equal(stray.map(String), []);
    },
  },
  {
    name: "a log line is a flat copy of its event, without headers and body, and onEvent has the error itself",
    line: ["Logs redacted", "Key scrubbed", "onEvent"],
    clock: true,
    async run(t) {
      const logger = t.recordingLogger();
      const body = { error: { code: "BUSY", message: `key ${t.key}`, details: { a: "s3cret" } } };
      const headers = { "set-cookie": "sid=s3cret", "x-echo": t.key, "retry-after": "0" };
      const { events } = await watch(
        t,
        [t.reply(503, body, headers), t.lost(`lost ${t.key}`), t.reply(404, body, headers)],
        { logging: { level: "debug", logger } },
      );
      const retries = events.filter(({ type }) => type === "retry").map(({ error }) => error);
      t.isError(retries[0], t.pulse.InternalServerError, { statusCode: 503, body });
      t.equal(retries[0].rawResponse.headers.get("x-echo"), t.key);
      t.isError(retries[1], t.pulse.PulseConnectionError);
      t.ok(logger.lines.length >= 8, `${logger.lines.length} lines`);
      for (const { parts } of logger.lines) {
        // Nothing of an answer may be reached from a line, by whatever name, hidden ones included.
        for (const text of t.textsOf(parts)) {
          t.lacks(text, t.key);
          t.lacks(text, "s3cret");
        }
        t.lacks(t.runtime.inspect(parts), "s3cret");
        for (const held of parts.flatMap((part) => Object.values(Object(part))))
          for (const value of [held, ...Object.values(Object(held))])
            t.ok(Object(value) !== value || isPlain(value), "nothing but values");
      }
      const words = logger.lines.map(({ parts }) => JSON.stringify(parts)).join("\n");
      for (const part of [/503/, /BUSY/, /lost/, /404/]) t.match(words, part);
    },
  },
  {
    name: "options that are refused touch neither the call's signal nor its logger",
    line: ["Rejects", "logging"],
    async run(t) {
      const logger = t.recordingLogger();
      const { jobs } = t.over(t.stubFetch(t.cancelled()), { logging: { level: "debug", logger } });
      for (const bad of [{ maxRetries: -1 }, { headers: 5 }, { queryParams: 5 }]) {
        const { signal, live } = t.countedSignal();
        let asked = 0;
        Object.defineProperty(signal, "aborted", { get: () => ++asked > 9 });
        const call = jobs.cancelJob({ jobId: "j" }, { ...bad, signal });
        await t.rejects(call, t.pulse.PulseValidationError);
        const run = jobs.cancelJobs(["j"], { ...bad, signal }).then();
        await t.rejects(run, t.pulse.PulseValidationError);
        t.equal([asked, live.size, logger.lines.length], [0, 0, 0]);
      }
    },
  },
];
