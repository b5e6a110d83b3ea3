// The usual entry: the file holds the module's bytes, which are compiled by the first client.

import text from "pulse-wasm:text";
import { boot } from "./boot.js";
import { clientOver } from "./client.js";
import { decode } from "./decode.js";

export * from "./surface.js";

function compile() {
  return new WebAssembly.Module(decode(text));
}

export const PulseClient = /* @__PURE__ */ clientOver(() => boot(compile));
