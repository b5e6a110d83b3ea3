// What only the crate's own package has: wasm-bindgen cannot export classes written in JavaScript, so the error classes are
// values under `PulseClient.errors`, and types beside it.

export declare namespace PulseClient {
  /** The error classes, for `instanceof`: `error instanceof PulseClient.errors.NotFoundError`. */
  export const errors: {
    readonly BadRequestError: typeof BadRequestError;
    readonly ForbiddenError: typeof ForbiddenError;
    readonly GoneError: typeof GoneError;
    readonly InternalServerError: typeof InternalServerError;
    readonly NotFoundError: typeof NotFoundError;
    readonly PulseAbortError: typeof PulseAbortError;
    readonly PulseConnectionError: typeof PulseConnectionError;
    readonly PulseError: typeof PulseError;
    readonly PulseTimeoutError: typeof PulseTimeoutError;
    readonly PulseValidationError: typeof PulseValidationError;
    readonly TooManyRequestsError: typeof TooManyRequestsError;
    readonly UnauthorizedError: typeof UnauthorizedError;
  };
}
export type {
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
