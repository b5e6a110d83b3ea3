// Streams the ids of a file, one a line, into the queue: node src/produce.js FILE
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { attempts, backoffMs, batchSize, connect, open, QUEUE, written } from "./settings.js";

/** Batches sent to Redis at once, and batches that may wait there: neither grows with the file. */
const AT_ONCE = 20;
const WAITING = 2_000;

let keys = 0;

async function* batches(file) {
  let jobIds = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const jobId = line.trim();
    if (jobId !== written(jobId)) {
      keys += 1;
      continue;
    }
    if (jobId) jobIds.push(jobId);
    if (jobIds.length < batchSize) continue;
    yield jobIds;
    jobIds = [];
  }
  if (jobIds.length > 0) yield jobIds;
}

/** Named by what is in it, so that a producer that is run again adds no batch that is there. */
const named = (jobIds) => ({
  name: "batch",
  data: { jobIds },
  opts: {
    jobId: `batch-${createHash("sha256").update(jobIds.join("\n")).digest("hex").slice(0, 32)}`,
    attempts,
    backoff: { type: "exponential", delay: backoffMs },
  },
});

const file = process.argv[2];
if (!file) {
  console.error("usage: node src/produce.js FILE");
  process.exit(2);
}
const redis = connect();
const queue = open(QUEUE, redis);
let count = 0;
let group = [];
const send = async () => {
  await queue.addBulk(group);
  group = [];
  while ((await queue.count()) > WAITING) await sleep(200);
};
for await (const jobIds of batches(file)) {
  count += jobIds.length;
  if (group.push(named(jobIds)) === AT_ONCE) await send();
}
await send();
if (keys > 0) console.error(`${keys} lines were left out: they are the API key`);
console.log(`${count} jobs in the queue`);
await queue.close();
redis.disconnect();
