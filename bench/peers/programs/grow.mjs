// Prints how long a run over so many ids takes, and how many bytes more are held at its end: node --expose-gc grow.mjs WAY IDS
import pMap from "p-map";
import { PulseClient } from "pulse-wasm";
import { make } from "../by-hand.mjs";

const CONCURRENCY = 32;
/** Answers about the job that was asked for. */
const fetch = async (url) => {
  const id = url.slice(url.lastIndexOf("/") + 1);
  const body = `{"job_id":"${id}","message":"Job cancelled successfully"}`;
  return new Response(body, { headers: { "content-type": "application/json" } });
};
const options = { fetch, baseUrl: "https://api.example.test", key: "test-key" };

/** The package does not export its memory, so the instance is intercepted when it is created. */
let memory;
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, args) {
    const instance = new target(...args);
    memory ??= Object.values(instance.exports).find((held) => held instanceof WebAssembly.Memory);
    return instance;
  },
});

function* generated(count) {
  for (let number = 0; number < count; number++) yield `job-${number}-abc123-def456-ghi789`;
}

const client = new PulseClient({ apiKey: options.key, baseUrl: options.baseUrl, fetch });
const run = (ids, dedupe) =>
  client.jobs.cancelJobs(ids, { concurrency: CONCURRENCY, dedupe }).then((summary) => {
    if (summary.failed > 0) throw new Error(`${summary.failed} failed`);
    return summary;
  });

/** Each gives what its caller would hold at the end. */
const ways = {
  "pulse-wasm": (ids) => run(ids, true),
  "pulse-wasm-flat": (ids) => run(ids, false),
  async pool(ids) {
    const cancel = make(options);
    const seen = new Set();
    const worker = async () => {
      for (const id of ids) {
        if (seen.has(id)) continue;
        seen.add(id);
        await cancel(id);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return seen;
  },
  "p-map": (ids) => pMap(ids, make(options), { concurrency: CONCURRENCY }),
};

const [, , way, count] = process.argv;
const held = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed + (memory?.buffer.byteLength ?? 0);
};

// What exists only once is there before the first reading.
await ways[way](generated(2_000));
const before = held();
const begun = performance.now();
const result = await ways[way](generated(Number(count)));
const micros = (performance.now() - begun) * 1_000;
const bytes = held() - before;
console.log(JSON.stringify({ micros, bytes, held: typeof result }));
