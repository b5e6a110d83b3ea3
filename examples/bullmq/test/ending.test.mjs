// A worker that is told to end while Redis does not answer: it gives up what it cannot write, which another worker does again.
import assert from "node:assert/strict";
import { fleetTest, QUICK } from "./cases.mjs";

const env = { ...QUICK, CLOSE_MS: "500" };
const gone = /Redis has not answered/;

fleetTest("a worker ends when it is told to, though Redis is down", {}, async (fleet) => {
  const worker = await fleet.worker(env);
  await fleet.killRedis();
  worker.child.kill("SIGTERM");
  assert.equal(await worker.ended, 1);
  assert.match(worker.said(), gone);
  // One that never had a connection.
  const other = await fleet.run("worker", [], env, /^redis: .*ECONNREFUSED/);
  other.child.kill("SIGINT");
  assert.equal(await other.ended, 1);
  assert.match(other.said(), gone);
});

fleetTest(
  "a worker ends when it is told to, though Redis is frozen",
  { jobs: 20 },
  async (fleet) => {
    await fleet.fault({ times: 0, apply: true, delayMs: 300 });
    const worker = await fleet.worker(env);
    await fleet.produce(await fleet.jobIds(), env);
    await fleet.until("requests", async () => (await fleet.asked()).size > 0);
    fleet.freezeRedis();
    worker.child.kill("SIGTERM");
    assert.equal(await worker.ended, 1);
    assert.match(worker.said(), gone);
  },
);

fleetTest(
  "a worker ends without a word, when what it had under way has ended",
  { jobs: 8 },
  async (fleet) => {
    await fleet.fault({ times: 0, apply: true, delayMs: 1_500 });
    const worker = await fleet.worker(env);
    await fleet.produce(await fleet.jobIds(), env);
    await fleet.until("requests", async () => (await fleet.asked()).size === 8);
    worker.child.kill("SIGTERM");
    assert.equal(await worker.ended, 0);
    assert.doesNotMatch(worker.said(), gone);
    assert.equal(await fleet.settled(), 8);
  },
);
