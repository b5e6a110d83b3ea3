// Loggers as programs have them: classes, the console, silenced ones; and what no line of theirs may hold.
import { watch } from "../stub.mjs";

const LEVELS = ["debug", "info", "warn", "error"];

export default [
  {
    name: "a logger may be of a class: its methods are found on the prototype and called on it",
    line: ["logging"],
    clock: true,
    async run(t) {
      class Base {
        #lines = [];
        get lines() {
          return this.#lines;
        }
        write(level, ...parts) {
          this.#lines.push({ level, parts });
        }
      }
      class Logger extends Base {
        debug(...parts) {
          this.write("debug", ...parts);
        }
        info(...parts) {
          this.write("info", ...parts);
        }
        warn(...parts) {
          this.write("warn", ...parts);
        }
        error(...parts) {
          this.write("error", ...parts);
        }
      }
      for (const make of [(logger) => logger, (logger) => ({ logger, level: "debug" })]) {
        const logger = new Logger();
        await watch(t, [t.problem(503, "X"), t.problem(404, "X")], { logging: make(logger) });
        t.equal([...new Set(logger.lines.map(({ level }) => level))].sort(), [
          "debug",
          "error",
          "info",
        ]);
      }
    },
  },
  {
    name: "silent silences a logger at any level, and silent: false does not",
    line: ["logging"],
    async run(t) {
      for (const level of LEVELS) {
        for (const silent of [true, false]) {
          const logger = t.recordingLogger();
          const client = t.over(t.stubFetch(t.problem(404, "X")), {
            logging: { level, logger, silent },
          });
          await t.rejects(client.cancelJob("j"), t.pulse.NotFoundError);
          t.equal(logger.lines.length > 0, !silent, `${level}, silent: ${silent}`);
        }
      }
    },
  },
  {
    name: "a logger's method that is put in its place later is the one that is called",
    line: ["logging"],
    async run(t) {
      const logger = t.recordingLogger();
      const client = t.over(t.stubFetch(t.problem(404, "X")), { logging: logger });
      const told = [];
      logger.error = (...parts) => told.push(parts);
      await t.rejects(client.cancelJob("j"), t.pulse.NotFoundError);
      t.equal(told.length, 1);
    },
  },
  {
    name: "neither the values of a query nor those of headers stand in a log line, an event or a message",
    line: ["Logs redacted"],
    clock: true,
    async run(t) {
      const logger = t.recordingLogger();
      const events = [];
      const options = {
        headers: { "x-auth-token": "s3cret-1", "x-csrf-token": "s3cret-2", "x-own": "s3cret-3" },
        queryParams: { token: "s3cret-4", api_key: ["s3cret-5"], author: "s3cret-6" },
      };
      const fetch = t.stubFetch(t.problem(503, "X"), t.lost(), t.problem(404, "X"));
      const client = t.over(fetch, { onEvent: (event) => events.push(event), logging: logger });
      const promise = client.cancelJob("j", options);
      const failed = t.rejects(promise, t.pulse.NotFoundError);
      await t.clock.run(promise);
      const error = await failed;
      t.match(fetch.calls[0].url, /s3cret-4/, "it was sent");
      t.ok(logger.lines.length >= 6, `${logger.lines.length} lines`);
      const told = [logger.lines, events, error.message, error.stack, String(error)];
      for (const text of t.textsOf(told, ["body", "cause", "rawResponse"])) t.lacks(text, "s3cret");
    },
  },
  {
    name: "each way a call can fail is logged once as an error, and a success as none",
    line: ["logging"],
    clock: true,
    async run(t) {
      const ends = {
        "a status": [[t.problem(404, "X")], {}],
        "retries used up": [[t.problem(503, "X")], {}],
        "a connection": [[t.lost()], {}],
        "a timeout": [[(_url, init) => t.pending(init)], { timeoutInSeconds: 1 }],
        "a deadline": [[(_url, init) => t.pending(init)], { deadlineInSeconds: 1 }],
        "a bad success": [[t.reply(200, "{}")], {}],
        "a redirect": [[t.reply(302, "")], {}],
        "no response": [[() => undefined], {}],
        "a supplier": [
          [],
          {
            headers: {
              "x-a": () => {
                throw new Error("none");
              },
            },
          },
        ],
      };
      for (const level of ["debug", "error"]) {
        for (const [what, [script, options]] of Object.entries(ends)) {
          const logger = t.recordingLogger();
          const { outcome } = await watch(t, script, { ...options, logging: { level, logger } });
          t.ok(outcome instanceof t.pulse.PulseError, what);
          const errors = logger.lines.filter((line) => line.level === "error");
          t.equal([errors.length, typeof errors[0].parts[0]], [1, "string"], what);
        }
        const logger = t.recordingLogger();
        await watch(t, [t.problem(503, "X"), t.cancelled("the-job")], {
          logging: { level, logger },
        });
        t.equal(logger.lines.filter((line) => line.level === "error").length, 0, "a success");
        const controller = new AbortController();
        const client = t.over(
          t.stubFetch((_url, init) => t.pending(init)),
          {
            logging: { level, logger },
          },
        );
        const call = client.cancelJob("j", { signal: controller.signal });
        controller.abort();
        await t.rejects(call, t.pulse.PulseAbortError);
        t.equal(logger.lines.filter((line) => line.level === "error").length, 1, "an abort");
      }
    },
  },
  {
    name: "silent is true or false, and an error that cannot be told harms nothing",
    line: ["logging"],
    // It changes what all errors share.
    alone: true,
    async run(t) {
      for (const silent of [1, "false", {}])
        t.throws(
          () => t.over(async () => {}, { logging: { silent } }),
          t.pulse.PulseValidationError,
        );
      const { prototype } = t.pulse.PulseError;
      const before = prototype.toJSON;
      prototype.toJSON = () => {
        throw new Error("toJSON");
      };
      try {
        const logger = { debug() {}, info() {}, warn() {}, error: JSON.stringify };
        const client = t.over(t.stubFetch(t.problem(404, "X")), { logging: { logger } });
        await t.rejects(client.cancelJob("j"), t.pulse.NotFoundError, { statusCode: 404 });
      } finally {
        prototype.toJSON = before;
      }
    },
  },
];
