// What ids are still to do: pulled one at a time, without those that a journal has, and stopped from outside.

const END = { done: true, value: undefined };

/** An async iterable of ids for `cancelJobs`, which stays askable about what became of it. */
export class Source {
  /** Ids handed out, ids that the journal has as done, and ids seen twice before the run began. */
  given = 0;
  already = 0;
  repeated = 0;
  /** The client closed it, or `stop()` did; else it ended by itself or is still open. */
  closed = false;
  /** The line of the last id that was handed out, where nothing was read ahead of it. */
  line;
  #reader;
  #isDone;
  #ahead = [];
  #waiting;
  #ended = false;

  /** `reader` has `next()`, which resolves with an id or undefined. */
  constructor(reader, isDone = () => false) {
    this.#reader = reader;
    this.#isDone = isDone;
  }

  /** Whether it was closed with ids left in it. */
  get cutShort() {
    return this.closed && !(this.#ended && this.#ahead.length === 0);
  }

  /** How many ids were read that nobody has been given yet. */
  get ahead() {
    return this.#ahead.length;
  }

  /** Reads ahead until there are `count` different ids or no more; tells them. */
  async peek(count) {
    const ids = new Set(this.#ahead);
    while (ids.size < count) {
      const id = await this.#pull();
      if (id === undefined) break;
      if (ids.has(id)) this.repeated += 1;
      else ids.add(id);
    }
    this.#ahead = [...ids];
    return this.#ahead;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  next() {
    if (this.closed) return Promise.resolve(END);
    if (this.#ahead.length > 0) return Promise.resolve(this.#give(this.#ahead.shift()));
    // A read that is under way can't be called back, so a stop answers in its place.
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      this.#pull().then((id) => {
        if (this.closed) return;
        resolve(id === undefined ? END : this.#give(id));
      }, reject);
    });
  }

  /** Hands out nothing more. */
  stop() {
    this.closed = true;
    this.#waiting?.(END);
  }

  return() {
    this.stop();
    return Promise.resolve(END);
  }

  /** The ids that were never handed out; only for a source that is known to be short. */
  async *left() {
    for (const id of this.#ahead) yield id;
    for (;;) {
      const id = await this.#pull();
      if (id === undefined) return;
      yield id;
    }
  }

  #give(value) {
    this.given += 1;
    if (this.#ahead.length === 0) this.line = this.#reader.line;
    return { done: false, value };
  }

  async #pull() {
    for (;;) {
      const id = await this.#reader.next();
      if (id === undefined) {
        this.#ended = true;
        return undefined;
      }
      if (!this.#isDone(id)) return id;
      this.already += 1;
    }
  }
}
