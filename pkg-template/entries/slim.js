// For those who load the module themselves: from a CDN, as one compiled module for many workers, or where it may not stand in a script.
import { PulseError } from "../../src/js/errors.js";
import { boot } from "./boot.js";
import { clientOver } from "./client.js";

export * from "./surface.js";

/** @type {WebAssembly.Module | undefined} */
let module;

/**
 * Takes this package's pulse_wasm.wasm, as bytes or compiled, before the first client is made.
 * @param {BufferSource | WebAssembly.Module} source
 */
export function initialize(source) {
  if (source === null || typeof source !== "object") {
    throw new PulseError({
      message: "initialize takes the bytes of pulse_wasm.wasm, or a WebAssembly.Module",
      attempts: 0,
    });
  }
  // By its kind rather than by instanceof: a module of another realm is one all the same.
  module = "byteLength" in source ? new WebAssembly.Module(source) : source;
}

function load() {
  if (!module) throw new Error("call initialize() with pulse_wasm.wasm before the first client");
  return module;
}

export const PulseClient = /* @__PURE__ */ clientOver(() => boot(load));
