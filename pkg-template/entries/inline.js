// The usual entry: the module's bytes stand in the file, and are compiled at once.

import hex from "pulse-wasm:hex";
import { clientOver } from "../../src/js/client.js";
import { boot } from "./boot.js";

export * from "./surface.js";

function compile() {
  // Hex rather than base64: it keeps what a compressor sees in the bytes, and costs a tenth instead of a third.
  const bytes =
    Uint8Array.fromHex?.(hex) ??
    Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
  return new WebAssembly.Module(bytes);
}

export const PulseClient = /* @__PURE__ */ clientOver(() => boot(compile));
