// One worker process. Start as many as you like, on as many machines: node src/worker.js
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "bullmq";
import { PulseClient, TooManyRequestsError } from "pulse-wasm";
import { giveUpAll, processor } from "./batch.js";
import { Outcomes } from "./outcomes.js";
import { Pause } from "./pause.js";
import * as settings from "./settings.js";

const { batchSize, batchesAtOnce, closeMs, concurrency, confirm, lockMs, rateLimit } = settings;
const redis = settings.connect();
const queue = settings.open(settings.QUEUE, redis);
const dead = settings.open(settings.DEAD, redis);
const outcomes = new Outcomes(redis, queue, dead, `${hostname()}-${process.pid}`);
const pause = new Pause(queue, redis);

const complain = (error) => console.error(`worker: ${error.message}`);

const client = new PulseClient({
  // A 429 that this worker's client waits for is the whole fleet's.
  onEvent({ type, error, delayInSeconds }) {
    if (type !== "retry" || !(error instanceof TooManyRequestsError)) return;
    pause.begin(delayInSeconds).catch(complain);
  },
});

/** BullMQ counts batches, for all workers together, in spans of about a second. */
function limiter() {
  const batchesASecond = rateLimit / (batchSize * (confirm ? 2 : 1));
  const max = Math.max(1, Math.floor(Math.min(batchesASecond, 1e6)));
  return { max, duration: Math.ceil((max / batchesASecond) * 1000) || 1000 };
}

const options = { concurrency, confirm, deadlineInSeconds: 300 };
const worker = new Worker(settings.QUEUE, processor({ client, queue, outcomes, pause, options }), {
  connection: redis,
  concurrency: batchesAtOnce,
  // Without one, BullMQ would not look whether a pause is on.
  limiter: limiter(),
  lockDuration: lockMs,
  stalledInterval: lockMs,
  maxStalledCount: 3,
  runRetryDelay: 1_000,
  removeOnComplete: { age: 24 * 3600 },
});
worker.on("error", complain);
worker.on("completed", (batch) => outcomes.forget(batch).catch(complain));
// A batch that took every worker with it that tried it: nobody came to write its dead letters.
worker.on("failed", async (batch, error) => {
  if (!batch?.finishedOn) return; // it comes again
  try {
    await giveUpAll(outcomes, batch, "", await outcomes.left(batch), error);
  } catch (problem) {
    complain(problem);
  }
});
// Another worker may have the batch by now.
worker.on("lockRenewalFailed", (batchIds) => {
  for (const batchId of batchIds) worker.cancelJob(batchId, "the lock is lost");
});

/** Resolves once Redis, which may be down or only silent, has not answered for so long. */
async function silenceOfRedis() {
  const wait = (ms, value) => sleep(ms, value, { ref: false });
  // What fails is no silence: the connection is being closed.
  const ping = () => redis.ping().catch(() => "closing");
  while (await Promise.race([ping(), wait(closeMs)])) await wait(1_000);
}

async function close() {
  await worker.close();
  await Promise.all([queue.close(), dead.close()]);
  pause.close();
  redis.disconnect();
}

// What is under way ends as it would have, unless it can't be written.
for (const name of ["SIGINT", "SIGTERM"]) {
  process.once(name, () => {
    close().catch(complain);
    silenceOfRedis().then(() => {
      console.error(`worker: Redis has not answered for ${closeMs} ms; the batches go to others`);
      process.exit(1);
    });
  });
}
await worker.waitUntilReady();
console.log("working");
