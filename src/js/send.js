// One attempt: fetch, the body's text, JSON. One call from Rust and one back, since each crossing costs.
import { drop, isResponse, readHeaders, readText } from "./body.js";
import { refusal } from "./errors.js";
import { FAILURE, pending, RESPONSE, sleep, tell } from "./host.js";
import { noting, option } from "./options.js";
import { isBrowser, takesCache } from "./runtime.js";
import { listen } from "./signal.js";

/** Bits of `fetch::Bits` in Rust: which fields of the body are strings, and what is wrong with the response. */
const FIELDS = [
  ["job_id", 1],
  ["message", 2],
  ["status", 4],
  ["created_at", 8],
];
const OVERSIZED = 16;
const NOT_A_RESPONSE = 32;

const USER_AGENT = "pulse-wasm/0.1.0";
let ownHeaders;

/** Puts beside a call what is not the default; bad options throw. Whether it is aborted already. */
export const equip = noting((slot, fetch, observer, clientHeaders, headers, options) => {
  const call = pending(slot);
  Object.assign(call, { fetch, observer });
  setHeaders(slot, clientHeaders, headers);
  const keepalive = option(options, "keepalive");
  const onUpdate = option(options, "onUpdate");
  if (keepalive != null && typeof keepalive !== "boolean")
    throw refusal("keepalive must be true or false");
  if (onUpdate != null && typeof onUpdate !== "function")
    throw refusal("onUpdate must be a function");
  Object.assign(call, { keepalive, onUpdate });
  const signal = option(options, "abortSignal") ?? option(options, "signal");
  return signal != null && listen(call, signal);
}, false);

/** Names and values in turn: the client's, and over them the call's. */
export function setHeaders(slot, clientHeaders, headers) {
  pending(slot).headers = [...(clientHeaders ?? []), ...(headers ?? [])];
}

/** Sends one attempt and wakes the driver with its end, or after `milliseconds`. */
export function send(slot, get, prefix, path, key, milliseconds) {
  const call = pending(slot);
  ownHeaders ??= isBrowser()
    ? { accept: "application/json" }
    : { accept: "application/json", "user-agent": USER_AGENT };
  const headers = { ...ownHeaders };
  if (key) headers["x-api-key"] = key;
  const extra = call.headers ?? [];
  for (let at = 0; at < extra.length; at += 2) {
    if (extra[at + 1] === null) delete headers[extra[at]];
    else headers[extra[at]] = extra[at + 1];
  }
  const controller = new AbortController();
  const init = {
    method: get ? "GET" : "DELETE",
    headers,
    redirect: "manual",
    signal: controller.signal,
  };
  if (get && takesCache()) init.cache = "no-store";
  if (call.keepalive) init.keepalive = true;
  call.controller = controller;
  call.attempts++;
  // A job of a bulk run is asked for and cancelled: both answers go into its outcome.
  if (call.get !== get) {
    call.get = get;
    call.before = call.data;
  }
  sleep(slot, milliseconds);
  attempt(call, controller, prefix + path, init);
}

async function attempt(call, controller, url, init) {
  let event = FAILURE;
  let status = 0;
  let bits = 0;
  let response;
  try {
    // Looked up at each call, and called without a receiver, as a global function is.
    response = await (call.fetch ?? globalThis.fetch)(url, init);
    if (call.controller !== controller) return drop(response?.body);
    call.response = call.data = call.text = call.asked = undefined;
    if (!isResponse(response)) {
      bits = NOT_A_RESPONSE;
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
        bits = text === undefined ? OVERSIZED : take(call, text);
      }
    }
    event = RESPONSE;
  } catch (error) {
    if (call.controller !== controller) return;
    call.cause = error;
  }
  call.controller = call.reader = undefined;
  tell(call, event, status, bits);
}

/** Parses a body, and tells which of the API's fields it has. */
function take(call, text) {
  call.text = text;
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    call.data = text;
    return 0;
  }
  call.data = data;
  let bits = 0;
  if (data !== null && typeof data === "object") {
    for (const [name, bit] of FIELDS) if (typeof data[name] === "string") bits |= bit;
  }
  return bits;
}
