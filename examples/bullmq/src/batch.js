// What a worker does with a batch: cancels the jobs that have no outcome yet, writes outcomes, and says what becomes of the rest.
import { Worker } from "bullmq";
import {
  BadRequestError,
  ForbiddenError,
  GoneError,
  NotFoundError,
  PulseValidationError,
  TooManyRequestsError,
  UnauthorizedError,
} from "pulse-wasm";
import { outageMs, written } from "./settings.js";

const FOR_GOOD = [BadRequestError, ForbiddenError, GoneError, NotFoundError, PulseValidationError];

/** Whether asking again would be answered the same: JOB_… is the job's own answer. */
const isForGood = (error) =>
  FOR_GOOD.some((kind) => error instanceof kind) || error.code?.startsWith("JOB_");

/** A function for BullMQ's worker; what it throws, and how, tells BullMQ when the batch is to come again. */
export const processor = ({ client, queue, outcomes, pause, options }) =>
  async function cancelBatch(batch, token, signal) {
    const jobIds = await outcomes.left(batch);
    // By the names that outcomes have: the key is not called by its own.
    const left = new Set(jobIds.map(written));
    const total = left.size;
    let seen = 0;
    const counts = {};
    const problems = [];
    let writes = [];
    const settle = (jobId, outcome, write) => {
      left.delete(jobId);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      write.catch(() => {}); // its failure is thrown where it is waited for
      writes.push(write);
    };
    const flush = async () => {
      const all = await Promise.all(writes);
      if (all.includes(false)) throw new Error("the batch is another worker's by now");
      writes = [];
    };
    const run = client.jobs.cancelJobs(pause.through(jobIds), {
      ...options,
      abortSignal: signal,
    });
    for await (const { jobId, status, job, error, reason } of run) {
      seen += 1;
      if (status === "fulfilled") {
        // Without confirm, all that is known is that the cancellation was accepted.
        const outcome = job?.status ?? "accepted";
        settle(jobId, outcome, outcomes.record(batch, token, jobId, outcome));
      } else if (status === "rejected" && isForGood(error)) {
        settle(jobId, "failed", outcomes.giveUp(batch, token, jobId, error));
      } else {
        problems.push(error ?? new Error(`skipped: ${reason}`));
      }
      // What a killed worker has not written is asked again: not more than that.
      if (writes.length >= options.concurrency) await flush();
    }
    await flush();
    if (left.size === 0) return counts;

    if (problems.some((error) => error instanceof UnauthorizedError)) {
      // Every other job would fail as well. Whoever mends the key resumes the queue, in the dashboard.
      await queue.pause();
      throw Worker.RateLimitError();
    }
    const limited = problems.find((error) => error instanceof TooManyRequestsError);
    if (!signal.aborted && (limited || seen < total)) {
      // Longer than a call waits; or the run stopped before the ids were through, since the API is down. Back to the queue:
      // that costs the batch no attempt.
      await pause.begin(limited?.retryAfterInSeconds ?? outageMs / 1000);
      throw Worker.RateLimitError();
    }
    const last = problems.at(-1) ?? new Error("the run was stopped");
    if (signal.aborted || batch.attemptsMade + 1 < batch.opts.attempts) {
      throw new Error(`${left.size} of ${batch.data.jobIds.length} jobs are left: ${last.message}`);
    }
    await giveUpAll(outcomes, batch, token, left, last);
    return { ...counts, failed: (counts.failed ?? 0) + left.size };
  };

export const giveUpAll = (outcomes, batch, token, jobIds, error) =>
  Promise.all([...jobIds].map((jobId) => outcomes.giveUp(batch, token, jobId, error)));
