// A set of ids that stores 16 bytes for each: a journal may have millions.
import { createHash } from "node:crypto";

const WORDS = 4;

/** Open addressing over the first 128 bits of SHA-256: that two ids collide is not to be expected even among a billion billion. */
export class FingerprintSet {
  size = 0;
  #mask = (1 << 10) - 1;
  #table = new Uint32Array((1 << 10) * WORDS);

  /** @param {string} id */
  add(id) {
    if ((this.size + 1) * 2 > this.#mask) this.#grow();
    const print = fingerprint(id);
    const at = find(this.#table, this.#mask, print);
    if (this.#table[at] !== 0) return;
    this.#table.set(print, at);
    this.size += 1;
  }

  /** @param {string} id */
  has(id) {
    if (this.size === 0) return false;
    return this.#table[find(this.#table, this.#mask, fingerprint(id))] !== 0;
  }

  #grow() {
    const old = this.#table;
    this.#mask = this.#mask * 2 + 1;
    this.#table = new Uint32Array((this.#mask + 1) * WORDS);
    for (let from = 0; from < old.length; from += WORDS) {
      if (old[from] === 0) continue;
      const print = old.subarray(from, from + WORDS);
      this.#table.set(print, find(this.#table, this.#mask, print));
    }
  }
}

/** @param {string} id */
function fingerprint(id) {
  // As UTF-8 all lone surrogates would be one.
  const digest = createHash("sha256").update(id, "utf16le").digest();
  const print = new Uint32Array(WORDS);
  for (let word = 0; word < WORDS; word += 1) print[word] = digest.readUInt32LE(word * 4);
  // 0 as the first word marks an empty slot.
  if (print[0] === 0) print[0] = 1;
  return print;
}

/**
 * The index of a fingerprint, or of the empty slot where it belongs.
 * @param {Uint32Array} table
 * @param {number} mask
 * @param {Uint32Array} print
 */
function find(table, mask, print) {
  for (let place = print[1] & mask; ; place = (place + 1) & mask) {
    const at = place * WORDS;
    if (table[at] === 0) return at;
    const same =
      table[at] === print[0] &&
      table[at + 1] === print[1] &&
      table[at + 2] === print[2] &&
      table[at + 3] === print[3];
    if (same) return at;
  }
}
