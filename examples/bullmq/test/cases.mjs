// What the tests share: each has a fleet of its own.
import assert from "node:assert/strict";
import test from "node:test";
import { Fleet } from "./fleet.mjs";

/** What is small in tests, so that they are quick. */
export const QUICK = { BATCH_SIZE: "50", CONCURRENCY: "8", BACKOFF_MS: "100" };
/** The same, where a batch must be taken from a worker soon: not so soon that a busy one loses it. */
export const IMPATIENT = { ...QUICK, LOCK_MS: "5000" };
/** What a worker may have had under way: of each of its 2 batches 8 requests, and 8 outcomes that were not written yet. */
export const UNDER_WAY = 2 * (8 + 8);

export const fleetTest = (name, options, body) =>
  test(name, { timeout: 200_000 }, async () => {
    const fleet = await Fleet.start(options);
    try {
      await body(fleet);
    } finally {
      await fleet.stop();
    }
  });

/** Each job is canceled and has one outcome. */
export async function nothingIsLost(fleet, jobIds) {
  const outcomes = await fleet.outcomes();
  assert.deepEqual(outcomes.map(({ jobId }) => jobId).sort(), [...jobIds].sort());
  assert.deepEqual([...new Set(outcomes.map(({ outcome }) => outcome))], ["canceled"]);
  const jobs = await fleet.jobs();
  assert.ok(jobs.every(({ status }) => status === "canceled"));
  assert.equal(await fleet.dead.count(), 0);
}
