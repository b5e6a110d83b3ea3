// Vitest's stubs and spies: the global fetch, the client's methods, the module itself.
import { NotFoundError, PulseClient } from "pulse-wasm";
import { afterEach, expect, test, vi } from "vitest";
import { accepted, BASE_URL, network } from "../stub.cjs";

const made = (options) => new PulseClient({ apiKey: "test-key", baseUrl: BASE_URL, ...options });

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("vi.stubGlobal replaces fetch, before and after the client was made", async () => {
  const before = made();
  const stub = vi.fn(network(accepted).fetch);
  vi.stubGlobal("fetch", stub);
  expect(await before.cancelJob("a")).toEqual({
    job_id: "a",
    message: "Job cancelled successfully",
  });
  expect((await made().cancelJob("b")).job_id).toBe("b");
  expect(stub).toHaveBeenCalledTimes(2);
  expect(stub.mock.calls[0][0]).toBe(`${BASE_URL}/job/a`);
});

test("vi.spyOn on the global fetch answers with a Response", async () => {
  const spy = vi
    .spyOn(globalThis, "fetch")
    .mockImplementation(async () => Response.json({ detail: "none" }, { status: 404 }));
  await expect(made().cancelJob("a")).rejects.toBeInstanceOf(NotFoundError);
  await expect(made().cancelJob("a")).rejects.toMatchObject({ statusCode: 404 });
  expect(spy).toHaveBeenCalledTimes(2);
});

test("vi.spyOn watches and replaces methods of the client and of its jobs", async () => {
  const client = made(network(accepted));
  const spy = vi.spyOn(client.jobs, "cancelJob");
  expect((await client.jobs.cancelJob({ jobId: "a" })).job_id).toBe("a");
  expect(spy).toHaveBeenCalledWith({ jobId: "a" });
  spy.mockResolvedValue({ job_id: "made up" });
  expect((await client.jobs.cancelJob({ jobId: "a" })).job_id).toBe("made up");
  spy.mockRestore();
  expect((await client.jobs.cancelJob({ jobId: "b" })).job_id).toBe("b");
  vi.spyOn(client, "cancelJob").mockRejectedValue(new NotFoundError({ message: "no" }));
  await expect(client.cancelJob("a")).rejects.toThrow(NotFoundError);
});

test("vi.stubEnv gives the key", async () => {
  vi.stubEnv("PULSE_API_KEY", "from-env");
  const fetch = vi.fn(network(accepted).fetch);
  await new PulseClient({ baseUrl: BASE_URL, fetch }).cancelJob("a");
  expect(new Headers(fetch.mock.calls[0][1].headers).get("x-api-key")).toBe("from-env");
});
