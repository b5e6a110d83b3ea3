// Reads options where JavaScript is shorter by far: getters that throw, records that are Maps, the platform's URL.
import { refusal } from "./errors.js";

/** An environment variable; undefined where there is none, it is empty, or reading it would prompt. */
export function env(name) {
  try {
    const { Deno, process } = globalThis;
    if (Deno?.permissions) {
      // Invariant: never ask for a permission; what is not granted already counts as absent.
      const { state } = Deno.permissions.querySync({ name: "env", variable: name });
      return state === "granted" ? Deno.env.get(name) || undefined : undefined;
    }
    return process?.env?.[name] || undefined;
  } catch {
    return undefined;
  }
}

/** A URL as the platform parses and writes it; a path is taken from the page's origin, and must stay there. */
export function absolute(url) {
  try {
    if (!url.startsWith("/")) return new URL(url).href;
    const { origin } = globalThis.location;
    const whole = new URL(url, origin);
    // `//host` and `/\\host` would leave it.
    return whole.origin === origin ? whole.href : undefined;
  } catch {
    return undefined;
  }
}

/** A property of what the JSON of a body, or the module itself, has made. */
export const property = (value, name) => value?.[name];

/** An option as it is; absent where there are no options. */
export function option(options, name) {
  try {
    return options?.[name];
  } catch (cause) {
    throw refusal(`${name} could not be read`, cause);
  }
}

/** The pairs of a record, or of what lists its pairs itself, such as a Map or Headers. */
const entries = (record) =>
  typeof record[Symbol.iterator] === "function" ? [...record] : Object.entries(record);

/** The headers of a record: lower-case names and values in turn, without those that are undefined. */
export function pairs(record) {
  try {
    return entries(record).flatMap(([name, value]) =>
      value === undefined ? [] : [String(name).toLowerCase(), value],
    );
  } catch (cause) {
    throw refusal("headers could not be read", cause);
  }
}

/** `?` and the query; an array is its name several times, null and undefined are left out. */
export function query(params) {
  if (params == null) return undefined;
  if (typeof params !== "object")
    throw refusal("queryParams must be an object of names and values");
  const parts = [];
  try {
    for (const [name, value] of entries(params)) {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (item == null) continue;
        if (!/^(string|number|boolean)$/.test(typeof item))
          throw refusal(`${name} is none of them`);
        parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(item)}`);
      }
    }
  } catch (cause) {
    throw refusal(
      "queryParams takes strings, numbers, booleans and arrays of them, and no lone surrogate",
      cause,
    );
  }
  return parts.length > 0 ? `?${parts.join("&")}` : undefined;
}

/** A number option: `fallback` where it is absent, -1, which none may be, where it is no number or cannot be read. */
export function numberOf(options, name, fallback) {
  try {
    const value = options?.[name];
    if (value == null) return fallback;
    return typeof value === "number" && !Number.isNaN(value) ? value : -1;
  } catch {
    return -1;
  }
}
