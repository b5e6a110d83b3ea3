// The usual entry: the file holds the module's bytes, which are compiled by the first client.

import text, { starts } from "pulse-wasm:text";
import { boot } from "./boot.js";
import { clientOver } from "./client.js";
import { decode } from "./decode.js";
import { interleave } from "./interleave.js";

export * from "./surface.js";

function compile() {
  return new WebAssembly.Module(interleave(decode(text), starts));
}

export const PulseClient = /* @__PURE__ */ clientOver(() => boot(compile));
