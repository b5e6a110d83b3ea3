// What a strict project writes: options that may be undefined, suppliers, runs as promises, errors, pulse-ts-sdk's types.
import {
  type BulkOptions,
  type JobStatus,
  type JobStatusResponse,
  NotFoundError,
  Pulse,
  PulseClient,
  PulseError,
  PulseTimeoutError,
  type RequestOptions,
} from "pulse-wasm";

declare const maybe: <T>() => T | undefined;

/** Every option, each of which may be undefined. */
export const client = new PulseClient({
  apiKey: maybe<string>(),
  baseUrl: maybe<string>(),
  environment: maybe<string>(),
  headers: maybe<Record<string, string>>(),
  timeoutInSeconds: maybe<number>(),
  deadlineInSeconds: maybe<number>(),
  maxRetries: maybe<number>(),
  onEvent: undefined,
  logging: undefined,
  allowInsecure: maybe<boolean>(),
});
const options: RequestOptions = {
  timeoutInSeconds: maybe<number>(),
  deadlineInSeconds: maybe<number>(),
  maxRetries: maybe<number>(),
  headers: { "x-trace": maybe<string>(), "x-tag": () => maybe<string>() },
  queryParams: maybe<Record<string, string>>(),
};
const bulk: BulkOptions = {
  ...options,
  concurrency: maybe<number>(),
  confirm: maybe<boolean>(),
  dryRun: maybe<boolean>(),
  onlyIf: maybe<(job: JobStatusResponse) => boolean>(),
  missing: maybe<"ignore">(),
  dedupe: maybe<boolean>(),
  stopAfter: maybe<number>(),
  onProgress: undefined,
};

export async function cancel(jobId: string): Promise<string> {
  try {
    const { data, rawResponse } = await client.jobs.cancelJob({ jobId }, options).withRawResponse();
    return `${data.job_id} ${rawResponse.status} ${rawResponse.headers.get("date") ?? ""}`;
  } catch (error) {
    if (error instanceof NotFoundError) return `${error.statusCode} ${error.message}`;
    if (error instanceof PulseTimeoutError) return `${error.attempts}`;
    if (error instanceof PulseError) return error.code ?? "";
    throw error;
  }
}

export async function run(jobIds: readonly string[]): Promise<number> {
  for await (const outcome of client.jobs.cancelJobs(jobIds, bulk)) {
    if (outcome.status === "rejected") throw outcome.error;
    if (outcome.status === "skipped") console(outcome.reason);
    if (outcome.status === "fulfilled") console(outcome.response?.message ?? "");
  }
  const { total, stoppedBy } = await client.jobs.cancelJobs(new Set(jobIds));
  const status: JobStatus | undefined = (await client.jobs.getJob({ jobId: "a" })).status;
  console(status ?? stoppedBy ?? "");
  return total;
}

/** A run is a promise of its summary, where one is asked for. */
declare const context: { waitUntil(promise: Promise<unknown>): void };
context.waitUntil(client.jobs.cancelJobs(["a"]));
client.jobs
  .cancelJobs(["a"])
  .then(({ cancelled }) => cancelled)
  .catch(() => 0)
  .finally(() => {});

export const isMissing = (error: unknown): error is Pulse.NotFoundError =>
  error instanceof Pulse.NotFoundError;

declare function console(text: string): void;
