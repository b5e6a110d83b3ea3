// Inside workerd, as Cloudflare's Vitest plugin runs it.
import { env } from "cloudflare:workers";
import { NotFoundError, PulseClient } from "pulse-wasm";
import { expect, test } from "vitest";

test("a job is cancelled, and a missing one is a NotFoundError", async () => {
  expect(navigator.userAgent).toBe("Cloudflare-Workers");
  const client = new PulseClient({ apiKey: "test-key", baseUrl: env.API });
  await expect(client.jobs.cancelJob({ jobId: env.JOB })).resolves.toEqual({
    job_id: env.JOB,
    message: "Job cancelled successfully",
  });
  await expect(client.cancelJob("no-such-job")).rejects.toThrow(NotFoundError);
});
