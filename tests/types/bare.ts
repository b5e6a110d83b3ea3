// With neither the DOM's types nor Node's: nothing that the package's types name may be missing.
import { PulseClient } from "pulse-wasm";
import { createProxy, toNodeHandler } from "pulse-wasm/proxy";

const client = new PulseClient({
  fetch: async (_url, init) => ({
    status: init.signal.aborted ? 499 : 200,
    headers: { get: () => null },
    text: async () => "{}",
  }),
});
const { rawResponse } = await client.cancelJob("job-111-aaa").withRawResponse();
export const after: string | null = rawResponse.headers.get("retry-after");
client[Symbol.dispose]();

const proxy = createProxy({
  apiKey: "key",
  authorize: (request, { jobId }) => request.headers.get("cookie") === jobId,
});
export const handle = toNodeHandler(proxy);
export const status: Promise<number> = proxy({
  url: "http://localhost/api/job/a",
  method: "GET",
  headers: { get: () => null },
}).then((response) => response.status);
