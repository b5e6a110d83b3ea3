// The usual entry: the module's bytes stand in the file, and are compiled at once.

import hex from "pulse-wasm:hex";
import { clientOver } from "../../src/js/client.js";
import { boot } from "./boot.js";

export * from "./surface.js";

function compile() {
  // Hex rather than base64: it keeps what a compressor sees in the bytes, and costs a tenth instead of a third.
  return new WebAssembly.Module(Uint8Array.fromHex?.(hex) ?? decode(hex));
}

/** By character codes: matching pairs of digits takes ten times as long. */
function decode(hex) {
  const digit = (at) => {
    const code = hex.charCodeAt(at);
    return code < 58 ? code - 48 : code - 87;
  };
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = digit(2 * at) * 16 + digit(2 * at + 1);
  return bytes;
}

export const PulseClient = /* @__PURE__ */ clientOver(() => boot(compile));
