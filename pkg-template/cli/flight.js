// The ids under way: since when each is, and in which order what became of them is told.

/** An async iterable of the ids of a source, which has each of them once. */
export class Flight {
  #source;
  #limit;
  #isOrdered;
  /** Each id with the time it was handed out at and, once it is known, its outcome. */
  #jobs = new Map();
  #makeRoom = () => {};

  /** At most `limit` ids are under way; where it `isOrdered`, outcomes are told in the order of the ids. */
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

  /** Takes an outcome in; gives those whose turn has come, each with how many seconds it took. */
  *settle(outcome) {
    const { jobId } = outcome;
    const job = this.#jobs.get(jobId);
    job.outcome = outcome;
    job.took = (performance.now() - job.begun) / 1000;
    for (const [id, { outcome, took }] of this.#isOrdered ? this.#jobs : [[jobId, job]]) {
      if (!outcome) break;
      this.#jobs.delete(id);
      yield { outcome, took };
    }
    this.#makeRoom();
  }
}
