// Jest's spies on the global fetch and the client's methods, and its mock of the whole module.
const { NotFoundError, PulseClient } = require("pulse-wasm");
const { accepted, BASE_URL, network } = require("./shared/stub.cjs");

const made = (options) => new PulseClient({ apiKey: "test-key", baseUrl: BASE_URL, ...options });

afterEach(() => jest.restoreAllMocks());

test("jest.spyOn on the global fetch", async () => {
  const client = made();
  const spy = jest.spyOn(globalThis, "fetch").mockImplementation(network(accepted).fetch);
  expect((await client.cancelJob("a")).job_id).toBe("a");
  expect(spy).toHaveBeenCalledTimes(1);
  spy.mockImplementation(async () => Response.json({ detail: "none" }, { status: 404 }));
  await expect(client.cancelJob("a")).rejects.toBeInstanceOf(NotFoundError);
});

test("jest.spyOn watches and replaces methods of the client and of its jobs", async () => {
  const client = made(network(accepted));
  const spy = jest.spyOn(client.jobs, "cancelJob");
  expect((await client.jobs.cancelJob({ jobId: "a" })).job_id).toBe("a");
  spy.mockResolvedValue({ job_id: "made up" });
  expect((await client.jobs.cancelJob({ jobId: "a" })).job_id).toBe("made up");
  spy.mockRestore();
  expect((await client.jobs.cancelJob({ jobId: "b" })).job_id).toBe("b");
});

test("errors are judged by toThrow, toMatchObject and instanceof", async () => {
  const none = async () => ({ status: 404, headers: new Headers(), text: async () => "{}" });
  const call = () => made({ fetch: none }).cancelJob("a");
  await expect(call()).rejects.toThrow(NotFoundError);
  await expect(call()).rejects.toMatchObject({ statusCode: 404, attempts: 1 });
  await expect(made({ fetch: none }).cancelJob("")).rejects.toMatchObject({
    name: "PulseValidationError",
  });
});
