// What others say, as a part of our messages: one line, not too long, without the key.

/** The longest that a message of somebody else's may be within one of ours. */
const LONGEST = 300;

/** For what has no message. */
const NOTHING = "no reason was given";

/**
 * The first of `values` that is a text, as a part of one line. The key goes before the cut, which could leave most of it.
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
 * The server's own message and code, wherever its error body has them.
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
 * What was thrown last, and what caused that: Node says only there what happened.
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

/** No server means anything by more levels than this, and a walk must end before the stack does. */
const DEEPEST = 32;

/**
 * `value`, of JSON's kinds, with the key's exact text taken out of texts, names and numbers.
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
