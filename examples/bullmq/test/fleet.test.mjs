// Producer, workers and dashboard over a real Redis and an emulated API, which tells what it was really asked.
import assert from "node:assert/strict";
import test from "node:test";
import { Fleet } from "./fleet.mjs";

/** What is small in tests, so that they are quick. */
const QUICK = { BATCH_SIZE: "50", CONCURRENCY: "8", BACKOFF_MS: "100" };
/** The same, where a batch must be taken from a worker soon: not so soon that a busy one loses it. */
const IMPATIENT = { ...QUICK, LOCK_MS: "5000" };
/** What a worker may have had under way: of each of its 2 batches 8 requests, and 8 outcomes that were not written yet. */
const UNDER_WAY = 2 * (8 + 8);

const fleetTest = (name, options, body) =>
  test(name, { timeout: 200_000 }, async () => {
    const fleet = await Fleet.start(options);
    try {
      await body(fleet);
    } finally {
      await fleet.stop();
    }
  });

/** Each job is canceled and has one outcome. */
async function nothingIsLost(fleet, jobIds) {
  const outcomes = await fleet.outcomes();
  assert.deepEqual(outcomes.map(({ jobId }) => jobId).sort(), [...jobIds].sort());
  assert.deepEqual([...new Set(outcomes.map(({ outcome }) => outcome))], ["canceled"]);
  const jobs = await fleet.jobs();
  assert.ok(jobs.every(({ status }) => status === "canceled"));
  assert.equal(await fleet.dead.count(), 0);
}

fleetTest(
  "a file's jobs are shared out: each is asked once, has one outcome, and is confirmed",
  { jobs: 1_000 },
  async (fleet) => {
    const jobIds = await fleet.jobIds();
    await fleet.produce(jobIds, QUICK);
    await fleet.produce(jobIds, QUICK);
    assert.equal(await fleet.queue.count(), 20, "what is in the queue is added once");
    await fleet.workers(2, QUICK);
    await fleet.untilDone();
    await nothingIsLost(fleet, jobIds);
    const asked = await fleet.asked();
    assert.deepEqual([...asked.keys()].sort(), [...jobIds].sort());
    assert.deepEqual([...new Set(asked.values())], [1]);
    const workers = new Set((await fleet.outcomes()).map(({ worker }) => worker));
    assert.equal(workers.size, 2, "both had a share");
    await fleet.until("the batches are forgotten", async () => {
      return (await fleet.redis.keys("cancellations:settled:*")).length === 0;
    });
  },
);

fleetTest("a worker killed by kill -9: nothing is lost", { jobs: 2_000 }, async (fleet) => {
  const jobIds = await fleet.jobIds();
  await fleet.produce(jobIds, QUICK);
  const [victim] = await fleet.workers(2, IMPATIENT);
  await fleet.untilSettled(500);
  victim.child.kill("SIGKILL");
  assert.equal(await victim.ended, "SIGKILL");
  assert.ok((await fleet.settled()) < 2_000, "it was killed in mid-run");
  await fleet.untilDone();
  await nothingIsLost(fleet, jobIds);
  // Asked again was only what had no outcome yet.
  const twice = [...(await fleet.asked()).values()].filter((times) => times > 1);
  assert.ok(twice.length <= UNDER_WAY, `${twice.length} jobs were asked again`);
  assert.ok(twice.every((times) => times === 2));
});

fleetTest("Redis killed and started again: nothing is lost", { jobs: 2_000 }, async (fleet) => {
  const jobIds = await fleet.jobIds();
  await fleet.produce(jobIds, QUICK);
  const workers = await fleet.workers(2, IMPATIENT);
  await fleet.untilSettled(500);
  await fleet.killRedis();
  await fleet.startRedis();
  assert.ok((await fleet.settled()) < 2_000, "it was killed in mid-run");
  await fleet.untilDone();
  await nothingIsLost(fleet, jobIds);
  const twice = [...(await fleet.asked()).values()].filter((times) => times > 1);
  assert.ok(twice.length <= workers.length * UNDER_WAY, `${twice.length} jobs were asked again`);
  assert.ok(twice.every((times) => times === 2));
});

