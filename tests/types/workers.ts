// With Cloudflare's own types, where Headers and AbortSignal are classes that globalThis does not name.
import { PulseClient } from "pulse-wasm";
import { createProxy } from "pulse-wasm/proxy";

const client = new PulseClient({ apiKey: null, fetch });
export const calling = new PulseClient({ fetch: (url, init) => fetch(url, init) });
const { rawResponse } = await client.cancelJob("j").withRawResponse();
export const names: string[] = [...rawResponse.headers.keys()];
export const all: Headers = rawResponse.headers;
client.cancelJob("j", { signal: AbortSignal.timeout(1_000) });
export default {
  fetch(_request: Request, _env: unknown, context: ExecutionContext) {
    context.waitUntil(client.jobs.cancelJobs(["a"]));
    return new Response();
  },
};

const proxy = createProxy({
  apiKey: "key",
  authorize: async (request) =>
    request.headers.has("cookie") || new Response("log in", { status: 401 }),
});
export const handler = { fetch: (request: Request): Promise<Response> => proxy(request) };
