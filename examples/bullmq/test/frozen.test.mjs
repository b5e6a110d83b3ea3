// A worker that is frozen past its lock, as by a laptop's lid or a machine that swaps, and wakes when its batch is another's.
import assert from "node:assert/strict";
import { fleetTest, nothingIsLost, QUICK } from "./cases.mjs";

const env = { ...QUICK, LOCK_MS: "3000" };

fleetTest(
  "a worker frozen past its lock writes neither a second outcome nor a dead letter when it wakes",
  { jobs: 20 },
  async (fleet) => {
    const jobIds = await fleet.jobIds();
    // What the frozen worker hears of its first 8 when it wakes: half of them it would give up, half of them are canceled.
    for (const [index, jobId] of jobIds.slice(0, 8).entries()) {
      const answer = index % 2 ? { status: 404 } : { apply: true };
      await fleet.fault({ jobId, method: "DELETE", times: 1, delayMs: 2_000, ...answer });
    }
    await fleet.produce(jobIds, env);
    const frozen = await fleet.worker(env);
    await fleet.until("requests", async () => (await fleet.asked()).size === 8);
    frozen.child.kill("SIGSTOP");
    assert.equal(await fleet.settled(), 0, "it was frozen before an answer came");
    await fleet.worker(env);
    await fleet.untilDone();
    await nothingIsLost(fleet, jobIds);
    await fleet.until("the batch is forgotten", async () => {
      return (await fleet.redis.keys("cancellations:settled:*")).length === 0;
    });
    frozen.child.kill("SIGCONT");
    // It ends when it is done with what it had under way.
    frozen.child.kill("SIGTERM");
    assert.equal(await frozen.ended, 0);
    await nothingIsLost(fleet, jobIds);
    const asked = [...(await fleet.asked()).values()];
    assert.ok(
      asked.every((times) => times <= 2),
      "asked again were only those that it had under way",
    );
  },
);
