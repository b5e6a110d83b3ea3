// What is timed: the same cancellation with bare fetch, with handwritten code that does as much, with this package and its peers.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { project, root } from "../../tests/project.mjs";

const BODY = '{"job_id":"abc123-def456-ghi789","message":"Job cancelled successfully"}';
const ID = "abc123-def456-ghi789";
const BASE = "https://api.runpulse.com";

/** A stub for the network: a fresh Response for each call, as a server would send it. */
export const stub = async () =>
  new Response(BODY, { headers: { "content-type": "application/json" } });

/** The code one writes if nothing can go wrong. */
async function bare() {
  const headers = { "x-api-key": "key", accept: "application/json" };
  const response = await stub(`${BASE}/job/${ID}`, { method: "DELETE", headers });
  return JSON.parse(await response.text());
}

/** The code one writes by hand for a timeout, an abort and a check of the response. */
async function byHand() {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 60_000);
  try {
    const headers = { "x-api-key": "key", accept: "application/json" };
    const response = await stub(`${BASE}/job/${encodeURIComponent(ID)}`, {
      method: "DELETE",
      headers,
      redirect: "manual",
      signal: controller.signal,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    const data = JSON.parse(text);
    if (typeof data?.job_id !== "string" || typeof data.message !== "string") throw new Error(text);
    return data;
  } finally {
    clearTimeout(timer);
  }
}

/** The package as published. */
function ours() {
  const folder = process.env.PULSE_PROJECT ?? project();
  const { PulseClient } = createRequire(join(folder, "index.js"))("pulse-wasm");
  const client = new PulseClient({ apiKey: "key", baseUrl: BASE, fetch: stub });
  return () => client.jobs.cancelJob({ jobId: ID });
}

/** Clients of other APIs with retries and timeouts, each with its default options and the same stub. */
async function peers() {
  const folder = join(root, "bench/peers");
  if (!existsSync(join(folder, "node_modules"))) return {};
  const require = createRequire(join(folder, "index.js"));
  const { default: OpenAI } = require("openai");
  const { default: Reducto } = require("reductoai");
  const { default: ky } = await import(require.resolve("ky"));
  const openai = new OpenAI({ apiKey: "key", baseURL: BASE, fetch: stub });
  const reducto = new Reducto({ apiKey: "key", baseURL: BASE, fetch: stub });
  const kyClient = ky.create({ fetch: stub, headers: { "x-api-key": "key" } });
  return {
    ky: () => kyClient.delete(`${BASE}/job/${ID}`).json(),
    openai: () => openai.delete(`/job/${ID}`),
    reductoai: () => reducto.delete(`/job/${ID}`),
  };
}

export async function subjects(withPeers) {
  return {
    "bare fetch": bare,
    "by hand, same duties": byHand,
    "pulse-wasm": ours(),
    ...(withPeers ? await peers() : {}),
  };
}
