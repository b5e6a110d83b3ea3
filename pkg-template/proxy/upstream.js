// The request to the API: made by one client, so that the key is in its memory and one gate holds all pages, and what comes back.
import {
  PulseAbortError,
  PulseClient,
  PulseConnectionError,
  PulseError,
  PulseTimeoutError,
  TooManyRequestsError,
} from "pulse-wasm";
import {
  aborted,
  broken,
  failed,
  hasNoBody,
  held,
  inJson,
  late,
  noRoute,
  respond,
} from "./answers.js";
import { rateHeaders } from "./rate-headers.js";

/** @typedef {import("./options.js").Rules} Rules */
/** @typedef {(method: string, jobId: string, signal: AbortSignal | undefined) => Promise<Response>} Send */

/** The longest pause between two attempts, in seconds: the client's default. */
const LONGEST_PAUSE = 60;

/**
 * @param {Rules} rules
 * @param {import("pulse-wasm").PulseClientOptions} options the client's
 * @returns {Send}
 */
export function upstreamOf(rules, options) {
  const { timeoutInSeconds: timeout, maxRetries } = rules;
  const { onEvent } = options;
  /**
   * The calls of which nothing was sent: the gate may hold them as they begin, or while a function is asked for the key.
   * @type {Set<{ method: string, jobId: string, hold: (seconds: number) => void }>}
   */
  const unsent = new Set();
  /** @param {import("pulse-wasm").PulseEvent} event */
  const watch = ({ type, attempt, method, jobId, delayInSeconds = 0 }) => {
    if (type === "attempt" && attempt === 1) {
      // Of several pages' calls for one job any will do: they are alike.
      for (const call of unsent)
        if (call.method === method && call.jobId === jobId) return void unsent.delete(call);
    }
    // One gate holds them all.
    if (type === "gate" && attempt === 0) for (const call of unsent) call.hold(delayInSeconds);
  };
  const client = new PulseClient({
    ...options,
    onEvent:
      onEvent == null || typeof onEvent === "function"
        ? (event) => {
            watch(event);
            onEvent?.(event);
          }
        : onEvent,
  });
  // A key's function that never settles ends by it.
  const deadlineInSeconds = timeout * (maxRetries + 1) + LONGEST_PAUSE * maxRetries;

  return async (method, jobId, signal) => {
    const controller = new AbortController();
    const abort = () => controller.abort();
    signal?.addEventListener("abort", abort);
    /** @type {number | undefined} */
    let pause;
    const call = {
      method,
      jobId,
      /** @param {number} seconds */
      hold(seconds) {
        pause = seconds;
        abort();
      },
    };
    unsent.add(call);
    try {
      const request = { abortSignal: controller.signal, deadlineInSeconds };
      const { jobs } = client;
      const reply =
        method === "GET" ? jobs.getJob({ jobId }, request) : jobs.cancelJob({ jobId }, request);
      return success(await reply.withRawResponse(), rules.keys());
    } catch (error) {
      if (pause !== undefined) return held(pause);
      // Before its function was asked, nobody could know that the id is the key.
      return rules.isKey(jobId) ? noRoute() : failure(error, rules);
    } finally {
      unsent.delete(call);
      signal?.removeEventListener("abort", abort);
    }
  };
}

/**
 * @param {{ data: unknown, rawResponse: import("pulse-wasm").RawResponse }} reply
 * @param {string[]} keys
 */
function success({ data, rawResponse }, keys) {
  const { status } = rawResponse;
  // A custom fetch may give it a body all the same.
  if (hasNoBody(status)) return broken("The API answered with what it does not promise");
  return passed(status, data, rateHeaders(rawResponse, undefined, keys), keys);
}

/**
 * @param {any} error
 * @param {Rules} rules
 */
function failure(error, { keys, complain }) {
  if (error instanceof PulseAbortError) return aborted();
  if (error instanceof PulseTimeoutError) return late("The API did not answer in time");
  if (error instanceof PulseConnectionError)
    return broken("The API could not be reached, or its answer was cut off");
  const { statusCode = 0, rawResponse, body, attempts, retryAfterInSeconds } = error;
  if (error instanceof TooManyRequestsError && !rawResponse) return held(retryAfterInSeconds ?? 1);
  // Nothing was sent: the key's function threw, or the key or the address that a function gave is none. The client has logged it.
  if (!rawResponse && !attempts) {
    if (!(error instanceof PulseError)) complain(error?.message ?? String(error));
    return failed();
  }
  if (statusCode < 400 || statusCode > 599)
    return broken("The API answered with a redirect, or with what it does not promise");
  return passed(statusCode, body, rateHeaders(rawResponse, retryAfterInSeconds, keys()), keys());
}

/**
 * What the API says, with nothing of the key in it: JSON stays JSON, and anything else is text.
 * @param {number} status
 * @param {unknown} body
 * @param {Record<string, string>} headers
 * @param {string[]} keys
 */
function passed(status, body, headers, keys) {
  const isText = typeof body === "string" || body === undefined;
  /** @type {string} */
  let text;
  try {
    text = typeof body === "string" ? body : isText ? "" : inJson(body);
  } catch {
    // It may be read, but not written, as deep as a server nests it.
    return broken("The API's answer cannot be shown");
  }
  if (keys.some((key) => text.includes(key) || text.includes(inJson(key).slice(1, -1)))) {
    text = isText ? scrub(text, keys) : inJson(scrub(body, keys));
    // A key of brackets and numbers may be in how JSON is written.
    if (keys.some((key) => text.includes(key))) return broken("The API's answer cannot be shown");
  }
  const type = isText ? "text/plain; charset=utf-8" : "application/json";
  return respond(status, text, { ...headers, "content-type": type });
}

/** No server nests deeper on purpose, and the recursion must end before the stack overflows. */
const DEEPEST = 256;

/**
 * A JSON value with the keys' text replaced in strings, names and numbers.
 * @param {any} value
 * @param {string[]} keys
 * @returns {any}
 */
function scrub(value, keys, depth = 0) {
  if (typeof value === "string")
    return keys.reduce((text, key) => text.replaceAll(key, "[key]"), value);
  if (typeof value === "number")
    return keys.some((key) => String(value).includes(key)) ? "[key]" : value;
  if (typeof value !== "object" || !value) return value;
  if (depth > DEEPEST) return null;
  if (Array.isArray(value)) return value.map((item) => scrub(item, keys, depth + 1));
  const pairs = Object.entries(value).map(([name, item]) => [
    scrub(name, keys),
    scrub(item, keys, depth + 1),
  ]);
  return Object.fromEntries(pairs);
}
