// Cancels a batch of jobs. Each message is acknowledged, becomes a dead letter, or comes again when the server will have it.
import { PulseClient, PulseValidationError, TooManyRequestsError } from "pulse-wasm";
import { nameOfMessage, problemOf, put } from "./messages.js";

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

/** When the client will send again, after a 429; in milliseconds. */
let heldUntil = 0;

export async function cancelBatch(batch, env) {
  const messages = Map.groupBy(await jobsOf(batch, env), ({ body }) => body.jobId);
  const held = [];
  // As many connections as a worker may have open.
  const run = clientOf(env).jobs.cancelJobs([...messages.keys()], { concurrency: 6 });
  let asked;
  for await (const { jobId, status, error, reason } of run) {
    // Where the run was stopped, the rest is skipped: by a server that asks for time, that does not answer, or refuses the key.
    asked = error?.retryAfterInSeconds ?? asked;
    if (error instanceof TooManyRequestsError)
      heldUntil = Math.max(heldUntil, Date.now() + (error.retryAfterInSeconds ?? 0) * 1_000);
    const mine = messages.get(jobId);
    if (reason === "rate-limited") held.push(...mine);
    else if (status === "fulfilled") for (const message of mine) message.ack();
    else {
      const wait = error ? error.retryAfterInSeconds : asked;
      await retryAll(mine, error ?? new Error(`the run was stopped: ${reason}`), wait, env);
    }
  }
  await putBack(held, env);
}

/** The messages that name a job. What else is in the queue becomes a dead letter, lest it costs the others of its batch a try. */
async function jobsOf(batch, env) {
  const jobs = [];
  for (const message of batch.messages) {
    const problem = problemOf(message, env);
    if (!problem) {
      jobs.push(message);
      continue;
    }
    await env.DEAD.send({ jobId: nameOfMessage(message), error: problem });
    message.ack();
  }
  return jobs;
}

/** A job whose time has not come was not asked: it comes again, in a message of its own, as its retry would count as a try. */
async function putBack(held, env) {
  const seconds = Math.ceil((heldUntil - Date.now()) / 1_000);
  const delaySeconds = Math.min(Math.max(seconds, 1), LONGEST);
  const bodies = held.map((message) => ({ ...message.body, tries: triesOf(message) - 1 }));
  // Where this fails, all of the batch that is not acknowledged yet comes again.
  await put(env.JOBS, bodies, { delaySeconds });
  for (const message of held) message.ack();
}

/** One job's messages, after as long as the server asked for, else after 1, 2, 4 … seconds, up to an hour. */
async function retryAll(messages, error, asked, env) {
  const { jobId } = messages[0].body;
  const tries = Math.max(...messages.map(triesOf));
  const isLast = tries > env.MAX_RETRIES;
  if (isLast || isFinal(error)) {
    const text = isLast && !isFinal(error) ? `every try failed: ${error.message}` : error.message;
    await env.DEAD.send({ jobId, error: text });
    for (const message of messages) message.ack();
    return;
  }
  const seconds = Math.ceil(asked ?? Math.min(2 ** (tries - 1), HOUR));
  for (const message of messages) message.retry({ delaySeconds: Math.min(seconds, LONGEST) });
}

/** This one among them. */
const triesOf = ({ attempts, body }) => attempts + (body.tries ?? 0);

/** What no further try can change; a job that "could not be cancelled" has ended, or can't be. */
const isFinal = (error) =>
  error instanceof PulseValidationError ||
  [400, 403, 404, 410].includes(error.statusCode) ||
  error.code?.startsWith("JOB_");
