// The trial, inside a runtime: a call meets each attack, and the next call on the same client works.

const TIMEOUT = 1;

/** How a call ends, and how long it takes. */
async function timed(call) {
  const begun = performance.now();
  let end;
  let message;
  try {
    await call();
    end = "resolved";
  } catch (error) {
    end = error?.name ?? String(error);
    message = String(error?.message).slice(0, 200);
    // What a caller does with an error must not fail over what a server has put into it.
    JSON.stringify(error);
    String(error.stack);
  }
  return { end, message, milliseconds: performance.now() - begun };
}

/**
 * @param {{ PulseClient: any }} pulse
 * @param {{ url: string, list: { name: string, path: string, method: string, ends: string[] }[], resets: number }} server
 */
export async function trial({ PulseClient }, { url, list, resets }) {
  let path;
  const newClient = () =>
    new PulseClient({
      apiKey: "test-key",
      baseUrl: () => `${url}/${path}`,
      timeoutInSeconds: TIMEOUT,
      maxRetries: 0,
    });
  // One client for all of it: what one answer does must not reach the calls after it.
  let client = newClient();
  const call = (method, options) => () =>
    method === "GET" ? client.jobs.getJob({ jobId: "j" }, options) : client.cancelJob("j", options);
  const results = [];
  for (const attack of list) {
    path = attack.path;
    // What comes slowly, but in the end, is waited for on a busy machine too.
    const patience = attack.ends.includes("resolved") ? { timeoutInSeconds: 10 } : undefined;
    const result = await timed(call(attack.method, patience));
    if (result.end === "TooManyRequestsError") {
      // The gate is closed now, and that is right.
      client.free();
      client = newClient();
    }
    path = "good";
    const next = await timed(call("DELETE", { timeoutInSeconds: 10 }));
    results.push({ ...attack, ...result, next: next.end });
  }
  const ends = {};
  const at = (bytes) => {
    const one = new PulseClient({
      apiKey: "test-key",
      baseUrl: `${url}/reset-${bytes}`,
      timeoutInSeconds: 10,
      maxRetries: 0,
    });
    return timed(() => one.cancelJob("j")).finally(() => one.free());
  };
  for (let from = 0; from < resets; from += 16) {
    const some = Array.from({ length: Math.min(16, resets - from) }, (_, i) => at(from + i));
    for (const { end } of await Promise.all(some)) ends[end] = (ends[end] ?? 0) + 1;
  }
  client.free();
  return { results, resets: ends };
}
