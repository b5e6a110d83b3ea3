// What only the npm package has: the error classes and enumerations as values, and the namespace that pulse-ts-sdk has of them.

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

/** The states of a job by name, as pulse-ts-sdk has them. */
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

/** What pulse-ts-sdk calls the client's options. */
export type BaseClientOptions = PulseClientOptions;
/** What pulse-ts-sdk calls the options of one call. */
export type BaseRequestOptions = RequestOptions;

/** pulse-ts-sdk's names for what {@link PulseClientOptions.logging} takes. */
export declare namespace logging {
  /** The levels by name, for {@link LoggingOptions.level}. */
  const LogLevel: {
    readonly Debug: "debug";
    readonly Info: "info";
    readonly Warn: "warn";
    readonly Error: "error";
  };
  /** A level. */
  type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];
  /** What log lines are written to. */
  type ILogger = Logger;
  /** Which log lines are written, and where. */
  type LogConfig = LoggingOptions;
  /** Writes to the console. */
  class ConsoleLogger implements Logger {
    debug(message: string, ...details: unknown[]): void;
    info(message: string, ...details: unknown[]): void;
    warn(message: string, ...details: unknown[]): void;
    error(message: string, ...details: unknown[]): void;
  }
}

/** The namespace of pulse-ts-sdk, for code written for it: `Pulse.NotFoundError`, `Pulse.JobStatusResponse` … */
export declare namespace Pulse {
  /** What `cancelJob` takes. */
  export type CancelJobRequest = JobRequest;
  /** What `getJob` takes. */
  export type GetJobRequest = JobRequest;
  /** The body of a 410, as pulse-ts-sdk types it. */
  export interface GoneErrorBody {
    error?: GoneErrorBody.Error_ | undefined;
  }
  export namespace GoneErrorBody {
    /** The API's code of the error, and what it says of it. */
    interface Error_ {
      code?: string | undefined;
      message?: string | undefined;
    }
  }
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
