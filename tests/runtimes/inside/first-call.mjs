// The time from importing the package to the end of its first call, which a stub for fetch answers at once.

const answer = {
  status: 200,
  headers: { get: () => null },
  text: async () => '{"job_id":"j","message":"m"}',
};

export async function firstCall(load) {
  const { PulseClient } = await load();
  const client = new PulseClient({
    apiKey: "a-key",
    baseUrl: "https://api.example.test",
    fetch: async () => answer,
  });
  const { message } = await client.cancelJob("j");
  if (message !== "m") throw new Error("the first call has gone wrong");
}

/** In milliseconds, for runtimes whose clock advances meanwhile. */
export async function timeFirstCall(load) {
  const begun = performance.now();
  await firstCall(load);
  return performance.now() - begun;
}

export async function handIn(desk, path, value) {
  const response = await fetch(desk + path, { method: "POST", body: JSON.stringify(value) });
  return response.json();
}
