// Asks after a job with the patience of a bulk run: a 429 costs it no retries, and too many in a row end it all.
import { folded } from "./options.js";

/** So many 429s in a row stop a run, as they stop a bulk run of the client. */
const STOP_AFTER = 20;

const ENDED = ["completed", "failed", "canceled", "expired"];

/** Answers that are not the API's own. */
const GATEWAY = [502, 503, 504];

/** The option for a deadline, which may have passed just now. */
const within = (seconds) =>
  seconds === undefined ? {} : { deadlineInSeconds: Math.max(seconds, 0.001) };

/** Failures that are tried again, and may thus have found their retries used up by 429s. */
const retryable = ({ statusCode }) =>
  !(statusCode < 500) || statusCode === 408 || statusCode === 429;

export class Patience {
  /** How many 429s came in a row, each to a request that was sent after the one before. */
  row = 0;
  #client;
  #options;
  #deadline;
  #limitedAt;
  #sentAt = new Map();
  #limited = new Set();
  #onLimit;

  /** `options` are those of each call; `onLimit` is called once the row is too long. */
  constructor(client, options, deadline, onLimit) {
    this.#client = client;
    this.#options = options;
    this.#deadline = deadline;
    this.#onLimit = onLimit;
  }

  /** Takes in an event of the client. */
  hear = ({ type, jobId, attempt, statusCode }) => {
    if (type === "attempt") {
      if (attempt === 1) this.#limited.delete(jobId);
      this.#sentAt.set(jobId, performance.now());
    } else if (type === "response" && statusCode === 429) {
      this.#limited.add(jobId);
      // What was in flight together was limited together: it is one.
      if (this.#sentAt.get(jobId) > this.#limitedAt) this.row += 1;
      this.#limitedAt = performance.now();
      if (this.row === STOP_AFTER) this.#onLimit();
    } else if (type === "response" && statusCode !== undefined && !GATEWAY.includes(statusCode)) {
      this.row = 0;
      this.#limitedAt = undefined;
    }
  };

  /** Asks for the job's state once; resolves with an outcome. */
  async state(jobId, deadline = this.#deadline) {
    const options = { ...this.#options, ...within(deadline), dryRun: true, dedupe: false };
    // A run of one job is the client's way to wait 429s out.
    for await (const outcome of this.#client.jobs.cancelJobs([jobId], options)) {
      if (outcome.reason === "dry-run") return { jobId, status: "fulfilled", job: outcome.job };
      return outcome;
    }
  }

  /** Asks until the job has ended; resolves with an outcome. */
  async end(jobId) {
    const until = this.#deadline && performance.now() / 1000 + this.#deadline;
    const left = () => until && until - performance.now() / 1000;
    for (;;) {
      try {
        const options = { signal: this.#options.signal, ...within(left()) };
        return {
          jobId,
          status: "fulfilled",
          job: await this.#client.jobs.waitForJob({ jobId }, options),
        };
      } catch (error) {
        const isLate = left() <= 0;
        if (isLate || !retryable(error) || !this.#limited.has(jobId))
          return this.#failed(jobId, error);
      }
      const outcome = await this.state(jobId, left());
      if (!outcome.job || ENDED.includes(folded(outcome.job.status))) return outcome;
    }
  }

  /** Nothing more is kept of a job. */
  forget(jobId) {
    this.#sentAt.delete(jobId);
    this.#limited.delete(jobId);
  }

  #failed(jobId, error) {
    if (error.name === "AbortError") return { jobId, status: "skipped", reason: "aborted" };
    if (error.statusCode === 404 && this.#options.missing === "ignore")
      return { jobId, status: "skipped", reason: "missing" };
    return { jobId, status: "rejected", error };
  }
}
