// Code that was written for pulse-ts-sdk, with another name in its import. (That SDK itself is not on the registry.)
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

const options: BaseClientOptions = {
  apiKey: () => Promise.resolve("key"),
  environment: PulseEnvironment.Default,
  logging: { level: logging.LogLevel.Debug, logger: new logging.ConsoleLogger(), silent: false },
};
declare const queryParams: Record<string, unknown>;
const request: Pulse.CancelJobRequest = { jobId: "a" };
const asked: Pulse.GetJobRequest = { jobId: "a" };
const requestOptions: BaseRequestOptions = { timeoutInSeconds: 5, maxRetries: 0, queryParams };

export async function cancel(): Promise<Pulse.JobCancellationResponse> {
  const client = new PulseClient(options);
  const { status } = await client.jobs.getJob(asked);
  if (status === Pulse.JobStatus.Pending) return client.jobs.cancelJob(request, requestOptions);
  throw new PulseError({ message: "too late", statusCode: 409, body: { status } });
}

/** As tests make them. */
export const made: PulseError[] = [
  new Pulse.NotFoundError({ error: { code: "JOB_001", message: "Job not found" } }),
  new Pulse.GoneError({ error: {} } satisfies Pulse.GoneErrorBody),
  new PulseTimeoutError("too slow"),
];
