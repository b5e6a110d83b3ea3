// What an application does with the package: it cancels a job that exists, and one that does not.
import { NotFoundError, PulseClient } from "pulse-wasm";

export async function cancel(jobId, baseUrl) {
  const client = new PulseClient({ apiKey: "test-key", baseUrl });
  const { job_id, message } = await client.jobs.cancelJob({ jobId });
  const missing = await client.cancelJob(`no-${jobId}`).catch((error) => error);
  // Minifiers rename classes, which must break neither instanceof nor the name.
  const notFound = missing instanceof NotFoundError && missing.name === "NotFoundError";
  return { job_id, message, notFound };
}
