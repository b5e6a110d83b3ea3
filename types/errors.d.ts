// The types of the error classes. Not exported here: the npm package exports the classes themselves, the crate's own package has
// them under `PulseClient.errors`.

/** What a {@link PulseError} is made from. */
export interface PulseErrorFields {
  message: string;
  /** Requests that were sent. Default 0. */
  attempts?: number | undefined;
  jobId?: string | undefined;
  statusCode?: number | undefined;
  body?: unknown;
  rawResponse?: RawResponse | undefined;
  retryAfterInSeconds?: number | undefined;
  cause?: unknown;
}

/** Every error of this package. `message` is one line, with the server's own message and code in it; of one that you make from a
 * body it is pulse-ts-sdk's, several lines. */
declare class PulseError extends Error {
  /** From its fields, or from a message alone, as your tests may want one. */
  constructor(given?: PulseErrorFields | string, more?: { cause?: unknown });
  readonly name: string;
  /** The job that the call was about; absent where the arguments were refused before the call began. */
  jobId?: string;
  /** The response's status; absent if there was no response. */
  statusCode?: number;
  /** The response's body, as received: JSON, or its text. It may hold what the server echoed, your key included. */
  body?: unknown;
  /** Not enumerable: neither `console.log` nor `JSON.stringify` shows its headers. */
  rawResponse?: RawResponse;
  /** The API's own code, such as `AUTH_002`. `code` and `details` are read from `body.error`. */
  code?: string;
  /** The API's own details. */
  details?: unknown;
  /** Requests that were sent; 0 if it failed before the first. */
  attempts: number;
  /** How long the server asked to wait, if that was longer than a call may wait, or retries were used up. */
  retryAfterInSeconds?: number;
  /** What was thrown, as received. */
  cause?: unknown;
  /** What `JSON.stringify` shows: no body and no headers. */
  toJSON(): {
    name: string;
    message: string;
    jobId: string | undefined;
    statusCode: number | undefined;
    code: string | undefined;
    attempts: number;
  };
}

/** 400. */
declare class BadRequestError extends PulseError {
  /** With `attempts` and no `error`: fields. Otherwise: the response's body. */
  constructor(fields: PulseErrorFields & { attempts: number });
  /** From the response's body, as in pulse-ts-sdk, whose message it has: several lines. */
  constructor(body?: unknown, rawResponse?: RawResponse);
  readonly name: "BadRequestError";
}
/** 401: invalid or missing API key. */
declare class UnauthorizedError extends PulseError {
  /** With `attempts` and no `error`: fields. Otherwise: the response's body. */
  constructor(fields: PulseErrorFields & { attempts: number });
  /** From the response's body, as in pulse-ts-sdk, whose message it has: several lines. */
  constructor(body?: unknown, rawResponse?: RawResponse);
  readonly name: "UnauthorizedError";
}
/** 403: you don't have access to this job. */
declare class ForbiddenError extends PulseError {
  /** With `attempts` and no `error`: fields. Otherwise: the response's body. */
  constructor(fields: PulseErrorFields & { attempts: number });
  /** From the response's body, as in pulse-ts-sdk, whose message it has: several lines. */
  constructor(body?: unknown, rawResponse?: RawResponse);
  readonly name: "ForbiddenError";
}
/** 404: job not found. */
declare class NotFoundError extends PulseError {
  /** With `attempts` and no `error`: fields. Otherwise: the response's body. */
  constructor(fields: PulseErrorFields & { attempts: number });
  /** From the response's body, as in pulse-ts-sdk, whose message it has: several lines. */
  constructor(body?: unknown, rawResponse?: RawResponse);
  readonly name: "NotFoundError";
}
/** 410. */
declare class GoneError extends PulseError {
  /** With `attempts` and no `error`: fields. Otherwise: the response's body. */
  constructor(fields: PulseErrorFields & { attempts: number });
  /** From the response's body, as in pulse-ts-sdk, whose message it has: several lines. */
  constructor(body?: unknown, rawResponse?: RawResponse);
  readonly name: "GoneError";
}
/**
 * 429; also a call that was not sent because an earlier 429 asked for a longer wait than a call allows. The client waits as long
 * as the server said: to start afresh, create a new client.
 */
declare class TooManyRequestsError extends PulseError {
  /** With `attempts` and no `error`: fields. Otherwise: the response's body. */
  constructor(fields: PulseErrorFields & { attempts: number });
  /** From the response's body, as in pulse-ts-sdk, whose message it has: several lines. */
  constructor(body?: unknown, rawResponse?: RawResponse);
  readonly name: "TooManyRequestsError";
}
/** 500 and up: the job could not be cancelled, or the server failed. */
declare class InternalServerError extends PulseError {
  /** With `attempts` and no `error`: fields. Otherwise: the response's body. */
  constructor(fields: PulseErrorFields & { attempts: number });
  /** From the response's body, as in pulse-ts-sdk, whose message it has: several lines. */
  constructor(body?: unknown, rawResponse?: RawResponse);
  readonly name: "InternalServerError";
}
/** An attempt took longer than `timeoutInSeconds`, or a call longer than `deadlineInSeconds`. */
declare class PulseTimeoutError extends PulseError {
  readonly name: "PulseTimeoutError";
}
/** The server could not be reached, or its response was cut off; `cause` is what `fetch` or the body threw. */
declare class PulseConnectionError extends PulseError {
  readonly name: "PulseConnectionError";
}
/** The call was aborted; `name` is `"AbortError"`, `cause` the signal's reason. */
declare class PulseAbortError extends PulseError {
  readonly name: "AbortError";
}
/** A bad argument or option. Nothing was sent. */
declare class PulseValidationError extends PulseError {
  readonly name: "PulseValidationError";
}
