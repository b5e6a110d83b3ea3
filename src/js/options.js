// Reading options where JavaScript takes far less code than Rust: getters that throw, records that are Maps, the platform's URL.
import { refusal } from "./errors.js";

/**
 * The first problem of each reading under way. One may begin within another: a getter may begin a call.
 * @type {unknown[]}
 */
const problems = [];

/** Begins a reading. */
export const beginReading = () => problems.push(undefined);

/** Ends a reading; returns its first problem, if there was one. */
export const endReading = () => problems.pop();

export const isFine = () => problems.at(-1) === undefined;

/** @param {unknown} error */
function recordProblem(error) {
  problems[problems.length - 1] ??= error;
}

/** @param {string} message */
export const refuse = (message) => recordProblem(refusal(message));
/**
 * @param {string} name
 * @param {string} why
 */
export const refuseOption = (name, why) => refuse(name + why);
/**
 * @param {string} name
 * @param {string} why
 */
export const refuseHeader = (name, why) => refuse(`the value of header ${name}${why}`);

/**
 * Wraps `read` for Rust: what it throws is recorded as a problem, and `otherwise` returned.
 * @template {unknown[]} Given
 * @template Value
 * @param {(...given: Given) => Value} read
 * @param {Value} [otherwise]
 * @returns {(...given: Given) => Value}
 */
export const recordingProblems =
  (read, otherwise) =>
  (...given) => {
    try {
      return read(...given);
    } catch (error) {
      recordProblem(error);
      return /** @type {Value} */ (otherwise);
    }
  };

/**
 * An environment variable; undefined if it is not set, is empty, or reading it would prompt.
 * @param {string} name
 */
export function env(name) {
  try {
    const { Deno, process } = globalThis;
    if (Deno?.permissions) {
      // Invariant: never ask for a permission; what is not granted yet counts as absent.
      const { state } = Deno.permissions.querySync({ name: "env", variable: name });
      return state === "granted" ? Deno.env.get(name) || undefined : undefined;
    }
    return process?.env?.[name] || undefined;
  } catch {
    return undefined;
  }
}

/**
 * A URL as the platform parses and writes it, with `/job/` at its end; a path is resolved against the page's origin, and must
 * stay on it.
 * @param {string} url
 */
export function absolute(url) {
  try {
    const { location, origin: own } = globalThis;
    // A srcdoc frame's location has no origin; the frame itself has its parent's.
    const page = location?.origin === "null" ? own : location?.origin;
    const origin = url.startsWith("/") ? (page ?? "") : undefined;
    const whole = new URL(url, origin);
    // `//host` and `/\\host` would leave it.
    return origin !== undefined && whole.origin !== origin
      ? undefined
      : whole.href.replace(/\/*$/, "/job/");
  } catch {
    return undefined;
  }
}

/**
 * A property of what a caller passed in; undefined if there is none. What Object.prototype has, since something polluted it,
 * was passed in by nobody; what a class's prototype has counts.
 * @param {any} given
 * @param {PropertyKey} name
 * @returns {any}
 */
export function read(given, name) {
  if (given == null) return undefined;
  if (name in Object.prototype) {
    let holder = given;
    while (holder && !Object.hasOwn(holder, name)) holder = Object.getPrototypeOf(holder);
    if (holder === Object.prototype) return undefined;
  }
  return given[name];
}

/**
 * An option as it is; undefined if there are no options.
 * @param {any} options
 * @param {string} name
 * @returns {any}
 */
export function option(options, name) {
  try {
    return read(options, name);
  } catch (cause) {
    throw refusal(`${name} could not be read`, cause);
  }
}

/**
 * The pairs of a record, or of an iterable of pairs such as a Map or Headers.
 * @param {any} record
 * @returns {[any, any][]}
 */
const entries = (record) =>
  typeof read(record, Symbol.iterator) === "function" ? [...record] : Object.entries(record);

/**
 * The headers of a record: lower-case names and values in turn, without those that are undefined. Of a name that comes again,
 * texts are joined as fetch does, cookies as RFC 6265 has them; anything else replaces what came before.
 */
export const pairs = recordingProblems((/** @type {unknown} */ record) => {
  try {
    /** @type {Map<string, any>} */
    const headers = new Map();
    for (const [given, value] of entries(record)) {
      // Of ASCII letters alone: other letters may have one of them as their lower case, and are refused.
      const name = String(given).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
      const before = headers.get(name);
      const isRepeated = typeof before === "string" && typeof value === "string";
      if (value !== undefined)
        headers.set(name, isRepeated ? before + (name === "cookie" ? "; " : ", ") + value : value);
    }
    return [...headers].flat();
  } catch (cause) {
    throw refusal("headers could not be read", cause);
  }
}, []);

/** `?` and the query; an array repeats its name, null and undefined are left out. */
export const query = recordingProblems((/** @type {unknown} */ params) => {
  if (params == null) return undefined;
  const parts = [];
  try {
    if (typeof params !== "object") throw refusal("it is no object");
    for (const [name, value] of entries(params)) {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (item == null) continue;
        if (!/^(string|number|boolean)$/.test(typeof item))
          throw refusal(`${name} has another type`);
        parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(item)}`);
      }
    }
  } catch (cause) {
    throw refusal(
      "queryParams takes strings, numbers, booleans and arrays of them, without lone surrogates",
      cause,
    );
  }
  return parts.length > 0 ? `?${parts.join("&")}` : undefined;
});

export const optionOf = recordingProblems(option);

/**
 * A job id, or where it is too long as much of it as the core needs to see that: a character is at most two of JavaScript's.
 * Undefined for what is no string.
 * @param {unknown} jobId
 */
export const idText = (jobId) => (typeof jobId === "string" ? jobId.slice(0, 2049) : undefined);

/**
 * The id in the argument of a `Jobs` method.
 * @param {unknown} request
 */
export const jobIdOf = (request) => optionOf(request, "jobId");

/**
 * An option that must be true or false: the string "false" is truthy, and must not switch on what false forbids.
 * @param {unknown} options
 * @param {string} name
 * @param {boolean} fallback
 */
export function choice(options, name, fallback) {
  const value = optionOf(options, name) ?? fallback;
  if (typeof value !== "boolean") refuse(`${name} must be true or false`);
  return value === true;
}

/**
 * An option that must be a function; undefined if it is absent.
 * @param {unknown} options
 * @param {string} name
 */
export function handlerOf(options, name) {
  const value = optionOf(options, name) ?? undefined;
  if (value !== undefined && typeof value !== "function") refuse(`${name} must be a function`);
  return value;
}

/**
 * A number option: `fallback` if it is absent, -1, which every option refuses, if it is not a number or cannot be read.
 * @param {any} options
 * @param {string} name
 * @param {number} fallback
 */
export function numberOf(options, name, fallback) {
  try {
    const value = read(options, name);
    if (value == null) return fallback;
    return typeof value === "number" && value >= 0 ? value : -1;
  } catch {
    return -1;
  }
}
