// The error classes. JavaScript, because Rust cannot make a class that extends Error.

/**
 * Keeps a class's name where a minifier renames its variable: the class takes the name of the property that holds it.
 * @template T
 * @param {Record<string, T>} record
 * @returns {T}
 */
export const named = (record) => Object.values(record)[0];

/**
 * A property of its own: of what a server sent, nothing counts that only Object.prototype has.
 * @param {any} value
 * @param {string} name
 * @returns {any}
 */
export const own = (value, name) =>
  value != null && Object.hasOwn(value, name) ? value[name] : undefined;

/**
 * By it an instance has its class's name, for other copies of this package, whose classes are other objects. A class of ours has
 * its status by it, or undefined if it is for none.
 */
const BRAND = /* @__PURE__ */ Symbol.for("pulse-wasm.error");

/**
 * Defines a property as an assignment would that no inherited property can forbid, but not enumerable.
 * @param {object} object
 * @param {PropertyKey} name
 * @param {unknown} value
 */
export const define = (object, name, value) =>
  // Without a prototype, on which a descriptor might find a getter.
  Object.defineProperty(
    object,
    name,
    /** @type {any} */ ({ __proto__: null, value, writable: true, configurable: true }),
  );

/**
 * What an error is made from: the fields become properties of the error.
 * @typedef {{ message?: string, cause?: unknown, rawResponse?: object, attempts?: number, [field: string]: any }} ErrorFields
 */

/**
 * @typedef {Function & { errorName?: string, [BRAND]?: number }} ErrorClass
 */

export const PulseError = /* @__PURE__ */ named({
  PulseError: class extends Error {
    /** @type {number | undefined} */
    static [BRAND] = undefined;

    /**
     * Whether a value is an error of this class, or of its like in another copy of this package.
     * @param {any} value
     */
    static [Symbol.hasInstance](value) {
      // A subclass of a caller's own has no brand.
      // biome-ignore lint/complexity/noThisInStatic: subclasses inherit this
      if (!Object.hasOwn(this, BRAND)) return super[Symbol.hasInstance](value);
      const name = value?.[BRAND];
      // biome-ignore lint/complexity/noThisInStatic: as above
      return name === this.name || (this.name === "PulseError" && /Error$/.test(name));
    }

    get [BRAND]() {
      return "PulseError";
    }

    get name() {
      return /** @type {ErrorClass} */ (this.constructor).errorName ?? this.constructor.name;
    }

    // Assigning a name works as for any error: it becomes an own property.
    set name(value) {
      define(this, "name", value);
    }

    /**
     * From fields, or as pulse-ts-sdk makes its errors: from a body and a response where the class is for a status, else from a
     * message.
     * @param {any} [given]
     * @param {any} [more]
     */
    constructor(given, more) {
      const status = /** @type {ErrorClass} */ (new.target)[BRAND];
      /** @type {ErrorFields} */
      let fields = given;
      if (typeof given === "string") fields = { message: given, ...more };
      if (status && (typeof own(given, "attempts") !== "number" || own(given, "error"))) {
        const text = given == null ? "" : `\nBody: ${JSON.stringify(given, undefined, 2)}`;
        fields = {
          message: `${new.target.name}\nStatus code: ${status}${text}`,
          statusCode: status,
          body: given,
          rawResponse: more,
        };
      }
      const { message, cause, rawResponse, ...rest } = /** @type {ErrorFields} */ ({
        // Nothing of Object.prototype's is a field.
        __proto__: null,
        attempts: 0,
        statusCode: status || undefined,
        ...fields,
      });
      super(message, cause === undefined ? undefined : { cause });
      // Not shown when the error is printed: a response's headers may hold secrets.
      if (rawResponse) define(this, "rawResponse", rawResponse);
      // Absent fields stay absent, so that printing an error shows what there is.
      for (const [field, value] of Object.entries(rest)) {
        if (value !== undefined) /** @type {ErrorFields} */ (this)[field] = value;
      }
      const error = own(rest.body, "error");
      const [code, details] = [own(error, "code"), own(error, "details")];
      if (typeof code === "string") this.code = code;
      if (details !== undefined) this.details = details;
    }

    toJSON() {
      const { name, message, jobId, statusCode, code, attempts } = /** @type {ErrorFields} */ (
        this
      );
      return { name, message, jobId, statusCode, code, attempts };
    }
  },
});

/**
 * A class of errors under its own name.
 * @param {string} name
 * @param {number} [status] the one that it is for
 * @param {string} [errorName] what its errors are called, if not as the class
 * @returns {typeof PulseError}
 */
const errorClass = (name, status, errorName) =>
  ({
    [name]: class extends PulseError {
      static [BRAND] = status;
      static errorName = errorName;
      get [BRAND]() {
        return name;
      }
    },
  })[name];

export const BadRequestError = /* @__PURE__ */ errorClass("BadRequestError", 400);
export const UnauthorizedError = /* @__PURE__ */ errorClass("UnauthorizedError", 401);
export const ForbiddenError = /* @__PURE__ */ errorClass("ForbiddenError", 403);
export const NotFoundError = /* @__PURE__ */ errorClass("NotFoundError", 404);
export const GoneError = /* @__PURE__ */ errorClass("GoneError", 410);
export const TooManyRequestsError = /* @__PURE__ */ errorClass("TooManyRequestsError", 429);
export const InternalServerError = /* @__PURE__ */ errorClass("InternalServerError", 500);
export const PulseTimeoutError = /* @__PURE__ */ errorClass("PulseTimeoutError");
export const PulseConnectionError = /* @__PURE__ */ errorClass("PulseConnectionError");
export const PulseValidationError = /* @__PURE__ */ errorClass("PulseValidationError");
// The platform's own error for an abort has this name.
export const PulseAbortError = /* @__PURE__ */ errorClass("PulseAbortError", 0, "AbortError");

/** Where a frame of a stack is, without line and column. */
const placeOf = (/** @type {string} */ frame) => /[^\s(@]+(?=:\d+:\d+)/.exec(frame)?.[0];

/**
 * Puts the caller's frames in place of the module's, if the engine tells them.
 * @param {Error} error
 * @param {Error | undefined} callSite
 * @param {number} own how many of its first frames are the package's, at most: Safari leaves out those of tail calls. Where a run
 *   began they are `invoke`, a method and its bound form.
 */
export function placeAt(error, callSite, own = 3) {
  try {
    const lines = `${callSite?.stack ?? ""}`.split("\n");
    // V8 begins a stack with the error itself, Firefox and Safari do not.
    const head = /^Error/.test(lines[0]);
    const frames = lines.slice(+head);
    const first = placeOf(frames[0]);
    while (own-- > 0 && placeOf(frames[0]) === first) frames.shift();
    const rest = frames.join("\n");
    if (rest) define(error, "stack", head ? `${error}\n${rest}` : rest);
  } catch {
    // A hook of the runtime's may throw, or make something else of stacks.
  }
  return error;
}

/**
 * The same for an async function whose callers await it.
 * @param {Error} error
 */
export const placeHere = (error) => placeAt(error, new Error(), 2);

/**
 * The error for bad input; nothing was sent.
 * @param {string} message
 * @param {unknown} [cause]
 */
export const refusal = (message, cause) => new PulseValidationError({ message, cause });

/**
 * The class that is for a status, if there is one.
 * @param {number} status
 * @returns {typeof PulseError | undefined}
 */
export const classOf = (status) =>
  Object.values(errorClasses()).find((Class) => Class[BRAND] === Math.min(status, 500));

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
