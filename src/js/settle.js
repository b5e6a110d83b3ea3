// How a call's promise settles, and what the driver may ask about its last response.
import { close, pending } from "./call.js";
import { endpointOf } from "./endpoints.js";
import {
  classOf,
  own,
  PulseAbortError,
  PulseConnectionError,
  PulseError,
  PulseTimeoutError,
  placeAt,
  TooManyRequestsError,
} from "./errors.js";
import { scrub, serverMessage, thrownMessage } from "./messages.js";
import { notify, notifySafely } from "./observe.js";
import { describe } from "./promise.js";
import { reason } from "./signal.js";

/**
 * A header of the last response; fetch.js has read it already, since reading it may run a caller's code.
 * @param {number} slot
 * @param {string} name
 */
export const header = (slot, name) => pending(slot).asked?.[name];

/** @param {number} slot */
export const wallClock = (slot) => pending(slot).wall;

/**
 * What the rules need of a body is short, and memory that a long text has taken in the module would stay taken.
 * @param {unknown} value
 */
const short = (value) => (typeof value === "string" ? value.slice(0, 64) : undefined);

/**
 * The code in the last response's error body.
 * @param {number} slot
 */
export const errorCode = (slot) => short(own(own(pending(slot).data, "error"), "code"));

/**
 * The job's status in the last response's body.
 * @param {number} slot
 */
export const jobStatus = (slot) => short(own(pending(slot).data, "status"));

/**
 * What the source of a run gave last.
 * @param {number} slot
 */
export const data = (slot) => pending(slot).data;

/**
 * Forgets an id that is the key, with or without white space round it, which nothing may show: of a call, or the one that a run has pulled. Returns whether it was.
 * @param {number} slot
 * @param {string} key
 */
export function hideId(slot, key) {
  const call = pending(slot);
  const isKey = key !== "" && (call.jobId ?? call.data).trim() === key;
  if (isKey) call.jobId = call.data = "[key]";
  return isKey;
}

/**
 * @param {number} slot
 * @param {string | undefined} outcome how the job ended, if the result is to say so
 */
export function resolve(slot, outcome) {
  const call = close(slot);
  const { data } = call;
  call.data = call.text = undefined;
  call.resolve(outcome === undefined ? data : { outcome, job: data });
}

/**
 * @param {number} slot
 * @param {Error} error
 */
export function reject(slot, error) {
  const call = close(slot);
  call.data = call.text = undefined;
  call.reject(tell(call, error));
}

/**
 * Completes the error of a call that has ended, and logs it. A refusal after a request was sent, of what a supplier gave for the
 * next one, says so.
 * @param {any} call
 * @param {any} error
 */
export function tell(call, error) {
  const { attempts, jobId, callSite, observer } = call;
  if (attempts > error.attempts) Object.assign(error, { attempts, jobId });
  placeAt(error, callSite);
  observer?.failed(error, call);
  return error;
}

/**
 * By the core's name of a failure, or that of a caller's function that threw: the error's message, the form in which it has the last
 * response's body, if it has it, and its class, if that is one of its own. A message that ends in a colon is continued with what was
 * thrown, one that ends in a comma with the limit that was exceeded.
 * @type {Record<string, [string, ("data" | "text" | "")?, (typeof PulseError)?]>}
 */
const FAILURES = {
  status: ["", "data"],
  "not-cancelled": ["", "data"],
  redirect: ["a redirect is not followed: it would expose the key", "data"],
  malformed: ["the response is not the JSON object that the API promises", "text"],
  oversized: ["the response is longer than 1 MiB, or for a GET 64 MiB, and was cut off", "data"],
  "not-a-response": ["fetch returned something other than a Response"],
  connection: [
    "the server could not be reached, or its response was cut off: ",
    "",
    PulseConnectionError,
  ],
  timeout: ["an attempt took longer than timeoutInSeconds, ", "", PulseTimeoutError],
  deadline: ["the call took longer than deadlineInSeconds, ", "", PulseTimeoutError],
  aborted: ["the call was aborted", "", PulseAbortError],
  "rate-limited": [
    "not sent: the server's last 429 asked for a longer wait than a call allows",
    "",
    TooManyRequestsError,
  ],
  supplier: [" failed: "],
  "only-if": ["onlyIf failed: "],
  platform: [" failed: "],
};

