// The usual entry: the module's bytes stand in the file, and are compiled at once.

import text from "pulse-wasm:text";
import { clientOver } from "../../src/js/client.js";
import { boot } from "./boot.js";

export * from "./surface.js";

function compile() {
  return new WebAssembly.Module(decode(text));
}

/** A byte is two characters, as build/spell.mjs writes it. */
function decode(text) {
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++)
    bytes[at] = text.charCodeAt(2 * at) - 97 + (text.charCodeAt(2 * at + 1) - 48) * 16;
  return bytes;
}

export const PulseClient = /* @__PURE__ */ clientOver(() => boot(compile));
