// For runtimes that compile a .wasm file before the program starts, and forbid compiling bytes later.

import module from "pulse-wasm:module";
import { boot } from "./boot.js";
import { clientOver } from "./client.js";

export * from "./surface.js";

export const PulseClient = /* @__PURE__ */ clientOver(() => boot(() => module));
