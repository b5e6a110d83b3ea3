// pulse-wasm/slim: everything of pulse-wasm, with a module that you load.
export * from "./index.js";

/**
 * Sets the module, before the first `PulseClient` is created; later calls do not affect existing clients.
 *
 * @param source The bytes of this package's `pulse_wasm.wasm`, or a `WebAssembly.Module` compiled from them.
 * @throws PulseError if `source` is neither; `WebAssembly.CompileError` if the bytes are not a WebAssembly module.
 */
export function initialize(source: ArrayBuffer | ArrayBufferView | object): void;
