// What the environment sets, the same for the producer, the workers and the dashboard.
import { Queue } from "bullmq";
import { Redis } from "ioredis";

/** Batches of job ids that are to be cancelled. */
export const QUEUE = "cancellations";
/** A job of the queue for each Pulse job that failed for good. */
export const DEAD = "cancellations-dead";
/** A Redis stream with one entry for each job: how it ended. */
export const OUTCOMES = "cancellations:outcomes";
/** Where workers tell each other of a 429. */
export const PAUSES = "cancellations:pauses";

const number = (name, fallback) => {
  const value = Number(process.env[name] ?? fallback);
  if (!(value > 0)) throw new Error(`${name} must be a number above 0`);
  return value;
};

/** Ids in one batch: a job of the queue, which a worker takes as a whole. */
export const batchSize = number("BATCH_SIZE", 100);
/** Batches that a worker process has under way at once, and requests under way of each. */
export const batchesAtOnce = number("BATCHES_AT_ONCE", 2);
export const concurrency = number("CONCURRENCY", 16);
/** Requests a second that all workers together may send: a little less than the API allows. */
export const rateLimit = number("RATE_LIMIT", Infinity);
/** Whether each job is polled until it has ended, which costs a second request at least. */
export const confirm = process.env.CONFIRM !== "0";
/** How often a batch is tried before what is left of it goes to the dead letters, and how long after the first try. */
export const attempts = number("ATTEMPTS", 5);
export const backoffMs = number("BACKOFF_MS", 10_000);
/** How long all pause when a batch finds the API down. */
export const outageMs = number("OUTAGE_MS", 30_000);
/** How long a worker may be silent before its batch is given to another. */
export const lockMs = number("LOCK_MS", 30_000);
/** How long a worker that is told to end waits for a Redis that does not answer. */
export const closeMs = number("CLOSE_MS", 5_000);

/** What is written of an id in place of the API key, as the client calls it; any other id is written as it is. */
const key = process.env.PULSE_API_KEY?.trim();
export const written = (jobId) => (key && jobId.trim() === key ? "[key]" : jobId);

export function connect() {
  const url = process.env.REDIS_URL ?? "redis://127.0.0.1:6379";
  // Commands wait for Redis to come back, rather than fail. Those of one tick go out together.
  const redis = new Redis(url, { maxRetriesPerRequest: null, enableAutoPipelining: true });
  redis.on("error", (error) => console.error(`redis: ${error.message}`));
  return redis;
}

export const open = (name, connection) => {
  const queue = new Queue(name, { connection });
  queue.on("error", (error) => console.error(`${name}: ${error.message}`));
  return queue;
};
