// Producer, workers and dashboard over a real Redis and an emulated API, which tells what it was really asked.
import assert from "node:assert/strict";
import { fleetTest, nothingIsLost, QUICK } from "./cases.mjs";

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
  "a dead letter that was sent and taken is not sent again, when the rest of its batch is tried again",
  { jobs: 2 },
  async (fleet) => {
    const env = { ...QUICK, ATTEMPTS: "2", BACKOFF_MS: "2000" };
    const jobIds = await fleet.jobIds();
    const headers = { "retry-after": "0" };
    await fleet.fault({ jobId: jobIds[0], times: 3, status: 503, headers });
    await fleet.produce([...jobIds, "no-such-job"], env);
    await fleet.worker(env);
    await fleet.until("a dead letter", async () => (await fleet.dead.count()) === 1);
    await fleet.until("a wait", async () => (await fleet.queue.getDelayedCount()) === 1);
    const [letter] = await fleet.dead.getJobs(["wait"]);
    await letter.remove();
    await fleet.untilDone();
    assert.equal(await fleet.settled(), 3);
    assert.equal((await fleet.asked()).get(jobIds[0]), 4);
    assert.equal(await fleet.dead.count(), 0);
  },
);

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
