// One attempt: fetch, the body's text, JSON. One call from Rust and one back, since each crossing costs.
import { drop, isResponse, readHeaders, readText } from "./body.js";
import { abort, dispatch, pending, sleep } from "./call.js";
import { endpointOf } from "./endpoints.js";
import { refusal } from "./errors.js";
import { choice, handlerOf, isFine, noting, optionOf } from "./options.js";
import { isBrowser, takesCache } from "./runtime.js";
import { listen } from "./signal.js";

/** @typedef {import("./records.js").CallRecord} CallRecord */

const USER_AGENT = "pulse-wasm/0.1.0";
/** @type {Record<string, string> | undefined} */
let ownHeaders;

/** Puts beside a call what is not the default; bad options are noted. Whether it is aborted already. */
export const applyOptions = noting(
  /**
   * @param {number} slot
   * @param {CallRecord["fetch"]} fetch
   * @param {CallRecord["observer"]} observer
   * @param {any} clientHeaders
   * @param {any} headers
   * @param {unknown} options
   */
  (slot, fetch, observer, clientHeaders, headers, options) => {
    const call = pending(slot);
    Object.assign(call, { fetch, observer });
    setHeaders(slot, clientHeaders, headers);
    call.keepalive = choice(options, "keepalive", false);
    call.onUpdate = handlerOf(options, "onUpdate");
    const signal = optionOf(options, "abortSignal") ?? optionOf(options, "signal");
    // What is refused touches no signal.
    return isFine() && signal != null && listen(call, signal, abort);
  },
  false,
);

/**
 * Names and values in turn: the client's, and over them the call's.
 * @param {number} slot
 * @param {(string | null)[] | undefined} clientHeaders
 * @param {(string | null)[] | undefined} headers
 */
export function setHeaders(slot, clientHeaders, headers) {
  pending(slot).headers = [...(clientHeaders ?? []), ...(headers ?? [])];
}

/**
 * Sends one attempt, and reports its end to the driver, or that `milliseconds` have gone by.
 * @param {number} slot
 * @param {number} number of the endpoint
 * @param {string} prefix what stands before the id in the URL
 * @param {string} id percent-encoded
 * @param {string | undefined} query
 * @param {string} key
 * @param {number} milliseconds
 * @param {number} attempts requests sent so far, this one included
 */
export function send(slot, number, prefix, id, query, key, milliseconds, attempts) {
  const call = pending(slot);
  ownHeaders ??= isBrowser()
    ? { accept: "application/json" }
    : { accept: "application/json", "user-agent": USER_AGENT };
  const headers = { ...ownHeaders };
  if (key) headers["x-api-key"] = key;
  const extra = call.headers ?? [];
  for (let at = 0; at < extra.length; at += 2) {
    const [name, value] = [/** @type {string} */ (extra[at]), extra[at + 1]];
    if (value === null) delete headers[name];
    else headers[name] = value;
  }
  const endpoint = endpointOf(number);
  const controller = new AbortController();
  /** @type {RequestInit} */
  const init = {
    method: endpoint.method,
    headers,
    redirect: "manual",
    signal: controller.signal,
  };
  if (endpoint.method === "GET" && takesCache()) init.cache = "no-store";
  if (call.keepalive) init.keepalive = true;
  call.controller = controller;
  call.attempts = attempts;
  // A job of a bulk run is asked for and cancelled: both answers go into its outcome.
  if (call.endpoint !== endpoint) {
    call.endpoint = endpoint;
    call.before = call.data;
  }
  sleep(slot, milliseconds);
  attempt(call, controller, prefix + id + endpoint.suffix + (query ?? ""), init);
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
    // Looked up at each call, and called without a receiver, as a global function is.
    response = await (call.fetch ?? globalThis.fetch)(url, init);
    if (call.controller !== controller) return drop(response?.body);
    call.response = call.data = call.text = call.asked = undefined;
    if (!isResponse(response)) {
      event = driver.pulse_not_a_response;
    } else if (response.type === "error") {
      throw refusal("fetch gave a network error");
    } else {
      status = response.status;
      call.response = response;
      if (status === 0 || (status >= 300 && status < 400)) {
        // A redirect is reported whatever its body does.
        drop(response.body);
      } else {
        if (status >= 400) call.asked = readHeaders(response);
        const text = await readText(call, response);
        if (call.controller !== controller) return;
        if (text === undefined) event = driver.pulse_oversized;
        else isComplete = parse(call, text);
      }
    }
  } catch (error) {
    if (call.controller !== controller) return;
    call.cause = error;
    event = driver.pulse_failure;
  }
  call.controller = call.reader = undefined;
  dispatch(call, event, status, +isComplete);
}

/**
 * Parses a body. Whether it is an object with the strings that its endpoint requires.
 * @param {CallRecord} call
 * @param {string} text
 */
function parse(call, text) {
  call.text = text;
  try {
    call.data = JSON.parse(text);
  } catch {
    call.data = text;
    return false;
  }
  return call.endpoint.required.every((name) => typeof call.data?.[name] === "string");
}
