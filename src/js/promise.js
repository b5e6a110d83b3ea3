// The promise of a call, and what lets methods be taken off their object. JavaScript, because Rust cannot make a class that extends Promise.
import { define, named } from "./errors.js";

/**
 * Gives an object the methods and getters of its class as its own, bound to it: they work taken off it, and through a Proxy,
 * which private fields alone do not. They still ask the prototype, which a subclass or a test may have changed.
 * @param {any} self
 * @param {Function} Class
 */
export function bindMethods(self, { prototype }) {
  const methods = Object.getPrototypeOf(self);
  // The first is the constructor.
  for (const name of Reflect.ownKeys(prototype).slice(1)) {
    if (Object.getOwnPropertyDescriptor(prototype, name)?.get)
      Object.defineProperty(
        self,
        name,
        /** @type {any} */ ({
          __proto__: null,
          configurable: true,
          get: () => Reflect.get(methods, name, self),
        }),
      );
    else
      define(self, name, (/** @type {any} */ a, /** @type {any} */ b) =>
        methods[name].call(self, a, b),
      );
  }
}

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
