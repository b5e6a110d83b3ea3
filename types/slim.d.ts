// pulse-wasm/slim: the whole surface of pulse-wasm, with a module that you load.
export * from "./index.js";

/**
 * Hands over the module, before the first `PulseClient` is made; later calls matter to no client that exists.
 *
 * @param source The bytes of this package's `pulse_wasm.wasm`, or a `WebAssembly.Module` compiled from them.
 * @throws PulseError where `source` is neither; `WebAssembly.CompileError` where the bytes are no such module.
 */
export function initialize(source: ArrayBuffer | ArrayBufferView | object): void;
