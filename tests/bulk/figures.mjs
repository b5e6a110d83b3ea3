// The figures that bulk cancellation is held to: node --expose-gc tests/bulk/figures.mjs [an entry of the package]
// EMULATOR_BIN names the emulator; only a release build of it tells anything about time.
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { project } from "../project.mjs";
import { deadServer } from "./dead.mjs";
import { rateLimit } from "./limit.mjs";
import { million } from "./million.mjs";
import { pool } from "./pool.mjs";

if (!globalThis.gc) {
  console.error("run it with node --expose-gc");
  process.exit(2);
}

/** The package does not export its memory, so the module is caught as it is started. */
let memory;
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, args) {
    const instance = new target(...args);
    memory ??= Object.values(instance.exports).find((held) => held instanceof WebAssembly.Memory);
    return instance;
  },
});

function entry() {
  if (process.argv[2]) return resolve(process.argv[2]);
  const path = join(process.env.PULSE_PROJECT ?? project(), "bulk-entry.mjs");
  writeFileSync(path, 'export * from "pulse-wasm";\n');
  return path;
}

const { PulseClient } = await import(pathToFileURL(entry()));

let passed = 0;
let failed = 0;

/** One figure against its bar. */
function check(name, holds, figures) {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? "ok    " : "FAILED"} ${name}: ${figures}`);
}

const only = process.env.ONLY?.split(",");
const parts = { million, pool, limit: rateLimit, dead: deadServer };
for (const [name, part] of Object.entries(parts)) {
  if (!only || only.includes(name)) await part({ PulseClient, check, wasmBytes });
}

/** What the module holds of memory; it never shrinks. */
function wasmBytes() {
  return memory.buffer.byteLength;
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
