// How a script holds the module's bytes as text: most are one letter, nearly always the byte's own, so that a compressor sees
// the module's strings and repetitions as they are. build/encode.mjs writes what this decodes.

/**
 * Common bytes, by the codes of the letters that stand for them, which are rare in a module. J to Z are 0 to 16.
 * @type {Record<number, number | undefined>}
 */
const RARE = { 62: 24, 94: 34, 93: 127, 59: 128, 95: 192, 38: 255 };

/**
 * For a byte in two letters, by the first one's code: what is added to the second one's code.
 * @type {Record<number, number | undefined>}
 */
const SHIFTS = { 91: 94, 37: 128, 61: 235 };

/**
 * The bytes that a text encodes. By tables of each letter's code: it runs once, before an engine has optimised it.
 * @param {string} text
 */
export function decode(text) {
  const shifts = Uint8Array.from({ length: 128, ...SHIFTS }, Number);
  const singles = Uint8Array.from(
    shifts,
    (_, code) => RARE[code] ?? (code > 73 && code < 91 ? code - 74 : code),
  );
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const shift = shifts[code];
    bytes[length++] = shift ? text.charCodeAt(++index) + shift : singles[code];
  }
  return bytes.subarray(0, length);
}
