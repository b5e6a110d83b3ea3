// Cloudflare on this machine: the built worker in workerd with its queues, as wrangler.jsonc has them, and the local API.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as configured } from "wrangler";

export const TOKEN = "a-token";
export const KEY = "test-key";

/** What wrangler.jsonc says of the queue's consumer, and the worker's variables. */
export function settings() {
  const { queueConsumers, bindings } = configured("wrangler.jsonc").workerOptions;
  return { consumer: queueConsumers["cancel-jobs"], vars: bindings };
}

/** `consumer` changes the consumer's settings, which are meant for a longer life than a test's. */
export async function cloud({ flags = [], bindings = {}, consumer = {} } = {}) {
  const api = await emulator(["--pending-ms", "600000", "--cancel-ms", "0", ...flags]);
  const { workerOptions } = configured("wrangler.jsonc");
  const { maxRetries } = Object.assign(workerOptions.queueConsumers["cancel-jobs"], consumer);
  const secrets = { PULSE_API_KEY: KEY, ENDPOINT_TOKEN: TOKEN };
  const vars = { PULSE_BASE_URL: api.url, MAX_RETRIES: maxRetries };
  // wrangler gives the settings in the shape that Miniflare 4 took.
  const options = convertV4MiniflareOptions({
    ...workerOptions,
    name: "cancel-jobs",
    rootPath: "built",
    modulesRules: undefined,
    modules: [
      { type: "ESModule", path: "worker.js" },
      { type: "CompiledWasm", path: readdirSync("built").find((name) => name.endsWith(".wasm")) },
    ],
    // It would be fetched from Cloudflare.
    cf: false,
    bindings: { ...vars, ...secrets, ...bindings },
  });
  const miniflare = new Miniflare(options);
  const ask = (path, init, token = TOKEN) =>
    miniflare.dispatchFetch(`http://worker${path}`, {
      headers: { authorization: `Bearer ${token}` },
      ...init,
    });
  return {
    api,
    ask,
    post: (body, token) => ask("/jobs", { method: "POST", body: JSON.stringify(body) }, token),
    /** Messages of any kind, as another program may put them into the queue. */
    put: async (bodies, binding = "JOBS") =>
      (await miniflare.getQueueProducer(binding)).sendBatch(bodies.map((body) => ({ body }))),
    letters: async () => (await (await ask("/dead-letters")).json()).letters,
    async stop() {
      await miniflare.dispose();
      await api.stop();
    },
  };
}

async function emulator(flags) {
  const words = ["--port", "0", "--exit-with-stdin", "--faults", ...flags];
  const child = spawn(process.env.EMULATOR_BIN, words, { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const url = line.replace("listening on ", "");
  const ask = async (path, body) => {
    const init = body && { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(url + path, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  return {
    url,
    job: (jobId) => ask("/_emulator/jobs", { jobId }),
    fault: (fault) => ask("/_emulator/faults", fault),
    jobs: async () => (await ask("/_emulator/jobs?limit=1000000")).jobs,
    /** The requests about jobs, of one or of all. */
    async requests(jobId) {
      const query = jobId ? `?jobId=${jobId}` : "";
      return (await ask(`/_emulator/requests${query}`)).requests;
    },
    async stop() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}
