// The limits that bulk cancellation is held to: node --expose-gc tests/bulk/figures.mjs PART…
// EMULATOR_BIN names the emulator. PULSE_ENTRY may name an entry of the package other than the installed one's.
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { project } from "../project.mjs";
import { deadServers } from "./dead.mjs";
import { rateLimit } from "./limit.mjs";
import { million } from "./million.mjs";
import { pool } from "./pool.mjs";

const parts = { million, pool, limit: rateLimit, dead: deadServers };
const PATIENT = ["limit", "dead"];
const names = process.argv.slice(2);
if (!globalThis.gc || names.length === 0 || !names.every((name) => Object.hasOwn(parts, name))) {
  console.error(
    `run it with node --expose-gc, and name parts of it: ${Object.keys(parts).join(", ")}`,
  );
  process.exit(2);
}

/** The package does not export its memory, so the instance is intercepted when it is created. */
let memory;
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, args) {
    const instance = new target(...args);
    memory ??= Object.values(instance.exports).find((held) => held instanceof WebAssembly.Memory);
    return instance;
  },
});

function entry() {
  if (process.env.PULSE_ENTRY) return resolve(process.env.PULSE_ENTRY);
  const path = join(process.env.PULSE_PROJECT ?? project(), "bulk-entry.mjs");
  writeFileSync(path, 'export * from "pulse-wasm";\n');
  return path;
}

const { PulseClient } = await import(pathToFileURL(entry()));

let passed = 0;
let failed = 0;

/** Checks one figure against its limit. */
function check(name, holds, figures) {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? "ok    " : "FAILED"} ${name}: ${figures}`);
}

const run = (name) => parts[name]({ PulseClient, check, wasmBytes });
for (const name of names.filter((name) => !PATIENT.includes(name))) await run(name);
// They spend nearly all their time waiting for timers, so they run together.
await Promise.all(names.filter((name) => PATIENT.includes(name)).map(run));

/** The size of the module's memory; it never shrinks. */
function wasmBytes() {
  return memory.buffer.byteLength;
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
