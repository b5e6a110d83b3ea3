// The two that have the key, both on the server: the client that pages are rendered with, and the proxy for the browser's.
import "server-only";
import { PulseClient } from "pulse-wasm";
import { createProxy } from "pulse-wasm/proxy";
import { owns } from "./jobs";
import { currentUser } from "./session";

// A function, since `next build` runs this module too, where there is no key.
const apiKey = () => process.env.PULSE_API_KEY ?? "";

const client = new PulseClient({ apiKey, maxRetries: 1 });

/** The state of each job, as far as the API tells within a few seconds: a page is not held up for the rest. */
export async function statesOf(jobIds: string[]): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  const abortSignal = AbortSignal.timeout(5_000);
  for await (const outcome of client.jobs.getJobs(jobIds, { abortSignal })) {
    if (outcome.status === "fulfilled") states.set(outcome.jobId, outcome.job.status);
    if (outcome.status === "rejected") console.error(outcome.error.message);
  }
  return states;
}

export const proxy = createProxy({
  apiKey,
  allowedHosts: (process.env.APP_HOSTS ?? "localhost:3000").split(","),
  async authorize(_request, { jobId }) {
    const user = await currentUser();
    return user !== undefined && (await owns(user, jobId));
  },
  logging: { level: "error", silent: false },
});
