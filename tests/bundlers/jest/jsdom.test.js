/**
 * In Jest's jsdom environment, plus the browser globals that it lacks, such as fetch and TextDecoder.
 *
 * @jest-environment jest-fixed-jsdom
 */
const { NotFoundError, PulseClient } = require("pulse-wasm");

test("a job is cancelled, and a missing one is a NotFoundError", async () => {
  expect(typeof document).toBe("object");
  const client = new PulseClient({ apiKey: "test-key", baseUrl: process.env.API });
  await expect(client.jobs.cancelJob({ jobId: process.env.JOB })).resolves.toEqual({
    job_id: process.env.JOB,
    message: "Job cancelled successfully",
  });
  await expect(client.cancelJob("no-such-job")).rejects.toThrow(NotFoundError);
});
