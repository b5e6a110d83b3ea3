// The same as cancel.js, with the entry for which the page loads the module itself.
import { NotFoundError, PulseClient } from "pulse-wasm/slim";

export async function cancel(jobId, baseUrl) {
  const client = new PulseClient({ apiKey: "test-key", baseUrl });
  const { job_id, message } = await client.jobs.cancelJob({ jobId });
  const missing = await client.cancelJob(`no-${jobId}`).catch((error) => error);
  // Minifiers rename classes, which must break neither instanceof nor the name.
  const notFound = missing instanceof NotFoundError && missing.name === "NotFoundError";
  return { job_id, message, notFound };
}
