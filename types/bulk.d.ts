// The types of bulk runs: their options, progress, outcomes and summaries.

/** The options of every bulk run. Timeouts, deadlines and retries are for each job. */
interface RunOptions<Progress> extends RequestOptions {
  /** How many jobs are under way at once, including those whose outcome has not been read yet. An integer >= 1; default 8. */
  concurrency?: number | undefined;
  /** What a 404 is: a failure, or a job skipped as `"missing"`. Default `"fail"`. */
  missing?: "fail" | "ignore" | undefined;
  /** Takes each id once, at up to 64 bytes of memory per id. Default `true`. */
  dedupe?: boolean | undefined;
  /**
   * Stops the run after this many jobs in a row that failed because the server was unreachable (connection, timeout, 502 to
   * 504), or this many 429s in a row, each after its wait. An integer >= 1; default 20. A 401 stops it at once.
   */
  stopAfter?: number | undefined;
  /** Called after each outcome, and at the end if duplicates came after the last one. What it throws is only logged. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** The options of a bulk cancellation. */
export interface BulkOptions extends RunOptions<BulkProgress> {
  /** Polls each cancelled job until it has ended, and says how it ended. Default `false`. */
  confirm?: boolean | undefined;
  /** With `confirm`: the first pause between two polls, in seconds, as in {@link WaitOptions}. Default 1. */
  pollIntervalInSeconds?: number | undefined;
  /** Gets each job's state and cancels nothing: every job that exists is skipped, with its state. Default `false`. */
  dryRun?: boolean | undefined;
  /**
   * Decides by each job's state, which is read by GET first, whether to cancel it; a job it returns false for is skipped as
   * `"filtered"`. What it throws or rejects with becomes the cause of that job's error.
   */
  onlyIf?: ((job: JobStatusResponse) => boolean | PromiseLike<boolean>) | undefined;
}

/** The options of {@link JobsClient.getJobs}. */
export interface BulkStatusOptions extends RunOptions<JobsProgress> {}

/** The options of {@link JobsClient.waitForJobs}. */
export interface BulkWaitOptions extends RunOptions<JobsProgress> {
  /** The first pause between two polls of a job, in seconds, as in {@link WaitOptions}. Default 1. */
  pollIntervalInSeconds?: number | undefined;
}

/** How far a bulk cancellation is. */
export interface BulkProgress {
  /** Ids that are done, including duplicates. */
  done: number;
  /** How many ids there are, if the source says so, as an array and a Set do. */
  total?: number;
  cancelled: number;
  finished: number;
  failed: number;
  skipped: number;
  inFlight: number;
}

/** How far a bulk status or a bulk wait is. */
export interface JobsProgress {
  /** Ids that are done, including duplicates. */
  done: number;
  /** How many ids there are, if the source says so, as an array and a Set do. */
  total?: number;
  fulfilled: number;
  failed: number;
  skipped: number;
  inFlight: number;
}

/** Why a job of a bulk run was skipped, or why the whole run stopped. */
export type StopReason = "aborted" | "unauthorized" | "unreachable" | "rate-limited";

/** How one job of a bulk cancellation ended. */
export type BulkOutcome =
  | {
      jobId: string;
      status: "fulfilled";
      response: JobCancellationResponse;
      /** The job's last state, if one was requested. */
      job?: JobStatusResponse;
    }
  | { jobId: string; status: "rejected"; error: PulseError }
  | {
      jobId: string;
      status: "skipped";
      reason: StopReason | "filtered" | "dry-run" | "missing";
      /** Its state, if it was filtered or in a dry run. */
      job?: JobStatusResponse;
    };

/**
 * How one job of a bulk cancellation with `confirm` ended: its cancellation may have failed because the job had ended, which is an
 * outcome without a response.
 */
export type ConfirmedOutcome =
  | Exclude<BulkOutcome, { status: "fulfilled" }>
  | {
      jobId: string;
      status: "fulfilled";
      response?: JobCancellationResponse;
      /** The job's last state. */
      job?: JobStatusResponse;
    };

/** How all jobs of a bulk cancellation ended; `total` is the sum of the five counts. */
export interface BulkSummary {
  total: number;
  /** Cancellations that were accepted and, with `confirm`, took effect. */
  cancelled: number;
  /** With `confirm`: jobs that ended otherwise before their cancellation took effect. */
  finished: number;
  failed: number;
  skipped: number;
  /** Ids that had already come. */
  duplicates: number;
  /** One for each job that failed. */
  failures: { jobId: string; error: PulseError }[];
  /** Why it was stopped, if it was, even if nothing was left to skip. */
  stoppedBy?: StopReason;
}

/** How one job of a bulk status or a bulk wait ended. */
export type JobsOutcome =
  | {
      jobId: string;
      status: "fulfilled";
      /** The job's state; after a wait, its last one. */
      job: JobStatusResponse;
    }
  | { jobId: string; status: "rejected"; error: PulseError }
  | { jobId: string; status: "skipped"; reason: StopReason | "missing" };

/** How all jobs of a bulk status or a bulk wait ended; `total` is the sum of the four counts. */
export interface JobsSummary {
  total: number;
  /** Jobs whose state was read, or for a wait, that have ended, however they ended. */
  fulfilled: number;
  failed: number;
  skipped: number;
  /** Ids that had already come. */
  duplicates: number;
  /** One for each job that failed. */
  failures: { jobId: string; error: PulseError }[];
  /** Why it was stopped, if it was, even if nothing was left to skip. */
  stoppedBy?: StopReason;
}

/**
 * A bulk run, which is under way. Awaited, it gives a summary; iterated, one outcome for each distinct job, as it settles. Use
 * one or the other: until then no more than `concurrency` jobs are begun, since their outcomes are not read. Leaving the
 * iteration early aborts what is in flight and closes the source, whose `return()` is waited for.
 *
 * It is typed as a promise but is a thenable: `instanceof Promise` is false. An `async` function that returns one gives its
 * summary, and `await begin()` too. Return it in an object, `{ run }`, to pass the run itself on.
 */
export interface BulkRun<Outcome, Summary> extends Promise<Summary>, AsyncIterable<Outcome> {
  /**
   * Starts no more jobs. Jobs whose DELETE was not sent are skipped as `"aborted"`, and those in flight finish, without a retry;
   * the abort signal aborts those too. A run that cancels nothing skips all jobs that are not done.
   */
  stop(): void;
  /** One outcome per distinct job, as it settles. */
  [Symbol.asyncIterator](): AsyncGenerator<Outcome, void, undefined>;
}

/** A bulk cancellation, which is under way. */
export interface BulkCancellation<Outcome = BulkOutcome> extends BulkRun<Outcome, BulkSummary> {}
