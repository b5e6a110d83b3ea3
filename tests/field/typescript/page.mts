// What needs the DOM's types: signals, a fetch of one's own, the headers of a raw response.
import { PulseClient } from "pulse-wasm";

const controller: AbortController | undefined = new AbortController();
const client = new PulseClient({ apiKey: null, baseUrl: "/api", fetch: window.fetch });
const wrapped = new PulseClient({ apiKey: null, fetch: async (...args) => fetch(...args) });

export async function cancel(jobId: string, signal?: AbortSignal): Promise<string[]> {
  await wrapped.cancelJob(jobId, { signal, abortSignal: controller?.signal });
  const options = { abortSignal: signal };
  const { rawResponse } = await client.cancelJob(jobId, options).withRawResponse();
  return [...rawResponse.headers.keys()];
}
