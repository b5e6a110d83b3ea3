// What only the npm package has: the error classes and enumerations as values, and the namespace that pulse-ts-sdk has of them.

export declare const JobStatus: {
  readonly Pending: "pending";
  readonly Processing: "processing";
  readonly Completed: "completed";
  readonly Failed: "failed";
  readonly Canceled: "canceled";
  readonly Expired: "expired";
};

/** The API's base URL. */
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
