// Code as it is written for pulse-ts-sdk, with nothing but the package's name changed.
import { Pulse, PulseClient, PulseEnvironment, PulseError, PulseTimeoutError } from "pulse-wasm";

const options: PulseClient.Options = {
  environment: PulseEnvironment.Default,
  apiKey: "YOUR_API_KEY",
  headers: { "x-team": "dashboard" },
  timeoutInSeconds: 30,
  maxRetries: 2,
  fetch: globalThis.fetch,
  logging: { level: "debug", logger: console, silent: false },
};
const request: PulseClient.RequestOptions = {
  timeoutInSeconds: 30,
  maxRetries: 0,
  abortSignal: new AbortController().signal,
  queryParams: { verbose: true },
  headers: { "x-trace": "1" },
};

const environment: PulseEnvironment = PulseEnvironment.Default;
const client: PulseClient = new PulseClient({ ...options, environment });

export async function cancel(jobId: string): Promise<Pulse.JobCancellationResponse | undefined> {
  try {
    const { data, rawResponse } = await client.jobs.cancelJob({ jobId }, request).withRawResponse();
    console.log(rawResponse.headers.get("x-request-id"));
    return data;
  } catch (error) {
    if (error instanceof Pulse.NotFoundError || error instanceof Pulse.UnauthorizedError) {
      console.log(error.statusCode, error.message, error.body, error.rawResponse);
    } else if (error instanceof PulseTimeoutError || error instanceof PulseError) {
      console.log(error.message);
    }
    return undefined;
  }
}

export async function isDone(jobId: string): Promise<boolean> {
  const job: Pulse.JobStatusResponse = await client.jobs.getJob({ jobId });
  const status: Pulse.JobStatus = job.status;
  return status === Pulse.JobStatus.Completed;
}
