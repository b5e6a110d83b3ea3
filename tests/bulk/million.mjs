// A million ids from a generator, with a stub for the network: how much memory they take.
import { answering, cancelled, job } from "../conformance/stub.mjs";

const IDS = 1_000_000;
/** By now everything that a run sets up once exists. */
const WARM = 20_000;
/** How much two readings may differ because of the garbage collector. */
const FLAT = 1_000_000;
/** How much a reading may add to the wasm memory although nothing grows: the allocator's last page. */
const PAGE = 65_536;
/** Fingerprints have a new key in each run, so their buckets fill differently, and a few may not fit into existing ones. */
const SCATTERED = 0.05;

function* generated(count) {
  for (let number = 0; number < count; number++) yield `job-${number}-abc123-def456-ghi789`;
}

export async function million({ PulseClient, check, wasmBytes }) {
  const [answer, state] = [cancelled(), job("completed")];
  const client = new PulseClient({
    apiKey: "a-key",
    baseUrl: "https://api.example.test",
    fetch: answering(async (_url, { method }) => (method === "GET" ? state : answer)),
  });

  /** Runs through all ids, and reads the memory early and late. */
  async function run(options, method = "cancelJobs") {
    const readings = [];
    const read = () => {
      globalThis.gc();
      readings.push({ heap: process.memoryUsage().heapUsed, wasm: wasmBytes() });
    };
    const begun = performance.now();
    const summary = await client.jobs[method](generated(IDS), {
      concurrency: 32,
      ...options,
      onProgress: ({ done }) => {
        if (done === WARM || done === IDS - 1) read();
      },
    });
    const micros = ((performance.now() - begun) * 1_000) / IDS;
    const [early, late] = readings;
    return {
      summary,
      heap: late.heap - early.heap,
      wasm: late.wasm - early.wasm,
      micros: `${micros.toFixed(1)} µs an id`,
    };
  }

  // Whatever grows only once has grown before the first reading.
  await client.jobs.cancelJobs(generated(WARM), { concurrency: 32, dedupe: false });

  const flat = await run({ dedupe: false });
  check(
    "a million ids without dedupe leave wasm memory flat",
    flat.summary.cancelled === IDS && flat.wasm <= PAGE,
    `${flat.wasm} bytes more after ${IDS - WARM} ids, ${flat.micros}`,
  );
  check(
    "a million ids without dedupe leave the JavaScript heap flat",
    flat.heap < FLAT,
    `${flat.heap} bytes more`,
  );

  const grown = [];
  for (const method of ["getJobs", "waitForJobs"]) {
    const { summary, wasm, heap } = await run({ dedupe: false }, method);
    if (summary.fulfilled !== IDS) grown.push(`${method}: ${summary.fulfilled} fulfilled`);
    if (wasm > PAGE || heap >= FLAT) grown.push(`${method}: ${wasm} and ${heap} bytes more`);
  }
  check(
    "a million ids that are asked after or waited for leave the memory flat",
    grown.length === 0,
    grown.join(", ") || "both",
  );

  const before = wasmBytes();
  const once = await run({ dedupe: true });
  const taken = wasmBytes() - before;
  const each = taken / IDS;
  check(
    "a million distinct ids take at most 64 bytes each to be told apart",
    once.summary.cancelled === IDS && each <= 64,
    `${each.toFixed(1)} bytes an id, ${once.micros}`,
  );
  check(
    "a million distinct ids leave the JavaScript heap flat",
    once.heap < FLAT,
    `${once.heap} bytes more`,
  );

  const held = wasmBytes();
  await run({ dedupe: true });
  check(
    "a second million takes the memory that the first gave back",
    taken > IDS && wasmBytes() - held <= taken * SCATTERED,
    `${wasmBytes() - held} bytes more than ${taken}`,
  );
}
