// Starts the wasm module when the first client is created, so that importing the package is cheap and never throws.

import { glue } from "pulse-wasm:glue";
import { PulseError } from "../../src/js/errors.js";

/**
 * The crate's class in a new instance of a module.
 * @param {() => WebAssembly.Module} load
 */
export function boot(load) {
  let parts;
  let instance;
  try {
    parts = glue();
    const { functions } = parts;
    const module = load();
    /** @type {WebAssembly.ModuleImports} */
    const imports = {};
    const listed = WebAssembly.Module.imports(module);
    for (const { name } of listed)
      imports[name] = /** @type {WebAssembly.ImportValue} */ (functions.shift());
    instance = new WebAssembly.Instance(module, { [listed[0].module]: imports });
  } catch (cause) {
    const message = `pulse-wasm cannot start here (${/** @type {Partial<Error> | undefined} */ (cause)?.message}); if a Content-Security-Policy forbids it, add 'wasm-unsafe-eval' to its script-src`;
    throw new PulseError(message, { cause });
  }
  parts.use(instance.exports);
  return parts.Jobs;
}
