// The promise of a call. JavaScript, because Rust cannot make a class that extends Promise.
import { named } from "./errors.js";

/**
 * What `rawResponse` has of a response.
 * @param {any} response
 * @returns {any}
 */
export function describe(response) {
  if (!response) return undefined;
  /** @type {any} */
  const description = {};
  for (const name of ["status", "statusText", "headers", "url", "redirected", "type"]) {
    try {
      description[name] = response[name];
    } catch {
      // A custom fetch's response may have a getter that throws, which must not hide the rest.
      description[name] = undefined;
    }
  }
  return description;
}

export const ResponsePromise = /* @__PURE__ */ named({
  ResponsePromise: class extends /** @type {typeof Promise<any>} */ (Promise) {
    #call;

    // `then` returns an ordinary promise: it has no response of its own.
    static get [Symbol.species]() {
      return Promise;
    }

    /**
     * @param {(resolve: (value: any) => void, reject: (error: unknown) => void) => void} executor
     * @param {{ response?: any }} call
     */
    constructor(executor, call) {
      super(executor);
      this.#call = call;
    }

    withRawResponse() {
      return this.then((data) => ({ data, rawResponse: describe(this.#call?.response) }));
    }
  },
});

/**
 * For the typed Rust API.
 * @param {{ withRawResponse(): Promise<unknown> }} promise
 */
export const withRawResponse = (promise) => promise.withRawResponse();
