// The suite in a service worker, which may import only while it starts.
import * as pulse from "/pkg/index.js";
import { handOver } from "./hand-over.mjs";
import { suite } from "./web.mjs";

/** The CommonJS file, evaluated again. */
async function freshCopy() {
  const source = await (await fetch("/pkg/index.cjs")).text();
  const module = { exports: {} };
  new Function("module", "exports", source)(module, module.exports);
  return module.exports;
}

addEventListener("message", (event) =>
  event.waitUntil(handOver(event.data, () => suite(pulse, freshCopy))),
);
