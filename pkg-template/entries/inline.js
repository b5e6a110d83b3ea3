// The usual entry: the module's bytes stand in the file, and are compiled at once.

import text from "pulse-wasm:text";
import { boot } from "./boot.js";
import { clientOver } from "./client.js";
import { read } from "./spelling.js";

export * from "./surface.js";

function compile() {
  return new WebAssembly.Module(read(text));
}

export const PulseClient = /* @__PURE__ */ clientOver(() => boot(compile));
