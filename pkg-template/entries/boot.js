// Starts the wasm module: by the first client, so that importing the package neither costs nor throws.

import { glue } from "pulse-wasm:glue";
import { PulseError } from "../../src/js/errors.js";

/** An engine over a module, or over what makes one. */
export function boot(load) {
  const { Engine, imports, use } = glue();
  let instance;
  try {
    instance = new WebAssembly.Instance(load(), imports);
  } catch (cause) {
    const message =
      typeof WebAssembly === "undefined"
        ? "this runtime has no WebAssembly, which pulse-wasm is built on"
        : `WebAssembly may not be compiled here (${cause?.message}); where a Content-Security-Policy forbids it, add 'wasm-unsafe-eval' to its script-src`;
    throw new PulseError({ message, cause, attempts: 0 });
  }
  use(instance.exports);
  return new Engine();
}
