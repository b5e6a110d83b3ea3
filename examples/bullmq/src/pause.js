// One pause for all workers. BullMQ's limiter holds back the batches to come; of those under way, it is the ids that wait here.
import { setTimeout as sleep } from "node:timers/promises";
import { PAUSES } from "./settings.js";

export class Pause {
  #queue;
  #redis;
  #subscriber;
  #until = 0;

  constructor(queue, redis) {
    this.#queue = queue;
    this.#redis = redis;
    this.#subscriber = redis.duplicate();
    this.#subscriber.on("error", () => {}); // told by the connection that it is a duplicate of
    this.#subscriber.on("message", (_channel, ms) => this.#extend(Number(ms)));
    // One that is closed while Redis is down never gets it.
    this.#subscriber.subscribe(PAUSES).catch(() => {});
  }

  /** Whether that is longer than what was known. A span is sent, no time of day: clocks differ between machines. */
  #extend(ms) {
    const until = performance.now() + ms;
    // The other answers of the moment ask for the same.
    if (until < this.#until + 50) return false;
    this.#until = until;
    return true;
  }

  /** The API asked for a pause: nobody begins anything before it is over. */
  async begin(seconds) {
    const ms = Math.ceil(seconds * 1000);
    if (!this.#extend(ms)) return;
    await Promise.all([this.#queue.rateLimit(ms), this.#redis.publish(PAUSES, String(ms))]);
  }

  /** The ids, each once no pause is on. */
  async *through(jobIds) {
    for (const jobId of jobIds) {
      for (let ms = this.#until - performance.now(); ms > 0; ms = this.#until - performance.now()) {
        await sleep(ms);
      }
      yield jobId;
    }
  }

  close() {
    this.#subscriber.disconnect();
  }
}