fleetTest("a 429 that one worker sees holds back all", { jobs: 600 }, async (fleet) => {
  const env = { ...QUICK, BATCH_SIZE: "150" };
  const jobIds = await fleet.jobIds();
  // The one job alone is answered so: nobody else would know. All others are slow, so that both workers have a batch by then.
  const headers = { "retry-after": "2" };
  await fleet.fault({ jobId: jobIds[30], method: "DELETE", status: 429, headers });
  await fleet.fault({ times: 0, apply: true, delayMs: 40 });
  await fleet.workers(2, env);
  await fleet.produce(jobIds, env);
  await fleet.untilDone();
  await nothingIsLost(fleet, jobIds);
  const requests = await fleet.requests();
  const { doneMs } = requests.find(({ status }) => status === 429);
  const within = requests.filter(({ atMs }) => atMs > doneMs + 500 && atMs < doneMs + 1_900);
  assert.equal(within.length, 0, "requests during the pause");
  const after = requests.filter(({ atMs }) => atMs > doneMs + 1_900);
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
  "what failed for good is a dead letter, and has an outcome",
  { jobs: 20 },
  async (fleet) => {
    const jobIds = await fleet.jobIds();
    const [down, once] = jobIds;
    const retryable = { status: 503, headers: { "retry-after": "0" } };
    await fleet.fault({ jobId: down, times: 0, ...retryable });
    await fleet.fault({ jobId: once, times: 4, ...retryable });
    const others = await fleet.job({ key: "other-key" });
    const ended = await fleet.job({ pendingMs: 0, processingMs: 0, ends: "completed" });
    await fleet.produce([...jobIds, others, ended, "no-such-job"], { ...QUICK, ATTEMPTS: "2" });
    await fleet.worker(QUICK);
    await fleet.untilDone();
    const outcomes = Object.fromEntries(
      (await fleet.outcomes()).map(({ jobId, outcome }) => [jobId, outcome]),
    );
    assert.equal(Object.keys(outcomes).length, 23);
    const rest = {
      [down]: "failed",
      [others]: "failed",
      "no-such-job": "failed",
      [ended]: "completed",
    };
    for (const [jobId, outcome] of Object.entries(outcomes)) {
      assert.equal(outcome, rest[jobId] ?? "canceled", jobId);
    }
    const letters = await fleet.dead.getJobs(["wait"]);
    assert.deepEqual(
      letters.map(({ data }) => [data.jobId, data.error.statusCode]).sort(),
      [
        [down, 503],
        [others, 403],
        ["no-such-job", 404],
      ].sort(),
    );
    // Each attempt of the batch is one call, which sends it again twice.
    const asked = await fleet.asked();
    assert.equal(asked.get(down), 2 * 3);
    assert.equal(asked.get(once), 5);
    assert.equal(asked.get(others), 1);
    assert.equal(asked.get("no-such-job"), 1);
  },
);

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

fleetTest("a batch that kills its workers ends as dead letters", { jobs: 10 }, async (fleet) => {
  const jobIds = await fleet.jobIds();
  await fleet.fault({ times: 0, hang: "before-headers" });
  await fleet.produce(jobIds, QUICK);
  const victim = await fleet.worker(IMPATIENT);
  await fleet.until("requests", async () => (await fleet.asked()).size === 8);
  // As if three had gone before it.
  const [batch] = await fleet.queue.getActive();
  await fleet.redis.hset(fleet.queue.toKey(batch.id), "stc", "3");
  victim.child.kill("SIGKILL");
  await fleet.worker(IMPATIENT);
  await fleet.until("dead letters", async () => (await fleet.dead.count()) === 10);
  await fleet.untilSettled(10);
  assert.deepEqual([...new Set((await fleet.asked()).values())], [1]);
  assert.equal(await fleet.queue.getFailedCount(), 1);
});

fleetTest("the dashboard shows both queues", { jobs: 0 }, async (fleet) => {
  await fleet.produce(["no-such-job"], QUICK);
  await fleet.worker(QUICK);
  await fleet.untilDone();
  const { match } = await fleet.run("dashboard", [], { PORT: "0" }, /^(http:\S+)$/);
  assert.equal((await fetch(match[1])).status, 200);
  const answer = await fetch(
    `${match[1]}api/queues?activeQueue=cancellations-dead&status=waiting&page=1`,
  );
  const { queues } = await answer.json();
  assert.deepEqual(queues.map(({ name }) => name).sort(), ["cancellations", "cancellations-dead"]);
  const letters = queues.find(({ name }) => name === "cancellations-dead");
  assert.equal(letters.counts.waiting, 1);
});
