// Starts the wasm module: by the first client, so that importing the package neither costs nor throws.

import { glue } from "pulse-wasm:glue";
import { PulseError } from "../../src/js/errors.js";

/**
 * The crate's client class in a new instance of a module.
 * @param {() => WebAssembly.Module} load
 */
export function boot(load) {
  let parts;
  let instance;
  try {
    parts = glue();
    instance = new WebAssembly.Instance(load(), parts.imports);
  } catch (cause) {
    const message =
      typeof WebAssembly === "undefined"
        ? "this runtime has no WebAssembly, which pulse-wasm is built on"
        : `pulse-wasm cannot start here (${/** @type {Partial<Error> | undefined} */ (cause)?.message}); where a Content-Security-Policy forbids it, add 'wasm-unsafe-eval' to its script-src`;
    throw new PulseError({ message, cause, attempts: 0 });
  }
  parts.use(instance.exports);
  return parts.PulseClient;
}
