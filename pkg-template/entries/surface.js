// What the package exports, however the module is loaded.
import { errorClasses } from "../../src/js/errors.js";

export {
  BadRequestError,
  ForbiddenError,
  GoneError,
  InternalServerError,
  NotFoundError,
  PulseAbortError,
  PulseConnectionError,
  PulseError,
  PulseTimeoutError,
  PulseValidationError,
  TooManyRequestsError,
  UnauthorizedError,
} from "../../src/js/errors.js";

/** Writes log lines to the console as it is then. */
class ConsoleLogger {
  /** @param {unknown[]} line */
  debug(...line) {
    console.debug(...line);
  }

  /** @param {unknown[]} line */
  info(...line) {
    console.info(...line);
  }

  /** @param {unknown[]} line */
  warn(...line) {
    console.warn(...line);
  }

  /** @param {unknown[]} line */
  error(...line) {
    console.error(...line);
  }
}

export const PulseEnvironment = { Default: "https://api.runpulse.com" };

export const JobStatus = {
  Pending: "pending",
  Processing: "processing",
  Completed: "completed",
  Failed: "failed",
  Canceled: "canceled",
  Expired: "expired",
};

const LogLevel = { Debug: "debug", Info: "info", Warn: "warn", Error: "error" };

/** The names of pulse-ts-sdk for what `logging` takes. */
export const logging = { LogLevel, ConsoleLogger };

/** The namespace of pulse-ts-sdk, with the errors and enumerations that code written for it looks for. */
export const Pulse = { ...errorClasses(), JobStatus, PulseEnvironment };