/**
 * A time as `1.5 s`, cut to whole milliseconds.
 * @param {number} seconds
 */
const inSeconds = (seconds) => `${Math.floor(seconds * 1e3) / 1e3} s`;

/**
 * Builds the error of a call, from its last response or from what was thrown. `body` and `cause` stay as received.
 * @param {number} slot
 * @param {string} kind
 * @param {number} seconds the limit that was exceeded
 * @param {number} attempts
 * @param {number} retryAfter in seconds, below 0 for none
 * @param {string[]} sent the keys that were sent
 */
export function failure(slot, kind, seconds, attempts, retryAfter, sent) {
  const call = pending(slot);
  const { given = [], callSite } = call;
  const keys = /** @type {any[]} */ ([...sent, ...given])
    .filter((secret) => typeof secret === "string" && secret)
    // The longest first: of a key that begins with another one the rest would be left.
    .sort((a, b) => b.length - a.length);
  // That a job could not be cancelled was said before its state was asked for, if that was sent.
  /** @type {any} */
  const { response, ...read } =
    kind === "not-cancelled" && call.earlier ? { response: call.earlier, data: call.before } : call;
  /** @type {any} */
  const fields = { jobId: call.jobId, attempts, statusCode: undefined };
  let [message, body, Class = PulseError] = FAILURES[kind];
  if (body) {
    const rawResponse = describe(response);
    const { status, statusText } = rawResponse;
    // A custom response's may be anything.
    if (typeof statusText === "string") rawResponse.statusText = scrub(statusText, keys);
    const statusCode = (typeof status === "number" && status) || undefined;
    Object.assign(fields, { statusCode, body: read[body], rawResponse });
    if (!message) {
      Class = classOf(/** @type {number} */ (statusCode)) ?? Class;
      message = /** @type {string} */ (serverMessage(read, keys));
    }
    if (kind === "malformed") message = call.mismatch ?? message;
    if (statusCode) message = `${statusCode}: ${message}`;
  } else if (message.endsWith(": ")) {
    fields.cause = call.cause;
    if (message === " failed: ") {
      message = call.culprit + message;
      fields.attempts = call.attempts;
    }
    message += thrownMessage(call, keys);
  } else if (message.endsWith(", ")) message += inSeconds(seconds);
  if (kind === "aborted") fields.cause = reason(/** @type {any} */ (call));
  if (retryAfter >= 0) {
    fields.retryAfterInSeconds = retryAfter;
    message += `; try again in ${inSeconds(retryAfter)}`;
  }
  fields.message = message;
  /** @type {any} */
  const error = new Class(fields);
  for (const field of ["code", "details"]) {
    if (Object.hasOwn(error, field)) error[field] = scrub(error[field], keys);
  }
  return placeAt(error, callSite);
}

/**
 * Calls `onUpdate` with a job's new state.
 * @param {number} slot
 */
export function update(slot) {
  const { onUpdate, data, observer } = pending(slot);
  notifySafely(onUpdate, data, (cause) => observer?.log(2, "onUpdate threw", cause));
}

/**
 * Reports an event of a call to its observer. A number below 0 stands for none.
 * @param {number} slot
 * @param {string} type
 * @param {number} endpoint
 * @param {number} attempt
 * @param {number} statusCode
 * @param {number} duration
 * @param {number} delay
 * @param {Error | undefined} error
 */
export function observe(slot, type, endpoint, attempt, statusCode, duration, delay, error) {
  notify(pending(slot), type, endpointOf(endpoint), attempt, statusCode, duration, delay, error);
}
