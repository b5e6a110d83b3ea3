// With Cloudflare's own types, where Headers and AbortSignal are classes that globalThis does not name.
import { PulseClient } from "pulse-wasm";

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
