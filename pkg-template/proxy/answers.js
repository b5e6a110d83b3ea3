// What the proxy itself answers, in the API's ErrorResponse shape, and how a wait of its own ends.

/** @param {unknown} value */
export const inJson = (value) => JSON.stringify(value);

/**
 * An answer that no cache keeps and no browser takes for anything but what it says it is.
 * @param {number} status
 * @param {string} body
 * @param {Record<string, string>} [more] its other headers
 */
export const respond = (status, body, more) =>
  new Response(body, {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...more,
    },
  });

/**
 * @param {number} status
 * @param {string} code
 * @param {string} message
 * @param {Record<string, string>} [more]
 */
const problem = (status, code, message, more) =>
  respond(status, inJson({ error: { code, message } }), more);

export const malformed = (/** @type {string} */ message) => problem(400, "REQ_001", message);

/**
 * @param {string} code
 * @param {string} message
 */
export const forbidden = (code, message) => problem(403, code, message);

/**
 * The answers to what is none of the proxy's business: a framework may have another one.
 * @type {WeakSet<Response>}
 */
const unmatched = new WeakSet();

export const isUnmatched = (/** @type {Response} */ response) => unmatched.has(response);

export const noRoute = () => problem(404, "REQ_003", "There is no such route");

/** For a path that is not below `{basePath}/job/`. */
export function elsewhere() {
  const response = noRoute();
  unmatched.add(response);
  return response;
}

/** @param {string[]} methods */
export const wrongMethod = (methods) =>
  problem(405, "REQ_004", `Only ${methods.join(" and ")} are answered here`, {
    allow: methods.join(", "),
  });

/** @param {number} seconds */
export const held = (seconds) =>
  problem(429, "REQ_006", "The API asked for a pause: too many requests", {
    "retry-after": String(Math.max(1, Math.ceil(seconds))),
  });

export const aborted = () => problem(499, "GENERAL_004", "The page aborted its request");

export const failed = () =>
  problem(500, "GENERAL_003", "The proxy failed; its option logging says why");

export const broken = (/** @type {string} */ message) => problem(502, "GENERAL_001", message);

export const late = (/** @type {string} */ message) => problem(504, "GENERAL_002", message);

/** Statuses with which a Response can have no body. */
const BODILESS = [204, 205, 304];

/** @param {number} status */
export const hasNoBody = (status) => BODILESS.includes(status);

/**
 * The response with the headers that let another origin's page read it.
 * @param {Response} response
 * @param {Record<string, string> | undefined} cors
 */
export function withHeaders(response, cors) {
  if (!cors) return response;
  // The headers of one that came from fetch or Response.redirect cannot be changed.
  const changed = new Response(response.body, response);
  for (const [name, value] of Object.entries(cors)) {
    if (name === "vary") changed.headers.append(name, value);
    else changed.headers.set(name, value);
  }
  return changed;
}

/** Node fires a longer timer at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * What `work` resolves with; it never rejects. Or, where that comes first, how the wait for it ends. Nothing is left behind.
 * @template T
 * @param {number} seconds
 * @param {AbortSignal | undefined} signal
 * @param {() => Promise<T>} work
 * @returns {Promise<T | "aborted" | "late">}
 */
export async function within(seconds, signal, work) {
  if (signal?.aborted) return "aborted";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let abort = () => {};
  const ended = new Promise((/** @type {(how: "aborted" | "late") => void} */ resolve) => {
    abort = () => resolve("aborted");
    signal?.addEventListener("abort", abort);
    if (seconds < Number.POSITIVE_INFINITY)
      timer = setTimeout(() => resolve("late"), Math.min(seconds * 1e3, LONGEST_TIMER));
  });
  try {
    return await Promise.race([work(), ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
