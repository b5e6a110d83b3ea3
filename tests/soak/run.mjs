// Mixed traffic of every method while the server fails, is killed and comes back: node --expose-gc run.mjs MINUTES SEED
// At the end of each life of the emulator the client's word is held against its record.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { project } from "../project.mjs";
import { judge } from "./judge.mjs";
import { Random } from "./random.mjs";
import { Server } from "./server.mjs";
import { carryOut, plan } from "./traffic.mjs";

const [minutes, seed] = process.argv.slice(2).map(Number);
if (!globalThis.gc || !(minutes > 0) || !Number.isInteger(seed)) {
  console.error("run it with node --expose-gc run.mjs MINUTES SEED");
  process.exit(2);
}
const IN_FLIGHT = 64;
const LIFE_IN_MILLIS = 8_000;
/** An operation that takes longer hangs: its deadline is 10 s. */
const HUNG_AFTER_MILLIS = 30_000;
const PER_CLIENT = 3_000;
const FLAT_BYTES = 3_000_000;

let memory;
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, args) {
    const instance = new target(...args);
    memory ??= Object.values(instance.exports).find((held) => held instanceof WebAssembly.Memory);
    return instance;
  },
});
const entry = join(process.env.PULSE_PROJECT ?? project(), "soak-entry.mjs");
writeFileSync(entry, 'export * from "pulse-wasm";\n');
const { PulseClient } = await import(pathToFileURL(entry));

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const random = new Random(seed);
const server = new Server(seed);
const wrong = [];
const totals = { operations: 0, resolved: 0, rejected: 0, sent: 0, jobs: 0, kills: 0, judged: 0 };
/** What went out for the jobs of the operations that are still to be judged. */
const sent = new Map();
/** The operations that ended in this life of the emulator. */
let ended = [];
const pending = new Set();
let life = 0;
let isOver = false;

function newClient() {
  return new PulseClient({
    apiKey: "test-key",
    baseUrl: server.url,
    onEvent: () => {},
    fetch: (url, init) => {
      const id = decodeURIComponent(new URL(url).pathname.split("/").pop());
      const list = sent.get(id) ?? [];
      list.push({ method: init.method });
      sent.set(id, list);
      totals.sent += 1;
      return fetch(url, init);
    },
  });
}

let client;
let used = 0;
function currentClient() {
  // The old one is freed while calls of others are still running on it.
  if (client && ++used > PER_CLIENT) {
    client.free();
    client = undefined;
  }
  if (!client) {
    client = newClient();
    used = 0;
  }
  return client;
}

const newId = () => `soak-${++totals.jobs}`;

async function worker() {
  while (!isOver) {
    const begun = life;
    let planned;
    try {
      planned = await plan(random, server, newId);
    } catch {
      // It is down for a moment.
      await sleep(20);
      continue;
    }
    const operation = { plan: planned, begun, at: performance.now() };
    pending.add(operation);
    operation.result = await carryOut(currentClient(), planned);
    pending.delete(operation);
    totals.operations += 1;
    if (operation.result.error) totals.rejected += 1;
    else totals.resolved += 1;
    ended.push(operation);
  }
}

/** Judges what ended, and forgets it. */
async function settle() {
  const list = ended;
  ended = [];
  // What began before the last kill can be held against no record.
  const ledger = await server.ledger();
  for (const operation of list) {
    const isWhole = operation.begun === life;
    const found = judge(operation, sent, isWhole ? ledger : undefined);
    if (isWhole) totals.judged += 1;
    wrong.push(...found.map((text) => `${text} (life ${operation.begun})`));
    for (const id of operation.plan.ids) sent.delete(id);
  }
  for (const { at, plan } of pending) {
    const waited = performance.now() - at;
    if (waited > HUNG_AFTER_MILLIS) wrong.push(`${plan.kind} hangs: ${Math.round(waited)} ms`);
  }
}

async function heapInUse() {
  for (let i = 0; i < 6; i++) {
    globalThis.gc();
    await new Promise((done) => setImmediate(done));
  }
  return process.memoryUsage().heapUsed;
}

await server.start();
const end = performance.now() + minutes * 60_000;
const workers = Array.from({ length: IN_FLIGHT }, worker);
let pages;
let heap;
while (performance.now() < end) {
  await sleep(Math.min(LIFE_IN_MILLIS, Math.max(500, end - performance.now())));
  await settle();
  if (performance.now() >= end) break;
  // Whatever began in this life has not been judged by its record, and must not be by the next one's.
  life += 1;
  await server.kill();
  totals.kills += 1;
  await sleep(random.between(50, 400));
  await server.start();
  if (life === 2) {
    pages = memory.buffer.byteLength;
    heap = await heapInUse();
  }
  const seconds = Math.round((end - performance.now()) / 1_000);
  console.log(
    `${totals.operations} operations, ${totals.sent} requests, ${wrong.length} wrong; ${seconds} s left`,
  );
}
isOver = true;
let timer;
const tooLong = new Promise((done) => {
  timer = setTimeout(done, HUNG_AFTER_MILLIS);
});
const all = await Promise.race([Promise.all(workers), tooLong]);
clearTimeout(timer);
if (!all) wrong.push(`${pending.size} operations never ended`);
await settle();
client?.free();
client = undefined;
await server.kill();
await sleep(200);

let failed = 0;
function check(name, holds, figures) {
  if (!holds) failed += 1;
  console.log(`${holds ? "ok    " : "FAILED"} ${name}: ${figures}`);
}
const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
check(
  "the client's word is the emulator's record, and nothing was sent beyond its retries",
  wrong.length === 0 && totals.judged > 0,
  `${totals.judged} of ${totals.operations} operations on ${totals.jobs} jobs held against it, ${wrong.length} wrong; ${totals.resolved} resolved, ${totals.rejected} rejected, ${totals.sent} requests, ${totals.kills} kills, seed ${seed}`,
);
for (const text of wrong.slice(0, 20)) console.log(`  ${text}`);
check("every operation has ended", pending.size === 0, `${pending.size} are pending`);
check("no timer is left", timers === 0, `${timers}`);
if (pages !== undefined) {
  const now = await heapInUse();
  check(
    // It never shrinks: by chance more runs may be under way at once than ever before, each with a table of ids.
    "wasm memory stays within a mebibyte",
    memory.buffer.byteLength - pages <= 1_048_576,
    `${pages} → ${memory.buffer.byteLength} bytes`,
  );
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  check(
    "the JavaScript heap is flat",
    now - heap < FLAT_BYTES,
    `${megabytes(heap)} → ${megabytes(now)}`,
  );
} else
  console.log(`memory was not compared: that takes more than ${(2 * LIFE_IN_MILLIS) / 1_000} s`);
const checks = pages === undefined ? 3 : 5;
console.log(`${checks - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
