// How each job ended, written once: to the stream of outcomes and, where it failed for good, to the dead letters.
import { OUTCOMES } from "./settings.js";

/** What is known of a batch is forgotten so long after its last outcome, if no worker did so when it was done. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** In one step, so that neither a killed worker nor a command sent twice leaves a job without an outcome, or with two. */
const RECORD = `
if redis.call("SADD", KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call("PEXPIRE", KEYS[1], ARGV[2])
redis.call("XADD", KEYS[2], "*", "jobId", unpack(ARGV, 3))
return 1`;

export class Outcomes {
  #redis;
  #dead;
  #worker;

  constructor(redis, dead, worker) {
    this.#redis = redis;
    this.#dead = dead;
    this.#worker = worker;
    redis.defineCommand("recordOutcome", { numberOfKeys: 2, lua: RECORD });
  }

  #key = (batch) => `cancellations:settled:${batch.id}`;

  /** Those ids of a batch that have no outcome yet: all, unless another worker had it before. */
  async left(batch) {
    const settled = new Set(await this.#redis.smembers(this.#key(batch)));
    return batch.data.jobIds.filter((jobId) => !settled.has(jobId));
  }

  record(batch, jobId, outcome, error = "") {
    const fields = [jobId, "outcome", outcome, "error", error, "worker", this.#worker];
    return this.#redis.recordOutcome(this.#key(batch), OUTCOMES, jobId, KEPT_MS, ...fields);
  }

  async giveUp(batch, jobId, error) {
    // The letter first, under a name that is the job's: written twice, it is one letter.
    const opts = { jobId: `dead-${encodeURIComponent(jobId)}` };
    await this.#dead.add(
      "dead",
      { jobId, error: error.toJSON?.() ?? { message: error.message } },
      opts,
    );
    await this.record(batch, jobId, "failed", error.message);
  }

  forget(batch) {
    return this.#redis.unlink(this.#key(batch));
  }
}
