// Reads the options of createProxy to their end, and refuses what is wrong by the first problem. What the client checks is left to it.
import { PulseValidationError } from "pulse-wasm";
import { canonical } from "./guard.js";

/**
 * @typedef {object} Rules the options as they are used
 * @property {(request: Request, job: { jobId: string, method: string }) => unknown} authorize
 * @property {string} prefix what a path begins with before its job's id
 * @property {string[]} methods
 * @property {readonly string[]} allowedOrigins
 * @property {string[] | undefined} allowedHosts
 * @property {number} timeoutInSeconds
 * @property {number} maxRetries
 * @property {() => string[]} keys the keys that answers may hold
 * @property {(id: string) => boolean} isKey
 * @property {(message: string, jobId?: string) => void} complain writes a line to the log
 */

const METHODS = ["GET", "DELETE"];

/** How many keys of a function are remembered: an answer to a request with one of them may still come. */
const MOST_KEYS = 64;

/** @param {string} message */
const refusal = (message) => new PulseValidationError({ message });

/**
 * The rules, and apart from them the client's options, so that what is kept has no property with the key.
 * @param {any} given
 * @returns {{ rules: Rules, client: import("pulse-wasm").PulseClientOptions }}
 */
export function read(given) {
  if (typeof given !== "object" || !given)
    throw refusal("the options of createProxy must be an object");
  const {
    apiKey,
    authorize,
    baseUrl,
    basePath = "/api",
    methods = METHODS,
    allowedOrigins = [],
    allowedHosts,
    timeoutInSeconds: timeout,
    maxRetries: retries,
    fetch,
    logging,
    onEvent,
    ...rest
    // Nothing is taken off Object.prototype, which other code may have changed.
  } = /** @type {any} */ ({ __proto__: null, ...given });
  // A misspelt one would leave out a check.
  for (const name of Object.keys(rest)) throw refusal(`createProxy has no option ${name}`);
  if (apiKey == null)
    throw refusal(
      "apiKey is missing: give the key, or a function that returns it, such as () => process.env.PULSE_API_KEY",
    );
  if (typeof authorize !== "function")
    throw refusal(
      "authorize must be a function: who may read and cancel which job? It says true, false or a Response",
    );
  const { keys, supplier } = remember(apiKey);
  // To the client null is as good as absent.
  const timeoutInSeconds = timeout ?? 60;
  const maxRetries = retries ?? 0;
  const client = {
    apiKey: supplier,
    baseUrl,
    timeoutInSeconds,
    maxRetries,
    fetch,
    logging,
    onEvent,
  };
  const rules = {
    authorize,
    prefix: `${pathOf(basePath)}/job/`,
    methods: list(
      "methods",
      methods,
      (method) => (METHODS.includes(method) ? method : undefined),
      '"GET" or "DELETE"',
    ),
    allowedOrigins: list(
      "allowedOrigins",
      allowedOrigins,
      originOf,
      "an origin such as https://app.example",
      true,
    ),
    allowedHosts:
      allowedHosts === undefined
        ? undefined
        : list(
            "allowedHosts",
            allowedHosts,
            canonical,
            "a host such as app.example or localhost:3000",
          ),
    timeoutInSeconds,
    maxRetries,
    keys,
    isKey: (/** @type {string} */ id) => keys().includes(id),
    complain: (/** @type {string} */ message, jobId = "") =>
      complain(logging, message, keys(), jobId),
  };
  return { rules, client };
}

/**
 * The key for the client, and those that were given to it, which no answer may hold.
 * @param {any} apiKey
 */
function remember(apiKey) {
  if (typeof apiKey !== "function") return { supplier: apiKey, keys: () => [apiKey] };
  /** @type {Set<string>} */
  const keys = new Set();
  return {
    keys: () => [...keys],
    supplier: async () => {
      const key = await apiKey();
      // The last one to be used is the last one to be forgotten.
      keys.delete(key);
      if (typeof key === "string" && key) keys.add(key);
      for (const old of keys) if (keys.size > MOST_KEYS) keys.delete(old);
      return key;
    },
  };
}

/**
 * The path before `/job/`, as URLs have it.
 * @param {unknown} basePath
 */
function pathOf(basePath) {
  const problem = refusal(
    "basePath must be a path such as /api, without query, dot segments and doubled slashes",
  );
  // URLs leave out tabs and line breaks.
  if (typeof basePath !== "string" || !/^(?:\/[^?#\\\t\n\r]*)?$/.test(basePath)) throw problem;
  const path = basePath.replace(/\/$/, "");
  // To a URL an escaped dot is one.
  if (/\/(?:\/|(?:\.|%2e){1,2}(?:\/|$)|$)/i.test(path)) throw problem;
  return path && new URL(`http://host${path}`).pathname;
}

/**
 * @param {unknown} origin
 */
function originOf(origin) {
  try {
    const url = new URL(String(origin));
    const isWeb = url.protocol === "https:" || url.protocol === "http:";
    // Nothing may follow: a path would promise what an origin cannot keep.
    return isWeb && url.href === `${url.origin}/` && !String(origin).endsWith("/")
      ? url.origin
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @template {string} T
 * @param {string} name the option's
 * @param {unknown} given
 * @param {(item: any) => T | undefined} check
 * @param {string} what each is
 * @param {boolean} [mayBeEmpty]
 */
function list(name, given, check, what, mayBeEmpty = false) {
  if (!Array.isArray(given) || (given.length === 0 && !mayBeEmpty))
    throw refusal(`${name} must be an array of which each is ${what}`);
  return given.map((item) => {
    const checked = typeof item === "string" ? check(item) : undefined;
    if (checked === undefined) throw refusal(`${name} must be an array of which each is ${what}`);
    return checked;
  });
}

/** No key is shorter, and a shorter id may be a word of any message. */
const SHORTEST_KEY = 8;

/**
 * Writes an error to where the client's log lines go; nothing unless logging is asked for. Until the key's function has been asked,
 * nobody knows that the job's id is not the key.
 * @param {any} logging
 * @param {string} message
 * @param {string[]} keys
 * @param {string} jobId
 */
function complain(logging, message, keys, jobId) {
  try {
    if (!logging || logging.silent) return;
    const logger = typeof logging.error === "function" ? logging : (logging.logger ?? console);
    const isUnknown = keys.length === 0 && jobId.length >= SHORTEST_KEY;
    const text = isUnknown ? message.replaceAll(jobId, () => "[job]") : message;
    logger.error(
      `pulse-wasm/proxy: ${keys.reduce((text, key) => text.replaceAll(key, "[key]"), text)}`,
    );
  } catch {
    // A logger that throws breaks nothing.
  }
}
