// The types of what is done to many jobs: their options, and what is told of them.

/** What every bulk run may set. Times and retries are each job's own. */
interface RunOptions<Progress> extends RequestOptions {
  /** Jobs under way at once, those whose outcome was not read yet counted in. A whole number from 1; default 8. */
  concurrency?: number;
  /** What a 404 is: a failure, or a job skipped as `"missing"`. Default `"fail"`. */
  missing?: "fail" | "ignore";
  /** Takes each id once, at up to 64 bytes of memory an id. Default `true`. */
  dedupe?: boolean;
  /**
   * Stops the run after so many jobs in a row that failed for want of a server (connection, timeout, 502 to 504), or
   * so many 429s in a row, each after its wait. A whole number from 1; default 20. A 401 stops it at once.
   */
  stopAfter?: number;
  /** Called after each outcome, and at the end where duplicates came after the last. What it throws is logged and breaks nothing. */
  onProgress?: (progress: Progress) => void;
}

/** The options of a bulk cancellation. */
export interface BulkOptions extends RunOptions<BulkProgress> {
  /** Polls each cancelled job until it has ended, and tells how it really did. Default `false`. */
  confirm?: boolean;
  /** With `confirm`: the first pause between two polls, in seconds, as in {@link WaitOptions}. Default 1. */
  pollIntervalInSeconds?: number;
  /** Asks each job's state and cancels none: every job there is ends as skipped, with its state. Default `false`. */
  dryRun?: boolean;
  /**
   * Judges each job's state, asked for by GET before the cancellation; a job that is not wanted is skipped as
   * `"filtered"`. What it throws or rejects with becomes that job's error.
   */
  onlyIf?: (job: JobStatusResponse) => boolean | PromiseLike<boolean>;
}

/** The options of {@link JobsClient.getJobs}. */
export interface BulkStatusOptions extends RunOptions<JobsProgress> {}

/** The options of {@link JobsClient.waitForJobs}. */
export interface BulkWaitOptions extends RunOptions<JobsProgress> {
  /** The first pause between two polls of a job, in seconds, as in {@link WaitOptions}. Default 1. */
  pollIntervalInSeconds?: number;
}

/** How far a bulk cancellation is. */
export interface BulkProgress {
  /** Ids dealt with, duplicates counted in. */
  done: number;
  /** How many ids there are, where the source says so: an array, a Set. */
  total?: number;
  cancelled: number;
  finished: number;
  failed: number;
  skipped: number;
  inFlight: number;
}

/** How far a bulk status or a bulk wait is. */
export interface JobsProgress {
  /** Ids dealt with, duplicates counted in. */
  done: number;
  /** How many ids there are, where the source says so: an array, a Set. */
  total?: number;
  fulfilled: number;
  failed: number;
  skipped: number;
  inFlight: number;
}

/** Why a job of a bulk run was not dealt with, or why all of the run stopped. */
export type StopReason = "aborted" | "unauthorized" | "unreachable" | "rate-limited";

/** How one job of a bulk cancellation ended. */
export type BulkOutcome =
  | {
      jobId: string;
      status: "fulfilled";
      response: JobCancellationResponse;
      /** The job's last state, where one was asked for. */
      job?: JobStatusResponse;
    }
  | { jobId: string; status: "rejected"; error: PulseError }
  | {
      jobId: string;
      status: "skipped";
      reason: StopReason | "filtered" | "dry-run" | "missing";
      /** Its state, where it was filtered or only looked at. */
      job?: JobStatusResponse;
    };

/** How all jobs of a bulk cancellation ended; `total` is the sum of the five counts. */
export interface BulkSummary {
  total: number;
  /** Cancellations that were accepted and, with `confirm`, took. */
  cancelled: number;
  /** With `confirm`: jobs that ended otherwise before their cancellation took. */
  finished: number;
  failed: number;
  skipped: number;
  /** Ids that had come before. */
  duplicates: number;
  /** One for each that failed. */
  failures: { jobId: string; error: PulseError }[];
  /** Why it was stopped, if it was, even where nothing was left to skip by then. */
  stoppedBy?: StopReason;
}

/** How one job of a bulk status or a bulk wait ended. */
export type JobsOutcome =
  | {
      jobId: string;
      status: "fulfilled";
      /** The job's state; of a wait its last. */
      job: JobStatusResponse;
    }
  | { jobId: string; status: "rejected"; error: PulseError }
  | { jobId: string; status: "skipped"; reason: StopReason | "missing" };

/** How all jobs of a bulk status or a bulk wait ended; `total` is the sum of the four counts. */
export interface JobsSummary {
  total: number;
  /** Jobs whose state was told, or whose end was seen, however they ended. */
  fulfilled: number;
  failed: number;
  skipped: number;
  /** Ids that had come before. */
  duplicates: number;
  /** One for each that failed. */
  failures: { jobId: string; error: PulseError }[];
  /** Why it was stopped, if it was, even where nothing was left to skip by then. */
  stoppedBy?: StopReason;
}

/**
 * A run over many jobs, which is under way. Awaited, it is a summary; iterated, it is one outcome for each distinct job, as it
 * settles. Use one or the other: until then no more than `concurrency` jobs are begun, since nobody reads what became of
 * them. Leaving the iteration early aborts what is in flight and closes the source.
 */
export interface BulkRun<Outcome, Summary> extends PromiseLike<Summary>, AsyncIterable<Outcome> {
  catch<T = never>(
    onRejected?: ((reason: unknown) => T | PromiseLike<T>) | null,
  ): Promise<Summary | T>;
  finally(onFinally?: (() => void) | null): Promise<Summary>;
  /**
   * Starts nothing further. Jobs whose DELETE was not sent are skipped as `"aborted"`, and those in flight finish, without a
   * retry; the abort signal, in contrast, ends those too. Where nothing is cancelled, all jobs that have not ended are skipped.
   */
  stop(): void;
  [Symbol.asyncIterator](): AsyncGenerator<Outcome, void, undefined>;
}

/** A bulk cancellation, which is under way. */
export interface BulkCancellation extends BulkRun<BulkOutcome, BulkSummary> {}
