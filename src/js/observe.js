// Events and log lines, for the caller's `onEvent` and logger.
import { refusal } from "./errors.js";
import { read, recordingProblems } from "./options.js";

const LEVELS = ["debug", "info", "warn", "error"];

/** @typedef {import("./records.js").Observer} Observer */

/**
 * @param {string} message
 * @returns {never}
 */
const refuse = (message) => {
  throw refusal(message);
};

/** An observer for the client's options, or undefined if neither is given. */
export const observer = recordingProblems(
  (/** @type {unknown} */ onEvent, /** @type {unknown} */ logging) => {
    if (onEvent != null && typeof onEvent !== "function") refuse("onEvent must be a function");
    if (logging != null && typeof logging !== "object")
      refuse("logging must be an object: { level, logger, silent }, or a logger");
    if (onEvent == null && logging == null) return undefined;
    const { level, logger, silent } = readLogging(logging);
    if (typeof silent !== "boolean") refuse("logging.silent must be true or false");
    const least = LEVELS.indexOf(level);
    const names = LEVELS.join(", ");
    if (least < 0) refuse(`logging.level must be one of ${names}`);
    if (LEVELS.some((name) => typeof logger?.[name] !== "function")) {
      refuse(`logging.logger must have the functions ${names}`);
    }
    /** @type {Observer["log"]} */
    const log = (severity, message, details) => {
      if (silent || severity < least) return;
      const write = () => logger[LEVELS[severity]](`pulse-wasm: ${message}`, details);
      // A logger that throws, or rejects later, must not break a call.
      notifySafely(write, undefined, () => {});
    };
    return {
      log,
      failed: (/** @type {any} */ error, /** @type {any} */ call) =>
        notifySafely(
          () => {
            const { message, jobId, attempts } = error;
            // A refused id is no job's, and may be anything.
            const line =
              jobId === undefined ? message : `${target(call, call.endpoint)}: ${message}`;
            log(3, line, flat({ callId: call.callId, jobId, attempts, error }));
          },
          undefined,
          () => {},
        ),
      onEvent,
    };
  },
);

/** @param {any} logging */
function readLogging(logging) {
  try {
    if (typeof read(logging, "debug") === "function")
      return { logger: logging, level: "debug", silent: false };
    return {
      level: read(logging, "level") ?? "info",
      logger: read(logging, "logger") ?? console,
      silent: read(logging, "silent") ?? logging == null,
    };
  } catch (cause) {
    throw refusal("logging could not be read", cause);
  }
}

/**
 * An event as a log line's details: an error without headers and body, which may hold secrets.
 * @param {any} event
 */
const flat = ({ error, ...event }) => (error ? { ...event, error: error.toJSON() } : event);

/**
 * What was asked for, for loggers that drop the details: as the URL has it, so the id cannot break a line.
 * @param {any} call
 * @param {import("./endpoints.js").Endpoint} [endpoint] none before the first request
 */
const target = ({ jobId }, endpoint) =>
  `${endpoint?.method ?? ""} /job/${encodeURIComponent(jobId)}${endpoint?.suffix ?? ""}`.trim();

/**
 * Builds one event of a call, logs it and calls `onEvent`. A number below 0 stands for none.
 * @param {import("./records.js").CallRecord} call
 * @param {string} type
 * @param {import("./endpoints.js").Endpoint} endpoint
 * @param {number} attempt
 * @param {number} statusCode
 * @param {number} duration
 * @param {number} delay
 * @param {unknown} error
 */
export function notify(call, type, endpoint, attempt, statusCode, duration, delay, error) {
  const { log, onEvent } = /** @type {import("./records.js").Observer} */ (call.observer);
  const { method, urlTemplate } = endpoint;
  /** @type {any} */
  const event = { type, callId: call.callId, method, urlTemplate, jobId: call.jobId, attempt };
  if (statusCode > 0) event.statusCode = statusCode;
  if (duration >= 0) event.durationInSeconds = duration;
  if (delay >= 0) event.delayInSeconds = delay;
  if (error !== undefined) event.error = error;
  log(
    type === "retry" || type === "gate" ? 1 : 0,
    describe(target(call, endpoint), event),
    flat(event),
  );
  notifySafely(onEvent, event, (cause) => log(2, "onEvent threw", cause));
}

/**
 * Calls a caller's handler, if there is one; what it throws, or rejects with later, goes to `complain`.
 * @param {any} handler
 * @param {unknown} value
 * @param {(cause: unknown) => void} complain
 */
export function notifySafely(handler, value, complain) {
  try {
    const result = handler?.(value);
    // A bulk run, which a handler may have begun, is not awaited: its outcomes would count as read.
    if (!result?.[Symbol.asyncIterator]) result?.then?.(undefined, complain);
  } catch (cause) {
    complain(cause);
  }
}

/** @param {number | undefined} seconds */
const shown = (seconds) => `${seconds?.toFixed(3)} s`;

/**
 * @param {string} what was asked for
 * @param {any} event
 */
function describe(what, { type, attempt, statusCode, durationInSeconds, delayInSeconds, error }) {
  if (type === "attempt") return `${what}, attempt ${attempt}`;
  if (type === "response")
    return `${what}: ${statusCode ?? error?.message} after ${shown(durationInSeconds)}`;
  return type === "retry"
    ? `${what}: retrying in ${shown(delayInSeconds)}, after ${error?.message}`
    : `${what}: held back for ${shown(delayInSeconds)} after a 429`;
}
