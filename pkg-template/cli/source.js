// The ids that are still to be done: pulled one at a time, without those done in the journal; can be stopped from outside.
import { FingerprintSet } from "./fingerprints.js";

/**
 * Where ids are read from, one after the other.
 *
 * @typedef {object} Reader
 * @property {() => Promise<string | undefined>} next
 * @property {number} line how many lines were read
 * @property {number} position how many characters
 */

/** @type {{ done: true, value: undefined }} */
const END = { done: true, value: undefined };

/** An async iterable of ids for the client, which counts what it has given. */
export class Source {
  /** Ids given out, ids that are done in the journal, and ids left out because they came before. */
  given = 0;
  already = 0;
  repeated = 0;
  /** Whether the client or `stop()` closed it; false if it ended by itself or is still open. */
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
   * The last id that was given out, until it is settled; below, its line and that of the one before.
   * @type {string | undefined}
   */
  #last;
  /** @type {number | undefined} */
  #line;
  /** @type {number | undefined} */
  #before;

  /**
   * `distinct` gives out each id once.
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

  /** How many ids were read that have not been given out yet. */
  get ahead() {
    return this.#ahead.length;
  }

  /** The line of the last id that is settled, if nothing was read ahead. */
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
   * Reads ahead until there are `count` different ids or no more; returns them.
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
    // A read that is under way can't be cancelled, so a stop resolves in its place.
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      this.#pulling = this.#pull().then((id) => {
        if (id === undefined) resolve(END);
        else if (this.closed) this.#ahead.push(id);
        else resolve(this.#give(id));
      }, reject);
    });
  }

  /** Gives out no more ids. */
  stop() {
    this.closed = true;
    this.#waiting?.(END);
  }

  return() {
    this.stop();
    return Promise.resolve(END);
  }

  /** The ids that were never given out; only for a source that is known to be short. */
  async *left() {
    await this.#pulling;
    // An id that was given out at the moment of the stop may not have been taken.
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
