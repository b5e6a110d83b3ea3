// Writes bytes as the text that entries/spelling.js reads. It needs no escape in a string of any bundler.
import { read } from "../entries/spelling.js";

const ASCII = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));
const SINGLE = ASCII.filter((letter) => !"\"'`\\<".includes(letter));
const SECOND = ASCII.filter((letter) => !'"\\'.includes(letter));

/**
 * What stands for each byte, learnt by asking the reader.
 * @type {string[]}
 */
const spellings = [];
for (const text of [
  ...SINGLE,
  ...SINGLE.flatMap((first) => SECOND.map((second) => first + second)),
]) {
  // Not a half, and not two.
  if (read(text + text).length === 2) spellings[read(text)[0]] ??= text;
}

/**
 * Brotli makes as little of it as of the bytes themselves, and 15 % less than of base64.
 * @param {Iterable<number>} bytes
 */
export const spell = (bytes) => Array.from(bytes, (byte) => spellings[byte]).join("");
