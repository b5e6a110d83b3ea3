// One attempt: fetch, the body's text, JSON. One call from Rust and one back, since each crossing takes time.
import { drop, isResponse, readHeaders, readText } from "./body.js";
import { abort, broke, dispatch, pending } from "./call.js";
import { endpointOf } from "./endpoints.js";
import { own, refusal } from "./errors.js";
import { choice, handlerOf, isFine, recordingProblems } from "./options.js";
import { isBrowser, takesCache, wallClock } from "./runtime.js";
import { listen, signalOf } from "./signal.js";
import { sleep } from "./timer.js";

/** @typedef {import("./records.js").CallRecord} CallRecord */

const USER_AGENT = "pulse-wasm/0.2.0";
/** @type {Record<string, string> | undefined} */
let ownHeaders;

/** Adds to a call's record what is not the default. Returns whether its signal has aborted already. */
export const applyOptions = recordingProblems(
  /**
   * @param {number} slot
   * @param {CallRecord["fetch"]} fetch
   * @param {CallRecord["observer"]} observer
   * @param {AbortSignal | undefined} clientSignal
   * @param {any} clientHeaders
   * @param {any} headers
   * @param {unknown} options
   */
  (slot, fetch, observer, clientSignal, clientHeaders, headers, options) => {
    const call = pending(slot);
    call.fetch = fetch;
    call.observer = observer;
    setHeaders(slot, [...(clientHeaders ?? []), ...(headers ?? [])]);
    call.keepalive = choice(options, "keepalive", false);
    call.onUpdate = handlerOf(options, "onUpdate");
    const signals = [signalOf(options), clientSignal];
    // A call that is refused touches no signal.
    return isFine() && signals.some((signal) => signal != null && listen(call, signal, abort));
  },
  false,
);

/**
 * Sets the headers, names and values in turn: the client's, then the call's, which override them.
 * @param {number} slot
 * @param {(string | null)[]} headers
 */
export function setHeaders(slot, headers) {
  pending(slot).headers = headers;
}

/**
 * Sends one attempt; reports to the driver its end, or that its timeout of `milliseconds` has passed.
 * @param {number} slot
 * @param {number} number of the endpoint
 * @param {string} prefix the URL up to the id
 * @param {string} id percent-encoded
 * @param {string | undefined} query
 * @param {string} key
 * @param {number} milliseconds
 * @param {number} attempts requests sent so far, this one included
 */
export function send(slot, number, prefix, id, query, key, milliseconds, attempts) {
  const call = pending(slot);
  ownHeaders ??= {
    accept: "application/json",
    ...(!isBrowser() && { "user-agent": USER_AGENT }),
  };
  let headers = { ...ownHeaders };
  if (key) headers["x-api-key"] = key;
  const extra = call.headers ?? [];
  for (let index = 0; index < extra.length; index += 2) {
    const [name, value] = [/** @type {string} */ (extra[index]), extra[index + 1]];
    if (value === null) delete headers[name];
    // Not by assignment, which a frozen Object.prototype forbids for a name such as `constructor`.
    else headers = { ...headers, [name]: value };
  }
  const endpoint = endpointOf(number);
  let controller;
  let signal;
  sleep(slot, milliseconds);
  try {
    controller = new AbortController();
    signal = controller.signal;
  } catch (cause) {
    return broke(call, "AbortController", cause);
  }
  // A stub of the platform's may have ended the call, or had it go on with another request.
  if (pending(slot) !== call || call.controller) return;
  call.controller = controller;
  call.attempts = attempts;
  // A bulk run may GET and DELETE the same job: both bodies go into its outcome.
  if (call.endpoint !== endpoint) {
    call.endpoint = endpoint;
    call.before = call.data;
    call.earlier = call.response;
  }
  const { method, suffix } = endpoint;
  /** @type {RequestInit} */
  const init = {
    method,
    headers,
    redirect: "manual",
    signal,
    ...(method === "GET" && takesCache() && { cache: "no-store" }),
    ...(call.keepalive && { keepalive: true }),
  };
  attempt(call, controller, prefix + id + suffix + (query ?? ""), init);
}

/**
 * @param {CallRecord} call
 * @param {AbortController} controller
 * @param {string} url
 * @param {RequestInit} init
 */
async function attempt(call, controller, url, init) {
  const { driver } = call;
  let event = driver.pulse_response;
  let status = 0;
  let isComplete = false;
  /** @type {any} */
  let response;
  try {
    // Looked up at each attempt, and called without a receiver, as a global function is.
    response = await (call.fetch ?? globalThis.fetch)(url, init);
    if (call.controller !== controller) return drop(response?.body);
    call.response = call.data = call.text = call.asked = undefined;
    if (!isResponse(response)) {
      event = driver.pulse_not_a_response;
    } else if (response.type === "error") {
      throw refusal("fetch returned a network error");
    } else {
      status = Number(response.status);
      call.response = response;
      if (status === 0 || (status >= 300 && status < 400)) {
        // A redirect is reported without waiting for its body.
        drop(response.body);
      } else {
        if (status >= 400) {
          call.asked = readHeaders(response);
          call.wall = wallClock(call.asked.date);
        }
        const [text, isWhole] = await readText(call, response);
        if (call.controller !== controller) return;
        // A custom fetch's: what is no text may call into the client when it is read.
        if (text === undefined) event = driver.pulse_not_a_response;
        else if (isWhole) isComplete = parse(call, text);
        // An error is one however long its body is.
        else if (status < 400) event = driver.pulse_oversized;
        else call.data = call.text = text;
      }
    }
  } catch (error) {
    if (call.controller !== controller) return;
    call.cause = error;
    event = driver.pulse_failure;
  }
  // What a response of the caller's own does when it is read may have ended the attempt.
  if (call.controller !== controller) return;
  call.controller = call.reader = undefined;
  dispatch(call, event, status, +isComplete);
}

/**
 * Parses a body. Returns whether it is an object with the string fields that its endpoint requires, about the job that was asked
 * for.
 * @param {CallRecord} call
 * @param {string} text
 */
function parse(call, text) {
  const { endpoint, jobId } = call;
  call.text = text;
  call.mismatch = undefined;
  try {
    call.data = JSON.parse(text);
  } catch {
    call.data = text;
    return false;
  }
  const { data } = call;
  if (!endpoint.required.every((name) => typeof own(data, name) === "string")) return false;
  if (
    data.job_id !== jobId &&
    data.job_id.toLowerCase() !== /** @type {string} */ (jobId).toLowerCase()
  )
    call.mismatch = "the response is about another job";
  // A job that failed has an error of its own, which its state tells.
  else if (endpoint.method !== "GET" && Object(own(data, "error")) === data.error)
    call.mismatch = "the response has an error beside what the API promises";
  return !call.mismatch;
}
