// The ids under way: since when each is, and in which order what became of them is told.

/** @typedef {import("./report.js").Outcome} Outcome */
/** @typedef {import("./source.js").Source} Source */

/**
 * An id under way: since when and, once it is known, what became of it after how many seconds.
 * @typedef {{ begun: number, outcome?: Outcome, took: number }} Job
 */

/** An async iterable of the ids of a source, which has each of them once. */
export class Flight {
  #source;
  #limit;
  #isOrdered;
  /** @type {Map<string, Job>} */
  #jobs = new Map();
  #makeRoom = () => {};

  /**
   * At most `limit` ids are under way; where it `isOrdered`, outcomes are told in the order of the ids.
   * @param {Source} source
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
      await /** @type {Promise<void>} */ (
        new Promise((resolve) => {
          this.#makeRoom = resolve;
        })
      );
    }
    const step = await this.#source.next();
    if (!step.done) this.#jobs.set(step.value, { begun: performance.now(), took: 0 });
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
    const job = this.#jobs.get(jobId);
    if (!job) return;
    job.outcome = outcome;
    job.took = (performance.now() - job.begun) / 1000;
    for (const [id, { outcome, took }] of this.#isOrdered ? this.#jobs : new Map([[jobId, job]])) {
      if (!outcome) break;
      this.#jobs.delete(id);
      yield { outcome, took };
    }
    this.#makeRoom();
  }
}
