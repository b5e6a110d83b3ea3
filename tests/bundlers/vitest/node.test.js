// In Vitest's Node environment.
import { NotFoundError, PulseClient } from "pulse-wasm";
import { expect, test } from "vitest";

test("a job is cancelled, and a missing one is a NotFoundError", async () => {
  expect(typeof document).toBe("undefined");
  const client = new PulseClient({ apiKey: "test-key", baseUrl: process.env.API });
  await expect(client.jobs.cancelJob({ jobId: process.env.JOB })).resolves.toEqual({
    job_id: process.env.JOB,
    message: "Job cancelled successfully",
  });
  await expect(client.cancelJob("no-such-job")).rejects.toThrow(NotFoundError);
});
