// What an application does with the package: it cancels a job that is there, and one that is not.
import { NotFoundError, PulseClient } from "pulse-wasm";

export async function cancel(jobId, baseUrl) {
  const client = new PulseClient({ apiKey: "test-key", baseUrl });
  const { job_id, message } = await client.jobs.cancelJob({ jobId });
  const missing = await client.cancelJob(`no-${jobId}`).catch((error) => error);
  // Minifiers rename classes: neither instanceof nor the name may suffer from that.
  const notFound = missing instanceof NotFoundError && missing.name === "NotFoundError";
  return { job_id, message, notFound };
}
