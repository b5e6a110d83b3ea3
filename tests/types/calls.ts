// Each method, each option of a call, and what comes back.
import {
  type CancelOutcome,
  type JobCancellationResponse,
  JobStatus,
  type JobStatusResponse,
  type JobsClient,
  PulseClient,
  type RawResponse,
  type RequestOptions,
  type ResponseHeaders,
  type ResponsePromise,
  type WaitOptions,
  type WithRawResponse,
} from "pulse-wasm";
import { type Equal, holds } from "./holds.js";

const client = new PulseClient({ apiKey: "key" });
const jobId = "job-111-aaa";
const { signal } = new AbortController();

const request: Required<RequestOptions> = {
  timeoutInSeconds: 1,
  deadlineInSeconds: 2,
  maxRetries: 0,
  initialRetryDelayInSeconds: 0.5,
  maxRetryDelayInSeconds: 30,
  headers: { "x-trace": () => "1" },
  abortSignal: signal,
  signal: AbortSignal.timeout(1_000),
  queryParams: { a: "1", b: 2, c: true, d: null, e: undefined, f: ["x", 3, false] },
  keepalive: true,
};
const wait: Required<WaitOptions> = {
  ...request,
  pollIntervalInSeconds: 0.5,
  onUpdate: (job) => holds<Equal<typeof job, JobStatusResponse>>(),
  cancelOnAbort: true,
};

const short = client.cancelJob(jobId);
holds<Equal<typeof short, ResponsePromise<JobCancellationResponse>>>();
const cancelled = await client.cancelJob(jobId, request);
holds<Equal<typeof cancelled, JobCancellationResponse>>();
holds<Equal<typeof cancelled.job_id, string>>();
holds<Equal<typeof cancelled.message, string>>();
holds<Equal<typeof cancelled.a_field_the_api_adds, unknown>>();

const jobs = client.jobs;
holds<Equal<typeof jobs, JobsClient>>();
holds<Equal<Awaited<ReturnType<typeof jobs.cancelJob>>, JobCancellationResponse>>();
await jobs.cancelJob({ jobId });
await jobs.cancelJob({ jobId }, request);

const job = await jobs.getJob({ jobId }, request);
holds<Equal<typeof job, JobStatusResponse>>();
holds<Equal<typeof job.job_id, string>>();
holds<Equal<typeof job.status, JobStatus>>();
holds<Equal<typeof job.created_at, string>>();
holds<Equal<typeof job.updated_at, string | undefined>>();
holds<Equal<typeof job.result, Record<string, unknown> | undefined>>();
holds<Equal<typeof job.error, string | undefined>>();
holds<Equal<typeof job.a_field_the_api_adds, unknown>>();
// Known states are offered, and one that is not known here may be compared with.
if (job.status === JobStatus.Completed || job.status === "paused") console.log(job.result);
const known: JobStatus[] = Object.values(JobStatus);
holds<Equal<typeof JobStatus.Canceled, "canceled">>();

const raw = await jobs.getJob({ jobId }).withRawResponse();
holds<Equal<typeof raw, WithRawResponse<JobStatusResponse>>>();
holds<Equal<typeof raw.rawResponse, RawResponse>>();
holds<Equal<typeof raw.rawResponse.headers, ResponseHeaders>>();
holds<Equal<typeof raw.rawResponse.status, number>>();
const headers: Headers = raw.rawResponse.headers;
console.log(headers.get("x-request-id"), raw.data.status, known);

const last = await jobs.waitForJob({ jobId });
holds<Equal<typeof last, JobStatusResponse>>();
await jobs.waitForJob({ jobId }, wait);

const end = await jobs.cancelJobAndWait({ jobId }, wait);
holds<Equal<typeof end, CancelOutcome>>();
holds<Equal<typeof end.outcome, "canceled" | "completed" | "failed" | "expired">>();
holds<Equal<typeof end.job, JobStatusResponse>>();

// A real promise: it chains, races and is collected like any other.
const chained: Promise<string> = client.cancelJob(jobId).then((answer) => answer.message);
await Promise.all([chained, client.cancelJob(jobId).finally(() => {})]);
