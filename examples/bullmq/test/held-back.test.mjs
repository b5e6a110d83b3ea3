// What makes all workers wait: a rate limit, a 429, an API that is down, a wrong key.
import assert from "node:assert/strict";
import { fleetTest, nothingIsLost, QUICK } from "./cases.mjs";

fleetTest("a 429 that one worker sees holds back all", { jobs: 600 }, async (fleet) => {
  const env = { ...QUICK, BATCH_SIZE: "150" };
  const jobIds = await fleet.jobIds();
  // The one job alone is answered so: nobody else would know. All others are slow, so that both workers have a batch by then.
  const headers = { "retry-after": "4" };
  await fleet.fault({ jobId: jobIds[30], method: "DELETE", status: 429, headers });
  await fleet.fault({ times: 0, apply: true, delayMs: 100 });
  await fleet.workers(2, env);
  await fleet.produce(jobIds, env);
  await fleet.untilDone();
  await nothingIsLost(fleet, jobIds);
  const requests = await fleet.requests();
  const { doneMs } = requests.find(({ status }) => status === 429);
  // What was under way, and the message, may take a while on a busy machine.
  const within = requests.filter(({ atMs }) => atMs > doneMs + 2_000 && atMs < doneMs + 3_900);
  assert.equal(within.length, 0, "requests during the pause");
  const after = requests.filter(({ atMs }) => atMs > doneMs + 3_900);
  assert.ok(after.length > 200, "requests after the pause");
  assert.deepEqual([...new Set((await fleet.asked()).values())], [1]);
});

fleetTest(
  "under a known limit the workers together stay below it",
  { jobs: 120, flags: ["--rate-limit", "50"] },
  async (fleet) => {
    const jobIds = await fleet.jobIds();
    const env = { BATCH_SIZE: "5", BATCHES_AT_ONCE: "1", RATE_LIMIT: "30", CONFIRM: "0" };
    await fleet.produce(jobIds, env);
    await fleet.workers(2, env);
    await fleet.untilDone();
    assert.equal(await fleet.settled(), 120);
    const requests = (await fleet.requests()).filter(({ method }) => method === "DELETE");
    assert.equal(requests.length, 120, "none was refused and sent again");
    // Four times 30, a second apart.
    const took = requests.at(-1).atMs - requests[0].atMs;
    assert.ok(took > 2_500, `${took} ms`);
  },
);

fleetTest("a longer pause than a call waits puts the batch back", { jobs: 10 }, async (fleet) => {
  const jobIds = await fleet.jobIds();
  const headers = { "retry-after": "900" };
  await fleet.fault({ jobId: jobIds[5], method: "DELETE", status: 429, headers });
  await fleet.produce(jobIds, QUICK);
  await fleet.worker(QUICK);
  await fleet.until("a pause", async () => (await fleet.queue.getRateLimitTtl()) > 0);
  await fleet.until("the batch waits", async () => (await fleet.queue.getWaitingCount()) === 1);
  const [batch] = await fleet.queue.getWaiting();
  assert.equal(batch.attemptsMade, 0);
  const ms = await fleet.queue.getRateLimitTtl();
  assert.ok(ms > 880_000 && ms <= 900_000, `${ms} ms`);
  assert.equal(await fleet.dead.count(), 0);
});

fleetTest(
  "a wrong key stops the queue, and costs no job an attempt",
  { jobs: 200 },
  async (fleet) => {
    const jobIds = await fleet.jobIds();
    await fleet.produce(jobIds, QUICK);
    const wrong = await fleet.worker({ ...QUICK, PULSE_API_KEY: "a-wrong-key" });
    await fleet.until("the queue is paused", () => fleet.queue.isPaused());
    await fleet.until("all is back", async () => (await fleet.queue.getActiveCount()) === 0);
    wrong.child.kill("SIGTERM");
    assert.equal(await wrong.ended, 0);
    assert.equal(await fleet.settled(), 0);
    assert.equal(await fleet.dead.count(), 0);
    await fleet.queue.resume();
    await fleet.worker(QUICK);
    await fleet.untilDone();
    await nothingIsLost(fleet, jobIds);
  },
);

fleetTest("an API that is down pauses all, and costs no attempt", { jobs: 100 }, async (fleet) => {
  const env = { ...QUICK, ATTEMPTS: "1", OUTAGE_MS: "1000" };
  const jobIds = await fleet.jobIds();
  await fleet.fault({ times: 0, cut: "before-headers" });
  await fleet.produce(jobIds, env);
  await fleet.worker(env);
  await fleet.until("a pause", async () => (await fleet.queue.getRateLimitTtl()) > 0);
  await fleet.noFaults();
  await fleet.untilDone();
  await nothingIsLost(fleet, jobIds);
});
