// How each job ended, written once: to the stream of outcomes and, where it failed for good, to the dead letters.
import { OUTCOMES, written } from "./settings.js";

/** What is known of a batch is forgotten so long after its last outcome, if no worker did so when it was done. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/**
 * In one step, so that neither a killed worker nor a command sent twice leaves a job without an outcome, or with two. The batch's lock
 * is looked at in the same step: a worker that was frozen past it writes nothing when it wakes, however long that took.
 */
const RECORD = `
if (redis.call("GET", KEYS[1]) or "") ~= ARGV[1] then return 0 end
if redis.call("HSETNX", KEYS[2], ARGV[2], ARGV[3]) == 1 then
  redis.call("PEXPIRE", KEYS[2], ARGV[4])
  redis.call("XADD", KEYS[3], "*", "jobId", ARGV[2], unpack(ARGV, 5))
end
return 1`;

/** A letter is kept until it was sent, but what is forgotten by then stays so. */
const SENT = `
if redis.call("HEXISTS", KEYS[1], ARGV[1]) == 1 then redis.call("HSET", KEYS[1], ARGV[1], "") end`;

export class Outcomes {
  #redis;
  #queue;
  #dead;
  #worker;

  constructor(redis, queue, dead, worker) {
    this.#redis = redis;
    this.#queue = queue;
    this.#dead = dead;
    this.#worker = worker;
    redis.defineCommand("recordOutcome", { numberOfKeys: 3, lua: RECORD });
    redis.defineCommand("letterSent", { numberOfKeys: 1, lua: SENT });
  }

  /** A hash of the jobs that have an outcome, each with its dead letter, if one is still to be sent. */
  #key = (batch) => `cancellations:settled:${batch.id}`;

  /** Those ids of a batch that have no outcome yet: all, unless another worker had it before. */
  async left(batch) {
    const settled = new Map(Object.entries(await this.#redis.hgetall(this.#key(batch))));
    // That worker may have been killed before it sent them.
    const letters = [...settled].filter(([, letter]) => letter);
    await Promise.all(letters.map(([jobId, letter]) => this.#send(batch, jobId, letter)));
    return batch.data.jobIds.filter((jobId) => !settled.has(written(jobId)));
  }

  /**
   * Resolves with whether the batch is still that of `token`, the lock that BullMQ gave with it; "" for a batch that has ended.
   * Where it is another's by now, nothing is written.
   */
  record(batch, token, jobId, outcome) {
    return this.#record(batch, token, written(jobId), outcome, "", "");
  }

  /** The same of a job that failed for good, which gets a dead letter too. */
  async giveUp(batch, token, id, error) {
    const jobId = written(id);
    const letter = JSON.stringify(error.toJSON?.() ?? { message: error.message });
    const isOurs = await this.#record(batch, token, jobId, "failed", error.message, letter);
    if (isOurs) await this.#send(batch, jobId, letter);
    return isOurs;
  }

  async #record(batch, token, jobId, outcome, error, letter) {
    const keys = [`${this.#queue.toKey(batch.id)}:lock`, this.#key(batch), OUTCOMES];
    const fields = ["outcome", outcome, "error", error, "worker", this.#worker];
    const given = [token, jobId, letter, KEPT_MS, ...fields];
    return (await this.#redis.recordOutcome(...keys, ...given)) === 1;
  }

  /** Under a name that is the job's: sent twice, it is one letter. */
  async #send(batch, jobId, letter) {
    const opts = { jobId: `dead-${encodeURIComponent(jobId)}` };
    await this.#dead.add("dead", { jobId, error: JSON.parse(letter) }, opts);
    await this.#redis.letterSent(this.#key(batch), jobId);
  }

  forget(batch) {
    return this.#redis.unlink(this.#key(batch));
  }
}
