// Text of servers and of thrown values as part of our messages: one line, not too long, without the key.

/** The most characters that such a text may have within one of our messages. */
const LONGEST = 300;

/** For what has no message. */
const NOTHING = "no reason was given";

/**
 * The first of `values` that is a non-blank string, on one line. The key is scrubbed before the cut, which could leave part of it.
 * @param {string} key
 * @param {unknown[]} values
 * @returns {string | undefined}
 */
function line(key, ...values) {
  const text = /** @type {string} */ (
    values.find((value) => typeof value === "string" && value.trim())
  );
  const clean = text?.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  return clean?.length > LONGEST ? `${scrub(clean, key).slice(0, LONGEST)}…` : clean;
}

/**
 * The server's own message and code, from wherever the error body has them.
 * @param {{ data?: any }} call
 * @param {string} key
 */
export function serverMessage({ data }, key) {
  const error = data?.error;
  const message = line(key, error?.message, error, data?.message, data?.detail, data);
  const code = line(key, error?.code);
  return code ? `${message ?? "no message"} (${code})` : (message ?? NOTHING);
}

/**
 * The message of what was thrown last, and of its cause: Node's fetch says only in the cause what happened.
 * @param {{ cause?: any }} call
 * @param {string} key
 */
export function thrownMessage({ cause }, key) {
  try {
    const messages = [cause, cause?.cause].map((error) =>
      line(key, error, error?.message, error?.code),
    );
    return messages.filter(Boolean).join(": ") || NOTHING;
  } catch {
    return NOTHING;
  }
}

/** No server sends more levels than this on purpose, and the recursion must end before the stack overflows. */
const DEEPEST = 32;

/**
 * A JSON value with the key's exact text replaced in strings, names and numbers.
 * @param {any} value
 * @param {string} key
 * @returns {any}
 */
export function scrub(value, key, depth = 0) {
  if (!key || typeof value === "boolean" || value == null) return value;
  if (typeof value === "string") return value.replaceAll(key, "[key]");
  if (typeof value === "number") return String(value).includes(key) ? "[key]" : value;
  if (depth > DEEPEST) return undefined;
  if (Array.isArray(value)) return value.map((item) => scrub(item, key, depth + 1));
  const pairs = Object.entries(value).map(([name, item]) => [
    scrub(name, key),
    scrub(item, key, depth + 1),
  ]);
  return Object.fromEntries(pairs);
}
