// How the module's bytes stand in a script: most are one letter, nearly always their own, so that a compressor sees the
// module's texts and repeats as they are. build/spell.mjs writes what this reads.

/**
 * By the codes of letters that are rare in a module: the common bytes that they stand for. J to Z are 0 to 16.
 * @type {Record<number, number | undefined>}
 */
const LENT = { 62: 24, 94: 34, 93: 127, 59: 128, 95: 192, 38: 255 };

/**
 * By the code of the first of two letters: what is added to the second's.
 * @type {Record<number, number | undefined>}
 */
const SHIFTS = { 91: 94, 37: 128, 61: 235 };

/**
 * The bytes that a text stands for.
 * @param {string} text
 */
export function read(text) {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const shift = SHIFTS[code];
    bytes[length++] = shift
      ? text.charCodeAt(++at) + shift
      : code > 73 && code < 91
        ? code - 74
        : (LENT[code] ?? code);
  }
  return bytes.subarray(0, length);
}
