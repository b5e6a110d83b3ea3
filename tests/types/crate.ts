// The types of what `wasm-pack build` makes, for Node and for the web alike: the client of the npm package, with its errors
// under PulseClient.errors.
import * as pulse from "pulse-wasm";
import {
  type BulkCancellation,
  type BulkRun,
  type BulkStatusOptions,
  type BulkSummary,
  type BulkWaitOptions,
  type CancelOutcome,
  type ConfirmedOutcome,
  type JobCancellationResponse,
  type JobStatus,
  type JobStatusResponse,
  type JobsClient,
  type JobsOutcome,
  type JobsSummary,
  NotFoundError,
  PulseClient,
  type PulseClientOptions,
  type PulseError,
  type RawResponse,
  type RequestOptions,
  type ResponsePromise,
  type WaitOptions,
} from "pulse-wasm";
import { type Equal, holds } from "./holds.js";

const options: PulseClientOptions = { apiKey: null, baseUrl: "/api", maxRetries: 0 };
const client = new PulseClient(options);
const request: RequestOptions = { timeoutInSeconds: 1, signal: AbortSignal.timeout(1_000) };
const jobId = "job-111-aaa";

export async function uses(): Promise<void> {
  const call = client.cancelJob(jobId, request);
  holds<Equal<typeof call, ResponsePromise<JobCancellationResponse>>>();
  const { data, rawResponse } = await call.withRawResponse();
  holds<Equal<typeof data.job_id, string>>();
  holds<Equal<typeof rawResponse, RawResponse>>();
  holds<Equal<typeof client.jobs, JobsClient>>();
  const job = await client.jobs.getJob({ jobId });
  holds<Equal<typeof job, JobStatusResponse>>();
  holds<Equal<typeof job.status, JobStatus>>();
  const wait: WaitOptions = { pollIntervalInSeconds: 1, cancelOnAbort: true };
  holds<Equal<Awaited<ReturnType<typeof client.jobs.waitForJob>>, JobStatusResponse>>();
  const end = await client.jobs.cancelJobAndWait({ jobId }, wait);
  holds<Equal<typeof end, CancelOutcome>>();
}

export async function many(): Promise<void> {
  const run = client.jobs.cancelJobs([jobId], { confirm: true });
  holds<Equal<typeof run, BulkCancellation<ConfirmedOutcome>>>();
  holds<Equal<Awaited<typeof run>, BulkSummary>>();
  const states: BulkStatusOptions = { missing: "ignore" };
  const waits: BulkWaitOptions = { pollIntervalInSeconds: 1 };
  holds<Equal<ReturnType<typeof client.jobs.getJobs>, BulkRun<JobsOutcome, JobsSummary>>>();
  for await (const { status } of client.jobs.getJobs([jobId], states)) console.log(status);
  console.log((await client.jobs.waitForJobs([jobId], waits)).fulfilled);
}

/** The classes are values under the client's, which narrow, and types by their names. */
export function told(error: unknown): string {
  const { errors } = PulseClient;
  if (error instanceof errors.PulseAbortError) {
    holds<Equal<typeof error.name, "AbortError">>();
    return error.name;
  }
  if (error instanceof errors.NotFoundError) {
    const missing: NotFoundError = error;
    return missing.name;
  }
  if (!(error instanceof errors.PulseError)) return String(error);
  const known: PulseError = error;
  holds<Equal<typeof known.statusCode, number | undefined>>();
  return `${known.attempts}`;
}
told(new PulseClient.errors.PulseTimeoutError({ message: "", attempts: 1 }));

client.free();
client[Symbol.dispose]();

export function refused(): void {
  // @ts-expect-error a class of errors is no value here
  new NotFoundError({ message: "", attempts: 1 });
  // @ts-expect-error the namespace is of the npm package
  pulse.Pulse;
  // @ts-expect-error the enumeration as a value is of the npm package
  pulse.JobStatus;
  // @ts-expect-error there is no such error
  PulseClient.errors.TeapotError;
  // @ts-expect-error the classes are the package's own
  PulseClient.errors.PulseError = PulseClient.errors.GoneError;
  // @ts-expect-error no number is a key
  new PulseClient({ apiKey: 42 });
  // @ts-expect-error there is no such option
  new PulseClient({ token: "key" });
  // @ts-expect-error the id is a string
  client.cancelJob(42);
  // @ts-expect-error the id stands in an object here
  client.jobs.cancelJob(jobId);
  // @ts-expect-error there is no such option
  client.cancelJob(jobId, { timeout: 1 });
  // @ts-expect-error there is no cancellation to confirm
  client.jobs.getJobs([jobId], { confirm: true });
  // @ts-expect-error jobs belongs to its client
  client.jobs = new PulseClient().jobs;
}
