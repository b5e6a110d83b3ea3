// Bulk cancellation: each option, both ways of using it, and what must not compile.
import {
  type BulkCancellation,
  type BulkOptions,
  type BulkOutcome,
  type BulkProgress,
  type BulkRun,
  type BulkSummary,
  type ConfirmedOutcome,
  type JobCancellationResponse,
  type JobStatusResponse,
  PulseClient,
  type PulseError,
  type StopReason,
} from "pulse-wasm";
import { type Equal, holds } from "./holds.js";

const { jobs } = new PulseClient({ apiKey: "key" });
const ids = ["job-111-aaa"];

export const options: Required<BulkOptions> = {
  timeoutInSeconds: 1,
  deadlineInSeconds: 2,
  maxRetries: 0,
  initialRetryDelayInSeconds: 0.5,
  maxRetryDelayInSeconds: 30,
  headers: {},
  abortSignal: new AbortController().signal,
  signal: AbortSignal.timeout(1_000),
  queryParams: {},
  keepalive: false,
  concurrency: 32,
  confirm: true,
  pollIntervalInSeconds: 0.5,
  dryRun: false,
  onlyIf: (job) => {
    holds<Equal<typeof job, JobStatusResponse>>();
    return job.status === "pending";
  },
  missing: "ignore",
  dedupe: false,
  stopAfter: 5,
  onProgress: (progress) => holds<Equal<typeof progress, BulkProgress>>(),
};

async function* generated(): AsyncGenerator<string> {
  yield "job-222-bbb";
}

export async function uses(): Promise<void> {
  for (const source of [ids, new Set(ids), ids.values()]) await jobs.cancelJobs(source, options);
  holds<Equal<ReturnType<typeof jobs.cancelJobs>, BulkCancellation>>();
  // What works on any run works on a cancellation.
  const run: BulkRun<BulkOutcome, BulkSummary> = jobs.cancelJobs(ids);
  run.stop();
  const summary = await jobs.cancelJobs(generated(), { onlyIf: async () => true });
  holds<Equal<typeof summary, BulkSummary>>();
  holds<Equal<typeof summary.stoppedBy, StopReason | undefined>>();
  const handled = await jobs.cancelJobs(ids).catch((reason: unknown) => String(reason));
  holds<Equal<typeof handled, BulkSummary | string>>();
  await jobs.cancelJobs(ids).finally(() => {});
  holds<Equal<ReturnType<BulkCancellation["stop"]>, void>>();
  for await (const outcome of jobs.cancelJobs(ids)) {
    holds<Equal<typeof outcome, BulkOutcome>>();
    if (outcome.status === "fulfilled")
      holds<Equal<typeof outcome.response, JobCancellationResponse>>();
    else if (outcome.status === "rejected") holds<Equal<typeof outcome.error, PulseError>>();
    else holds<Equal<typeof outcome.job, JobStatusResponse | undefined>>();
    // @ts-expect-error only a skipped job has a reason
    outcome.reason;
  }
  for await (const outcome of jobs.cancelJobs(ids, { confirm: true })) {
    holds<Equal<typeof outcome, ConfirmedOutcome>>();
    if (outcome.status === "fulfilled")
      holds<Equal<typeof outcome.response, JobCancellationResponse | undefined>>();
  }
}

type Own = Exclude<keyof BulkOptions, keyof import("pulse-wasm").RequestOptions>;

export const refused: Record<Own, () => unknown> = {
  // @ts-expect-error a count is a number
  concurrency: () => jobs.cancelJobs(ids, { concurrency: "8" }),
  // @ts-expect-error a choice is a boolean
  confirm: () => jobs.cancelJobs(ids, { confirm: "yes" }),
  // @ts-expect-error seconds are a number
  pollIntervalInSeconds: () => jobs.cancelJobs(ids, { pollIntervalInSeconds: "1" }),
  // @ts-expect-error a choice is a boolean
  dryRun: () => jobs.cancelJobs(ids, { dryRun: 1 }),
  // @ts-expect-error a judgement is a boolean
  onlyIf: () => jobs.cancelJobs(ids, { onlyIf: () => "yes" }),
  // @ts-expect-error there is no such way
  missing: () => jobs.cancelJobs(ids, { missing: "skip" }),
  // @ts-expect-error a choice is a boolean
  dedupe: () => jobs.cancelJobs(ids, { dedupe: "no" }),
  // @ts-expect-error a count is a number
  stopAfter: () => jobs.cancelJobs(ids, { stopAfter: null }),
  // @ts-expect-error a handler is a function
  onProgress: () => jobs.cancelJobs(ids, { onProgress: true }),
};

// @ts-expect-error a number is no source
export const aNumber: () => unknown = () => jobs.cancelJobs(42);
// @ts-expect-error numbers are no ids
export const numbers: () => unknown = () => jobs.cancelJobs([42]);
