// Cancels a batch of jobs. Each message is acknowledged, sent to the dead letters, or retried when the server will have it.
import { PulseClient, PulseValidationError } from "pulse-wasm";

/** The queue's longest delay, in seconds. */
const LONGEST = 43_200;
const HOUR = 3_600;

let client;

/** One for all batches of this isolate: after a 429 it holds back the next batch too. */
function clientOf({ PULSE_API_KEY, PULSE_BASE_URL }) {
  client ??= new PulseClient({
    apiKey: PULSE_API_KEY,
    baseUrl: PULSE_BASE_URL,
    // The queue tries again, and waits for whatever takes longer than a second.
    maxRetries: 0,
    maxRetryDelayInSeconds: 1,
    timeoutInSeconds: 20,
  });
  return client;
}

export async function cancelBatch(batch, env) {
  const messages = Map.groupBy(batch.messages, ({ body }) => body.jobId);
  // As many connections as a worker may have open.
  const run = clientOf(env).jobs.cancelJobs([...messages.keys()], { concurrency: 6 });
  let asked;
  for await (const { jobId, status, error } of run) {
    const isDead = status === "rejected" && isFinal(error);
    if (isDead) await env.DEAD.send({ jobId, error: error.message });
    // Where the run was stopped, the rest is skipped: by a server that asks for time, that does not answer, or refuses the key.
    asked = error?.retryAfterInSeconds ?? asked;
    for (const message of messages.get(jobId)) {
      if (isDead || status === "fulfilled") message.ack();
      else retry(message, error ? error.retryAfterInSeconds : asked);
    }
  }
}

/** After as long as the server asked for, else 1, 2, 4 … seconds, up to an hour. */
function retry(message, asked = Math.min(2 ** (message.attempts - 1), HOUR)) {
  message.retry({ delaySeconds: Math.min(Math.ceil(asked), LONGEST) });
}

/** What no further try can change; a job that "could not be cancelled" has ended, or can't be. */
const isFinal = (error) =>
  error instanceof PulseValidationError ||
  [400, 403, 404, 410].includes(error.statusCode) ||
  error.code?.startsWith("JOB_");
