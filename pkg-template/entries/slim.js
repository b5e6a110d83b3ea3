// For those who load the module themselves: from a CDN, compiled once for many workers, or where a script may not hold it.
import { PulseError } from "../../src/js/errors.js";
import { boot } from "./boot.js";
import { clientOver } from "./client.js";

export * from "./surface.js";

/** @type {WebAssembly.Module | undefined} */
let module;

/**
 * Takes this package's pulse_wasm.wasm, as bytes or compiled, before the first client is created.
 * @param {BufferSource | WebAssembly.Module} source
 */
export function initialize(source) {
  if (source === null || typeof source !== "object") {
    throw new PulseError("initialize takes the bytes of pulse_wasm.wasm, or a WebAssembly.Module");
  }
  // Not by instanceof, which fails for a module of another realm.
  module = "byteLength" in source ? new WebAssembly.Module(source) : source;
}

function load() {
  if (!module) throw new Error("call initialize() with pulse_wasm.wasm before creating a client");
  return module;
}

export const PulseClient = /* @__PURE__ */ clientOver(() => boot(load));
