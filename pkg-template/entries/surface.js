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

export const PulseEnvironment = { Default: "https://api.runpulse.com" };

export const JobStatus = {
  Pending: "pending",
  Processing: "processing",
  Completed: "completed",
  Failed: "failed",
  Canceled: "canceled",
  Expired: "expired",
};

/** The namespace of pulse-ts-sdk, with the errors and enumerations that code written for it looks for. */
export const Pulse = { ...errorClasses(), JobStatus, PulseEnvironment };
