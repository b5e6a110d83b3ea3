// The same as cancel.js over the entry whose module the page loads itself.
import { NotFoundError, PulseClient } from "pulse-wasm/slim";

export async function cancel(jobId, baseUrl) {
  const client = new PulseClient({ apiKey: "test-key", baseUrl });
  const { job_id, message } = await client.jobs.cancelJob({ jobId });
  const missing = await client.cancelJob(`no-${jobId}`).catch((error) => error);
  // Minifiers rename classes: neither instanceof nor the name may suffer from that.
  const notFound = missing instanceof NotFoundError && missing.name === "NotFoundError";
  return { job_id, message, notFound };
}
