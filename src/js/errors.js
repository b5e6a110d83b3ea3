// The error classes. JavaScript, because Rust cannot make a class that extends Error.

/**
 * Keeps a class's name where a minifier renames its variable: the class takes the name of the property that holds it.
 * @template T
 * @param {Record<string, T>} record
 * @returns {T}
 */
export const named = (record) => Object.values(record)[0];

/**
 * What an error is made from: the fields become properties of the error.
 * @typedef {{ message?: string, cause?: unknown, rawResponse?: object, attempts?: number, [field: string]: any }} ErrorFields
 */

/**
 * A class whose errors have a name of their own.
 * @typedef {Function & { errorName?: string }} Named
 */

export const PulseError = /* @__PURE__ */ named({
  PulseError: class extends Error {
    get name() {
      return /** @type {Named} */ (this.constructor).errorName ?? this.constructor.name;
    }

    // Assigning a name works as for any error: it becomes an own property.
    set name(value) {
      Object.defineProperty(this, "name", { value, writable: true, configurable: true });
    }

    /** @param {ErrorFields} given */
    constructor({ message, cause, rawResponse, ...fields } = {}) {
      super(message, cause === undefined ? undefined : { cause });
      // Not shown when the error is printed: a response's headers may hold secrets.
      if (rawResponse) {
        Object.defineProperty(this, "rawResponse", {
          value: rawResponse,
          writable: true,
          configurable: true,
        });
      }
      // Absent fields stay absent, so that printing an error shows what there is.
      for (const field in fields) {
        if (fields[field] !== undefined) /** @type {ErrorFields} */ (this)[field] = fields[field];
      }
      const error = fields.body?.error;
      if (typeof error?.code === "string") this.code = error.code;
      if (error?.details !== undefined) this.details = error.details;
    }
  },
});

/**
 * A class of errors under its own name.
 * @param {string} name
 * @returns {typeof PulseError}
 */
const errorClass = (name) => ({ [name]: class extends PulseError {} })[name];

export const BadRequestError = /* @__PURE__ */ errorClass("BadRequestError");
export const UnauthorizedError = /* @__PURE__ */ errorClass("UnauthorizedError");
export const ForbiddenError = /* @__PURE__ */ errorClass("ForbiddenError");
export const NotFoundError = /* @__PURE__ */ errorClass("NotFoundError");
export const GoneError = /* @__PURE__ */ errorClass("GoneError");
export const TooManyRequestsError = /* @__PURE__ */ errorClass("TooManyRequestsError");
export const InternalServerError = /* @__PURE__ */ errorClass("InternalServerError");
export const PulseTimeoutError = /* @__PURE__ */ errorClass("PulseTimeoutError");
export const PulseConnectionError = /* @__PURE__ */ errorClass("PulseConnectionError");
export const PulseValidationError = /* @__PURE__ */ errorClass("PulseValidationError");
export const PulseAbortError = /* @__PURE__ */ named({
  PulseAbortError: class extends PulseError {
    // The name of the platform's own error for an abort.
    static errorName = "AbortError";
  },
});

/**
 * The error for bad input; nothing was sent.
 * @param {string} message
 * @param {unknown} [cause]
 */
export const refusal = (message, cause) =>
  new PulseValidationError({ message, cause, attempts: 0 });

/** The classes by their names, for those who cannot import them: a wasm-bindgen package exports only its own. */
export const errorClasses = () => ({
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
});
