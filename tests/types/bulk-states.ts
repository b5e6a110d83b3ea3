// Bulk status and bulk wait: each option, both ways of using them, and what must not compile.
import {
  type BulkRun,
  type BulkStatusOptions,
  type BulkWaitOptions,
  type JobStatusResponse,
  type JobsOutcome,
  type JobsProgress,
  type JobsSummary,
  PulseClient,
  type PulseError,
  type RequestOptions,
  type StopReason,
} from "pulse-wasm";
import { type Equal, holds } from "./holds.js";

const { jobs } = new PulseClient({ apiKey: "key" });
const ids = ["job-111-aaa"];

export const status: Required<BulkStatusOptions> = {
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
  missing: "ignore",
  dedupe: false,
  stopAfter: 5,
  onProgress: (progress) => {
    holds<Equal<typeof progress, JobsProgress>>();
    holds<Equal<typeof progress.total, number | undefined>>();
    const counts: number[] = [progress.done, progress.fulfilled, progress.failed];
    counts.push(progress.skipped, progress.inFlight);
  },
};
export const wait: Required<BulkWaitOptions> = { ...status, pollIntervalInSeconds: 0.5 };

async function* generated(): AsyncGenerator<string> {
  yield "job-222-bbb";
}

export async function uses(): Promise<void> {
  for (const source of [ids, new Set(ids), ids.values()]) {
    await jobs.getJobs(source, status);
    await jobs.waitForJobs(source, wait);
  }
  type Run = BulkRun<JobsOutcome, JobsSummary>;
  holds<Equal<ReturnType<typeof jobs.getJobs>, Run>>();
  holds<Equal<ReturnType<typeof jobs.waitForJobs>, Run>>();
  const summary = await jobs.getJobs(generated());
  holds<Equal<typeof summary, JobsSummary>>();
  holds<Equal<typeof summary.stoppedBy, StopReason | undefined>>();
  const { total, fulfilled, failed, skipped, duplicates, failures } = summary;
  console.log(total - fulfilled - failed - skipped - duplicates);
  holds<Equal<typeof failures, { jobId: string; error: PulseError }[]>>();
  const handled = await jobs.waitForJobs(ids).catch((reason: unknown) => String(reason));
  holds<Equal<typeof handled, JobsSummary | string>>();
  await jobs.waitForJobs(ids).finally(() => {});
  holds<Equal<ReturnType<Run["stop"]>, void>>();
  for await (const outcome of jobs.waitForJobs(ids)) {
    holds<Equal<typeof outcome, JobsOutcome>>();
    if (outcome.status === "fulfilled") holds<Equal<typeof outcome.job, JobStatusResponse>>();
    else if (outcome.status === "rejected") holds<Equal<typeof outcome.error, PulseError>>();
    else holds<Equal<typeof outcome.reason, StopReason | "missing">>();
    // @ts-expect-error only a job whose state was told has one
    outcome.job;
    // @ts-expect-error nothing was cancelled
    outcome.response;
  }
}

type Own<Options> = Exclude<keyof Options, keyof RequestOptions>;

export const refusedStatus: Record<Own<BulkStatusOptions>, () => unknown> = {
  // @ts-expect-error a count is a number
  concurrency: () => jobs.getJobs(ids, { concurrency: "8" }),
  // @ts-expect-error there is no such way
  missing: () => jobs.getJobs(ids, { missing: "skip" }),
  // @ts-expect-error a choice is a boolean
  dedupe: () => jobs.getJobs(ids, { dedupe: "no" }),
  // @ts-expect-error a count is a number
  stopAfter: () => jobs.getJobs(ids, { stopAfter: null }),
  // @ts-expect-error nothing is cancelled, so nothing of it is counted
  onProgress: () => jobs.getJobs(ids, { onProgress: ({ cancelled }) => cancelled }),
};

export const refusedWait: Record<Own<BulkWaitOptions>, () => unknown> = {
  // @ts-expect-error a count is a number
  concurrency: () => jobs.waitForJobs(ids, { concurrency: null }),
  // @ts-expect-error there is no such way
  missing: () => jobs.waitForJobs(ids, { missing: true }),
  // @ts-expect-error a choice is a boolean
  dedupe: () => jobs.waitForJobs(ids, { dedupe: 1 }),
  // @ts-expect-error a count is a number
  stopAfter: () => jobs.waitForJobs(ids, { stopAfter: "20" }),
  // @ts-expect-error a handler is a function
  onProgress: () => jobs.waitForJobs(ids, { onProgress: true }),
  // @ts-expect-error seconds are a number
  pollIntervalInSeconds: () => jobs.waitForJobs(ids, { pollIntervalInSeconds: "1" }),
};

// What belongs to a cancellation, or to a wait, is refused elsewhere.
// @ts-expect-error a status is asked for once
export const polled: () => unknown = () => jobs.getJobs(ids, { pollIntervalInSeconds: 1 });
// @ts-expect-error there is no cancellation to confirm
export const confirmed: () => unknown = () => jobs.getJobs(ids, { confirm: true });
// @ts-expect-error there is no cancellation to leave out
export const dry: () => unknown = () => jobs.waitForJobs(ids, { dryRun: true });
// @ts-expect-error there is no cancellation to filter
export const filtered: () => unknown = () => jobs.waitForJobs(ids, { onlyIf: () => true });
// @ts-expect-error a number is no source
export const aNumber: () => unknown = () => jobs.getJobs(42);
// @ts-expect-error numbers are no ids
export const numbers: () => unknown = () => jobs.waitForJobs([42]);
