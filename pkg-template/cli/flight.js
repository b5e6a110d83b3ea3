// The jobs in flight: when each began, and in which order their outcomes are reported.

/** @typedef {import("./report.js").Outcome} Outcome */

/**
 * A job in flight: when it began, and once it has settled its outcome and how many seconds it took.
 * @typedef {{ begun: number, outcome?: Outcome, took?: number }} Job
 */

/** An async iterable over the ids of a source, each of which comes once. */
export class Flight {
  #source;
  #limit;
  #isOrdered;
  /** @type {Map<string, Job>} */
  #jobs = new Map();
  /** @type {(end?: undefined) => void} */
  #makeRoom = () => {};

  /**
   * At most `limit` jobs are in flight; if it `isOrdered`, outcomes are reported in the order of the ids.
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
    // An outcome that waits for its turn counts as in flight: else any number could pile up behind a slow job.
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
   * Takes an outcome; yields those whose turn has come, each with how many seconds it took.
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
