// What 100,000 varied calls and 2,000 abandoned clients leave behind: node --expose-gc leaks.mjs [an entry]
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { project } from "../project.mjs";
import { cancelled, countedSignal, job, lost, pending, problem } from "./stub.mjs";

const CALLS = 100_000;
const WARM = 1_000;
const AT_ONCE = 200;
const PAGE = 65_536;
/** How much two readings may differ because of the garbage collector. */
const FLAT = 1_000_000;

if (!globalThis.gc) {
  console.error("run it with node --expose-gc");
  process.exit(2);
}

/** The package does not export its memory, so the instance is intercepted when it is created. */
let memory;
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, args) {
    const instance = new target(...args);
    memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
    return instance;
  },
});

function entry() {
  if (process.argv[2]) return resolve(process.argv[2]);
  const path = join(process.env.PULSE_PROJECT ?? project(), "leaks-entry.mjs");
  writeFileSync(path, 'export * from "pulse-wasm";\n');
  return path;
}

const { PulseClient } = await import(pathToFileURL(entry()));

const results = [];
function check(name, holds, figures) {
  results.push(holds);
  console.log(`${holds ? "ok" : "FAILED"}: ${name} (${figures})`);
}

const turn = () => new Promise((done) => setImmediate(done));

async function collect() {
  for (let i = 0; i < 6; i++) {
    globalThis.gc();
    await turn();
  }
}

const pages = () => memory.buffer.byteLength / PAGE;
const heap = () => process.memoryUsage().heapUsed;
const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

const { signal, live } = countedSignal();
let number = 0;

/** What the fetch returns, by the kind of call with which the id begins. */
const ANSWERS = {
  good: (_first, _init, id) => cancelled(id),
  retried: (first, _init, id) =>
    first ? problem(503, "X", { "retry-after": "0" }) : cancelled(id),
  failing: () => problem(404, "JOB_001"),
  malformed: () => new Response("no json"),
  lost: () => Promise.reject(lost()),
  aborted: (_, init) => pending(init),
  "timed-out": (_, init) => pending(init),
  waiting: (_first, _init, id) => job("completed", { job_id: id }),
};
const KINDS = Object.keys(ANSWERS);
const seen = new Set();

const client = new PulseClient({
  apiKey: "a-key-of-the-leak-test",
  baseUrl: "https://api.example.test",
  timeoutInSeconds: 30,
  maxRetries: 1,
  headers: { "x-call": () => String(number) },
  onEvent: () => {},
  fetch: async (url, init) => {
    const id = url.slice(url.lastIndexOf("/") + 1);
    const first = !seen.delete(id);
    if (first && id.startsWith("retried")) seen.add(id);
    return ANSWERS[id.slice(0, id.lastIndexOf("-"))](first, init, id);
  },
});

const outcomes = { resolved: 0, rejected: 0 };

/** One call of the next kind, with the one long-lived signal unless it is to be aborted. */
async function call() {
  const kind = KINDS[number % KINDS.length];
  const jobId = `${kind}-${number++}`;
  const request = { abortSignal: signal, maxRetries: kind === "retried" ? 1 : 0 };
  let controller;
  if (kind === "aborted") {
    controller = new AbortController();
    request.abortSignal = controller.signal;
  }
  if (kind === "timed-out") request.timeoutInSeconds = 0.001;
  const promise =
    kind === "waiting"
      ? client.jobs.waitForJob({ jobId }, request)
      : client.cancelJob(jobId, request);
  if (controller) setImmediate(() => controller.abort());
  await promise.then(
    () => {
      outcomes.resolved += 1;
    },
    () => {
      outcomes.rejected += 1;
    },
  );
}

async function calls(until) {
  while (number < until) await Promise.all(Array.from({ length: AT_ONCE }, call));
}

async function mixedCalls() {
  const begun = performance.now();
  await calls(WARM);
  await collect();
  const warm = { pages: pages(), heap: heap() };
  await calls(CALLS);
  await collect();
  const seconds = ((performance.now() - begun) / 1e3).toFixed(1);
  console.log(
    `${number} calls in ${seconds} s: ${outcomes.resolved} resolved, ${outcomes.rejected} rejected`,
  );
  const share = outcomes.resolved / number;
  check("each kind of call ended as it was to", share === 3 / KINDS.length, `${share} resolved`);
  check("no listener is left on the signal", live.size === 0, `${live.size} listeners`);
  check("no timer is left", timers() === 0, `${timers()} timers`);
  check(
    "wasm memory is as after 1,000 calls",
    pages() === warm.pages,
    `${warm.pages} → ${pages()} pages`,
  );
  const grown = heap() - warm.heap;
  const figures = `${(warm.heap / 1e6).toFixed(2)} → ${(heap() / 1e6).toFixed(2)} MB`;
  check("the JavaScript heap is flat", grown < FLAT, figures);
}

let gone = 0;
const registry = new FinalizationRegistry(() => {
  gone += 1;
});

async function abandon(count) {
  for (let i = 0; i < count; i++) {
    const abandoned = new PulseClient({
      apiKey: `a-key-that-nobody-needs-${i}`.repeat(4),
      baseUrl: "https://api.example.test",
      headers: { "x-a": "b".repeat(200) },
      fetch: async () => cancelled("j"),
    });
    registry.register(abandoned, undefined);
    await abandoned.cancelJob("j", { abortSignal: signal });
    if (i % 100 === 0) await collect();
  }
  await collect();
}

async function abandonedClients() {
  await abandon(1_000);
  const first = pages();
  check("a thousand abandoned clients are collected", gone >= 999, `${gone} of 1000`);
  await abandon(1_000);
  check("a second thousand adds no page", pages() === first, `${first} → ${pages()} pages`);
  check("their signal keeps no listener", live.size === 0, `${live.size} listeners`);
}

/** One call of its own function, so that no variable holds what it was given or what it gave. */
async function watched(kind, collected) {
  const given = { abortSignal: signal, maxRetries: 0, headers: { "x-a": "1" } };
  const jobId = `${kind}-${number++}`;
  const end = client.cancelJob(jobId, given).catch((error) => error);
  for (const value of [given, given.headers, await end]) collected.register(value, undefined);
}

/** The client and the signal live on: neither may hold what a settled call was given, or what it came to. */
async function settledCalls() {
  let freed = 0;
  const collected = new FinalizationRegistry(() => {
    freed += 1;
  });
  for (let i = 0; i < 100; i++) {
    await watched("good", collected);
    await watched("failing", collected);
  }
  await collect();
  // The last of each may still stand on the engine's stack.
  check("options and ends of settled calls are collected", freed >= 580, `${freed} of 600`);
}

await mixedCalls();
await abandonedClients();
await settledCalls();
const passed = results.filter(Boolean).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
process.exitCode = passed === results.length ? 0 : 1;
