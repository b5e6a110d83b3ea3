// A file that has the key as one of its lines: it is written nowhere, and costs no other job anything.
import assert from "node:assert/strict";
import { fleetTest, QUICK } from "./cases.mjs";

const KEY = "test-key";

fleetTest(
  "a producer leaves out a line that is the key, and says so",
  { jobs: 1 },
  async (fleet) => {
    const [jobId] = await fleet.jobIds();
    const said = await fleet.produce([KEY, jobId, ` ${KEY}`], QUICK);
    assert.match(said, /^2 lines were left out: they are the API key$/m);
    assert.match(said, /^1 jobs in the queue$/m);
    const [batch] = await fleet.queue.getWaiting();
    assert.deepEqual(batch.data.jobIds, [jobId]);
  },
);

fleetTest(
  "the key in a batch of a producer that has none has one outcome and one dead letter, without it",
  { jobs: 2 },
  async (fleet) => {
    const [one, other] = await fleet.jobIds();
    const env = { ...QUICK, ATTEMPTS: "1", PULSE_API_KEY: "" };
    await fleet.produce([one, KEY, other, KEY], env);
    await fleet.worker(QUICK);
    await fleet.untilDone();
    const outcomes = await fleet.outcomes();
    assert.deepEqual(
      outcomes.map(({ jobId, outcome }) => [jobId, outcome]).sort(),
      [
        ["[key]", "failed"],
        [one, "canceled"],
        [other, "canceled"],
      ].sort(),
    );
    const letters = await fleet.dead.getJobs(["wait"]);
    assert.deepEqual(
      letters.map(({ data }) => data.jobId),
      ["[key]"],
    );
    assert.ok(!JSON.stringify([outcomes, letters]).includes(KEY));
  },
);

fleetTest(
  "the key in a batch that its workers did not survive has one outcome, without it",
  { jobs: 1 },
  async (fleet) => {
    const env = { ...QUICK, LOCK_MS: "3000" };
    await fleet.fault({ times: 0, hang: "before-headers" });
    const jobIds = [KEY, ...(await fleet.jobIds())];
    await fleet.produce(jobIds, { ...env, PULSE_API_KEY: "" });
    const victim = await fleet.worker(env);
    await fleet.until("a request", async () => (await fleet.asked()).size === 1);
    // As if three had gone before it.
    const [batch] = await fleet.queue.getActive();
    await fleet.redis.hset(fleet.queue.toKey(batch.id), "stc", "3");
    victim.child.kill("SIGKILL");
    await fleet.worker(env);
    await fleet.until("dead letters", async () => (await fleet.dead.count()) === 2);
    await fleet.untilDone();
    const outcomes = await fleet.outcomes();
    assert.deepEqual(outcomes.map(({ jobId }) => jobId).sort(), ["[key]", jobIds[1]].sort());
    const letters = await fleet.dead.getJobs(["wait"]);
    assert.ok(!JSON.stringify([outcomes, letters]).includes(KEY));
  },
);
