// Text of servers and of thrown values as part of our messages: one line, not too long, without the key.
import { own } from "./errors.js";

/** The most characters that such a text may have within one of our messages. */
const LONGEST = 300;

/** For what has no message. */
const NOTHING = "no reason was given";

/** The most characters of a text that are looked at: a server may send millions. */
const MOST = 4096;

/**
 * The first of `values` that is a non-blank string, on one line. It is cut before it is cleaned, and without the keys before it is
 * cut to its length, which could leave part of one; the first cut may have, so as much as that is left out.
 * @param {string[]} keys
 * @param {unknown[]} values
 * @returns {string | undefined}
 */
function line(keys, ...values) {
  for (const value of values) {
    if (typeof value !== "string") continue;
    let text = scrub(value.slice(0, MOST), keys);
    if (value.length > MOST) text = text.slice(0, -Math.max(...keys.map((key) => key.length)));
    text = text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
    if (text) return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  }
  return undefined;
}

/**
 * The server's own message and code, from wherever the error body has them; else the body itself.
 * @param {{ data?: any }} call
 * @param {string[]} keys
 */
export function serverMessage({ data }, keys) {
  const error = own(data, "error");
  const message = line(
    keys,
    own(error, "message"),
    error,
    own(data, "message"),
    own(data, "detail"),
    data,
  );
  const code = line(keys, own(error, "code"));
  if (code) return `${message ?? "no message"} (${code})`;
  // A text would have been found.
  const body = typeof data === "string" ? "" : JSON.stringify(scrub(data, keys));
  return message ?? line(keys, body) ?? NOTHING;
}

/**
 * The message of what was thrown last, and of its cause: Node's fetch says only in the cause what happened.
 * @param {{ cause?: any }} call
 * @param {string[]} keys
 */
export function thrownMessage({ cause }, keys) {
  try {
    const messages = [cause, own(cause, "cause")].map((error) =>
      line(keys, error, error?.message, error?.code),
    );
    return messages.filter(Boolean).join(": ") || NOTHING;
  } catch {
    return NOTHING;
  }
}

/** No server sends more levels than this on purpose, and the recursion must end before the stack overflows. */
const DEEPEST = 32;

/**
 * A JSON value with the keys' exact text replaced in strings, names and numbers.
 * @param {any} value
 * @param {string[]} keys
 * @returns {any}
 */
export function scrub(value, keys, depth = 0) {
  if (typeof value === "string")
    return keys.reduce((text, key) => text.replaceAll(key, "[key]"), value);
  if (typeof value === "number")
    return keys.some((key) => String(value).includes(key)) ? "[key]" : value;
  if (typeof value !== "object" || !value) return value;
  if (depth > DEEPEST) return undefined;
  if (Array.isArray(value)) return value.map((item) => scrub(item, keys, depth + 1));
  const pairs = Object.entries(value).map(([name, item]) => [
    scrub(name, keys),
    scrub(item, keys, depth + 1),
  ]);
  return Object.fromEntries(pairs);
}
