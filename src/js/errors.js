// The error classes. JavaScript, because Rust cannot make a class that extends Error.

export class PulseError extends Error {
  // A getter of the class: minifiers rename classes, and an assignment would keep bundlers from dropping them.
  get name() {
    return "PulseError";
  }

  constructor({ message, cause, ...fields } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    // Absent fields stay absent, so that printing an error shows what there is.
    for (const field in fields) {
      if (fields[field] !== undefined) this[field] = fields[field];
    }
    const error = fields.body?.error;
    if (typeof error?.code === "string") this.code = error.code;
    if (error?.details !== undefined) this.details = error.details;
  }
}

export class BadRequestError extends PulseError {
  get name() {
    return "BadRequestError";
  }
}

export class UnauthorizedError extends PulseError {
  get name() {
    return "UnauthorizedError";
  }
}

export class ForbiddenError extends PulseError {
  get name() {
    return "ForbiddenError";
  }
}

export class NotFoundError extends PulseError {
  get name() {
    return "NotFoundError";
  }
}

export class GoneError extends PulseError {
  get name() {
    return "GoneError";
  }
}

export class TooManyRequestsError extends PulseError {
  get name() {
    return "TooManyRequestsError";
  }
}

export class InternalServerError extends PulseError {
  get name() {
    return "InternalServerError";
  }
}

export class PulseTimeoutError extends PulseError {
  get name() {
    return "PulseTimeoutError";
  }
}

export class PulseConnectionError extends PulseError {
  get name() {
    return "PulseConnectionError";
  }
}

export class PulseAbortError extends PulseError {
  get name() {
    return "AbortError";
  }
}

export class PulseValidationError extends PulseError {
  get name() {
    return "PulseValidationError";
  }
}

/** The class by the number that Rust's `errors::Class` has for it. */
export const errorClass = (number) =>
  [
    PulseError,
    BadRequestError,
    UnauthorizedError,
    ForbiddenError,
    NotFoundError,
    GoneError,
    TooManyRequestsError,
    InternalServerError,
    PulseTimeoutError,
    PulseConnectionError,
    PulseAbortError,
    PulseValidationError,
  ][number];
