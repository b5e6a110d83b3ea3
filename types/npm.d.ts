// What the npm package alone has: the error classes and enumerations as values, and pulse-ts-sdk's namespace of them.

export declare const JobStatus: {
  readonly Pending: "pending";
  readonly Processing: "processing";
  readonly Completed: "completed";
  readonly Failed: "failed";
  readonly Canceled: "canceled";
  readonly Expired: "expired";
};

/** Where the API is. */
export declare const PulseEnvironment: { readonly Default: "https://api.runpulse.com" };
export type PulseEnvironment = typeof PulseEnvironment.Default;

/** The namespace of pulse-ts-sdk, for code written for it: `Pulse.NotFoundError`, `Pulse.JobStatusResponse` … */
export declare namespace Pulse {
  export {
    BadRequestError,
    ForbiddenError,
    GoneError,
    InternalServerError,
    type JobCancellationResponse,
    JobStatus,
    type JobStatusResponse,
    NotFoundError,
    PulseAbortError,
    PulseConnectionError,
    PulseEnvironment,
    PulseError,
    PulseTimeoutError,
    PulseValidationError,
    TooManyRequestsError,
    UnauthorizedError,
  };
}

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
};
