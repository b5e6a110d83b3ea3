// The ids under way: since when each is, and in which order what became of them is told.

/** @typedef {import("./report.js").Outcome} Outcome */

/**
 * An id under way: since when, and once it is known how it ended and after how many seconds.
 * @typedef {{ begun: number, outcome?: Outcome, took?: number }} Job
 */

/** An async iterable of the ids of a source, which has each of them once. */
export class Flight {
  #source;
  #limit;
  #isOrdered;
  /** @type {Map<string, Job>} */
  #jobs = new Map();
  /** @type {(end?: undefined) => void} */
  #makeRoom = () => {};

  /**
   * At most `limit` ids are under way; where it `isOrdered`, outcomes are told in the order of the ids.
   * @param {import("./source.js").Source} source
   * @param {number} limit
   * @param {boolean} isOrdered
   */
  constructor(source, limit, isOrdered) {
    this.#source = source;
    this.#limit = limit;
    this.#isOrdered = isOrdered;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  async next() {
    // An outcome that waits for its turn counts as one under way: else a slow job would let any number gather.
    while (this.#jobs.size >= this.#limit) {
      await new Promise((resolve) => {
        this.#makeRoom = resolve;
      });
    }
    const step = await this.#source.next();
    if (!step.done) this.#jobs.set(step.value, { begun: performance.now() });
    return step;
  }

  return() {
    return this.#source.return();
  }

  /**
   * Takes an outcome in; gives those whose turn has come, each with how many seconds it took.
   * @param {Outcome} outcome
   */
  *settle(outcome) {
    const { jobId } = outcome;
    const job = /** @type {Job} */ (this.#jobs.get(jobId));
    job.outcome = outcome;
    job.took = (performance.now() - job.begun) / 1000;
    /** @type {Iterable<[string, Job]>} */
    const waiting = this.#isOrdered ? this.#jobs : [[jobId, job]];
    for (const [id, { outcome, took }] of waiting) {
      if (!outcome) break;
      this.#jobs.delete(id);
      yield { outcome, took };
    }
    this.#makeRoom();
  }
}
