// Workers and Redis, killed in mid-run.
import assert from "node:assert/strict";
import { fleetTest, IMPATIENT, nothingIsLost, QUICK, UNDER_WAY } from "./cases.mjs";

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

fleetTest(
  "a dead letter that a killed worker had no time to send is sent by the next one",
  { jobs: 10 },
  async (fleet) => {
    const jobIds = await fleet.jobIds();
    await fleet.produce(jobIds, QUICK);
    const [batch] = await fleet.queue.getWaiting();
    // As it leaves it: the outcome is written, its letter beside it.
    const letter = { message: "404: Job not found", statusCode: 404 };
    const settled = `cancellations:settled:${batch.id}`;
    await fleet.redis.hset(settled, jobIds[3], JSON.stringify(letter));
    await fleet.worker(QUICK);
    await fleet.untilDone();
    assert.equal(await fleet.settled(), 9);
    const letters = await fleet.dead.getJobs(["wait"]);
    assert.deepEqual(
      letters.map(({ data }) => data),
      [{ jobId: jobIds[3], error: letter }],
    );
    assert.equal((await fleet.asked()).get(jobIds[3]), undefined);
  },
);
