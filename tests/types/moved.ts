// Code as it is written for pulse-ts-sdk, with nothing but the package's name changed.
import {
  type BaseClientOptions,
  type BaseRequestOptions,
  logging,
  Pulse,
  PulseClient,
  PulseEnvironment,
  PulseError,
  PulseTimeoutError,
} from "pulse-wasm";

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

// What users' own tests and wrappers have of it.
export const level: logging.LogLevel = logging.LogLevel.Debug;
export const base: BaseClientOptions = {
  apiKey: "k",
  logging: { level, logger: new logging.ConsoleLogger(), silent: false },
};
const query: Record<string, unknown> = { verbose: true };
export const each: BaseRequestOptions = { queryParams: query };
const which: Pulse.CancelJobRequest & Pulse.GetJobRequest = { jobId: "j" };
const gone: Pulse.GoneErrorBody = { error: { code: "JOB_002", message: "purged" } };
export const fakes: PulseError[] = [
  new Pulse.GoneError(gone),
  new Pulse.NotFoundError({ error: { code: which.jobId, message: "m" } }),
  new PulseError({ message: "m", statusCode: 418, body: gone }),
  new PulseTimeoutError("too late"),
];
