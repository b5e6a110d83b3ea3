// Formats counts, times, and text from servers and files for people.

/**
 * 12345 → 12,345.
 * @param {number} number
 */
export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

/**
 * A time span in words, rounded to what people need.
 * @param {number} seconds
 */
export function span(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${grouped(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** Controls (C0, DEL, C1), line breaks, and what is invisible or turns the direction of the text around. */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * A text on one line, unable to steer a terminal or to look like another: what is unsafe is shown as `\u001b`. Everything that
 * leaves the command goes through it. In JSON that is the same text for a parser.
 * @param {unknown} text
 */
export const plain = (text) =>
  String(text).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/**
 * The start of a text that may be long. It is a string of its own: a slice would keep all of the text in memory.
 * @param {string} text
 * @param {number} most in characters
 */
export const start = (text, most) =>
  text.length > most ? `${[...text.slice(0, most)].join("")}…` : text;
