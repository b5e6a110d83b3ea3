// One scene in a process: node --expose-gc inside.mjs ENTRY SCENE FOLDER. The key is put together in parts and given as one that
// nothing here holds on to, so that what is found is the client's.
import { createReadStream, rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { writeHeapSnapshot } from "node:v8";

const [entry, scene, folder] = process.argv.slice(2);
let memory;
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, args) {
    const instance = new target(...args);
    memory ??= Object.values(instance.exports).find((held) => held instanceof WebAssembly.Memory);
    return instance;
  },
});
const { PulseClient } = await import(entry);

/** Neither part is the key, and a number is no string of the heap. */
const PARTS = ["k3y0f", 0x7a11, "heap"];
const makeKey = () => PARTS.join("-");

async function collect() {
  for (let i = 0; i < 8; i += 1) {
    globalThis.gc();
    await new Promise((done) => setImmediate(done));
  }
}

/** The strings of a heap snapshot that hold the key. */
async function found(name) {
  await collect();
  const file = writeHeapSnapshot(join(folder, `${scene}-${name}.heapsnapshot`));
  let text = "";
  for await (const chunk of createReadStream(file, { encoding: "utf8" })) text += chunk;
  rmSync(file);
  const { strings } = JSON.parse(text);
  const key = makeKey();
  return strings.filter((one) => one.includes(key));
}

function bytesInMemory() {
  const bytes = Buffer.from(memory.buffer);
  const wanted = Buffer.from(makeKey());
  let count = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) count += 1;
  return count;
}

const server = createServer((request, response) => {
  const jobId = request.url.split("/").pop();
  const status = jobId === "denied" ? 403 : 200;
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(
    status === 200
      ? JSON.stringify({ job_id: jobId, message: "m", status: "completed", created_at: "x" })
      : '{"error":{"message":"no"}}',
  );
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const baseUrl = `http://127.0.0.1:${server.address().port}`;
const newClient = () => new PulseClient({ apiKey: makeKey(), baseUrl, maxRetries: 0 });

async function useIt(client) {
  await client.cancelJob("job-1");
  await client.jobs.getJob({ jobId: "job-2" });
  await client.jobs.cancelJobs(["a", "b", "c"]);
  await client.cancelJob("denied").catch(() => {});
  await client.cancelJob("").catch(() => {});
}

/** Calls of another key: the runtime's own fetch keeps what it sent last until it sends something else. */
async function useAnother() {
  const other = new PulseClient({ apiKey: "another", baseUrl, maxRetries: 0 });
  for (let i = 0; i < 20; i += 1) await other.cancelJob("x");
  other.free();
}

/** A fetch that keeps nothing of what it is given: what is held then is held by the package. */
const forgetful = async (url, { method }) => {
  const jobId = url.split("/").pop();
  const body = { job_id: jobId, message: method, status: "completed", created_at: "x" };
  return { status: 200, headers: { get: () => null }, text: async () => JSON.stringify(body) };
};

const result = {};
let client = newClient();
switch (scene) {
  case "held": {
    globalThis.held = { key: makeKey() };
    result.held = await found("held");
    await client.cancelJob("job-1");
    result.memory = bytesInMemory();
    break;
  }
  case "idle":
    result.idle = await found("idle");
    break;
  case "settled":
    await useIt(client);
    result.memory = bytesInMemory();
    await useAnother();
    result.settled = await found("settled");
    break;
  case "last":
    client.free();
    client = new PulseClient({ apiKey: makeKey(), baseUrl, fetch: forgetful });
    await client.cancelJob("job-1");
    await client.jobs.cancelJobs(["a", "b"]);
    result.last = await found("last");
    client.free();
    result.freed = await found("freed");
    break;
  case "freed":
    await useIt(client);
    client.free();
    client = undefined;
    result.atOnce = bytesInMemory();
    await useAnother();
    result.freed = await found("freed");
    result.memory = bytesInMemory();
    break;
  default:
    throw new Error(`there is no scene ${scene}`);
}
server.close();
console.log(JSON.stringify(result));
process.exit(0);
