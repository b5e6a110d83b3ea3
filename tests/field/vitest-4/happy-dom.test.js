// @vitest-environment happy-dom
import { NotFoundError, PulseClient } from "pulse-wasm";
import { expect, test } from "vitest";
import { accepted, BASE_URL, network } from "./shared/stub.cjs";

test("a job is cancelled, and a missing one is a NotFoundError, by happy-dom's own fetch", async () => {
  expect(typeof document).toBe("object");
  const client = new PulseClient({ apiKey: "test-key", baseUrl: process.env.API });
  await expect(client.jobs.cancelJob({ jobId: process.env.JOB })).resolves.toEqual({
    job_id: process.env.JOB,
    message: "Job cancelled successfully",
  });
  await expect(client.cancelJob("no-such-job")).rejects.toThrow(NotFoundError);
});

test("a path as base URL resolves against the page's origin, and its AbortController ends a call", async () => {
  window.happyDOM.setURL(`${BASE_URL}/page`);
  const { fetch } = network(accepted);
  const client = new PulseClient({ apiKey: null, baseUrl: "/api", fetch });
  expect((await client.cancelJob("a")).job_id).toBe("a");
  const silent = new PulseClient({
    apiKey: null,
    baseUrl: "/api",
    fetch: () => new Promise(() => {}),
  });
  const controller = new AbortController();
  const call = silent.cancelJob("a", { abortSignal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ name: "AbortError" });
});
