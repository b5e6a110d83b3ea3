// What ids are still to do: pulled one at a time, without those that a journal has, and stopped from outside.
import { FingerprintSet } from "./fingerprints.js";

/**
 * What ids are read from, one after the other.
 *
 * @typedef {object} Reader
 * @property {() => Promise<string | undefined>} next
 * @property {number} line how many lines were read
 * @property {number} position how many characters
 */

/** @type {{ done: true, value: undefined }} */
const END = { done: true, value: undefined };

/** An async iterable of ids for `cancelJobs`, which stays askable about what became of it. */
export class Source {
  /** Ids handed out, ids that the journal has as done, and ids found to come twice before they were handed out. */
  given = 0;
  already = 0;
  repeated = 0;
  /** The client closed it, or `stop()` did; else it ended by itself or is still open. */
  closed = false;
  #reader;
  #isDone;
  #seen;
  /** @type {string[]} */
  #ahead = [];
  /** @type {((end: typeof END) => void) | undefined} */
  #waiting;
  /** @type {Promise<void> | undefined} */
  #pulling;
  #ended = false;
  /**
   * The last id that was handed out, until it is settled, and the lines it and the one before it stand on.
   * @type {string | undefined}
   */
  #last;
  /** @type {number | undefined} */
  #line;
  /** @type {number | undefined} */
  #before;

  /**
   * `distinct` hands each id out once.
   * @param {Reader} reader
   * @param {{ isDone?: (id: string) => boolean, distinct?: boolean }} [options]
   */
  constructor(reader, { isDone = () => false, distinct = false } = {}) {
    this.#reader = reader;
    this.#isDone = isDone;
    this.#seen = distinct ? new FingerprintSet() : undefined;
  }

  /** Whether it was closed with ids left in it. */
  get cutShort() {
    const isLeft = !this.#ended || this.#ahead.length > 0 || this.#last !== undefined;
    return this.closed && isLeft;
  }

  /** How many ids were read that nobody has been given yet. */
  get ahead() {
    return this.#ahead.length;
  }

  /** The line of the last id that is dealt with, where nothing was read ahead of it. */
  get line() {
    return this.#last === undefined ? this.#line : this.#before;
  }

  /**
   * An id has its outcome.
   * @param {string} id
   */
  settled(id) {
    if (id === this.#last) this.#last = undefined;
  }

  /**
   * Reads ahead until there are `count` different ids or no more; tells them.
   * @param {number} count
   */
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

  /** @returns {Promise<IteratorResult<string, undefined>>} */
  next() {
    if (this.closed) return Promise.resolve(END);
    const ahead = this.#ahead.shift();
    if (ahead !== undefined) return Promise.resolve(this.#give(ahead));
    // A read that is under way can't be called back, so a stop answers in its place.
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      this.#pulling = this.#pull().then((id) => {
        if (id === undefined) resolve(END);
        else if (this.closed) this.#ahead.push(id);
        else resolve(this.#give(id));
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
    await this.#pulling;
    // Handed out in the moment of the stop, it may not have been taken.
    if (this.#last !== undefined) yield this.#last;
    for (const id of this.#ahead) yield id;
    for (;;) {
      const id = await this.#pull();
      if (id === undefined) return;
      yield id;
    }
  }

  /**
   * @param {string} value
   * @returns {IteratorYieldResult<string>}
   */
  #give(value) {
    this.given += 1;
    this.#last = value;
    this.#before = this.#line;
    if (this.#ahead.length === 0) this.#line = this.#reader.line;
    return { done: false, value };
  }

  async #pull() {
    for (;;) {
      const id = await this.#reader.next();
      if (id === undefined) {
        this.#ended = true;
        return undefined;
      }
      if (this.#isDone(id)) this.already += 1;
      else if (this.#seen?.has(id)) this.repeated += 1;
      else {
        this.#seen?.add(id);
        return id;
      }
    }
  }
}
