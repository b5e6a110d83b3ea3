// How a call ends, and what of its last response the driver may ask for.
import { close, pending } from "./call.js";
import { endpointOf } from "./endpoints.js";
import {
  BadRequestError,
  ForbiddenError,
  GoneError,
  InternalServerError,
  NotFoundError,
  PulseAbortError,
  PulseConnectionError,
  PulseError,
  PulseTimeoutError,
  TooManyRequestsError,
  UnauthorizedError,
} from "./errors.js";
import { scrub, serverMessage, thrownMessage } from "./messages.js";
import { notify, notifySafely } from "./observe.js";
import { describe } from "./promise.js";
import { reason } from "./signal.js";

/**
 * A header of the last response that a rule asks for; fetch.js has read them, since reading may run a caller's code.
 * @param {number} slot
 * @param {string} name
 */
export const header = (slot, name) => pending(slot).asked?.[name];

/**
 * The body of the last response: JSON, or its text.
 * @param {number} slot
 */
export const data = (slot) => pending(slot).data;

/**
 * @param {number} slot
 * @param {string | undefined} outcome how the job ended, where the caller asked for that
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
  call.observer?.failed(error);
  call.reject(error);
}

/**
 * By the core's names of failures, and those of callers' functions that threw: the class, what is said of it, and which
 * form of the last response's body goes along, if any does. What ends in a colon goes on with what was thrown, what ends
 * in a comma with the time that was too long.
 * @type {Record<string, [typeof PulseError, string, ("data" | "text")?]>}
 */
const FAILURES = {
  status: [PulseError, "", "data"],
  redirect: [
    PulseError,
    "the server answered with a redirect, which is not followed: it would carry the key along",
    "data",
  ],
  malformed: [PulseError, "the answer is not the JSON object that the API promises", "text"],
  oversized: [PulseError, "the answer is longer than 64 MiB and was cut off", "data"],
  "not-a-response": [PulseError, "fetch returned something other than a Response"],
  connection: [PulseConnectionError, "the server could not be reached, or its answer broke off: "],
  timeout: [PulseTimeoutError, "an attempt took longer than timeoutInSeconds, "],
  deadline: [PulseTimeoutError, "the call took longer than deadlineInSeconds, "],
  aborted: [PulseAbortError, "the call was aborted"],
  "rate-limited": [
    TooManyRequestsError,
    "not sent: the server's last 429 holds this client back longer than a call waits",
  ],
  supplier: [PulseError, "an option's supplier function failed: "],
  "only-if": [PulseError, "onlyIf failed: "],
};

/**
 * The classes of the statuses that have one of their own.
 * @type {Record<number, typeof PulseError>}
 */
const STATUSES = {
  400: BadRequestError,
  401: UnauthorizedError,
  403: ForbiddenError,
  404: NotFoundError,
  410: GoneError,
  429: TooManyRequestsError,
};

/**
 * `1.5 s`, in whole milliseconds.
 * @param {number} seconds
 */
const inSeconds = (seconds) => `${Math.floor(seconds * 1e3) / 1e3} s`;

/**
 * Builds the error of a call, from its last response or from what was thrown. `body` and `cause` stay as received.
 * @param {number} slot
 * @param {string} kind
 * @param {number} seconds the time that was too long
 * @param {number} attempts
 * @param {number} retryAfter in seconds, below 0 for none
 * @param {string} key
 */
export function failure(slot, kind, seconds, attempts, retryAfter, key) {
  const call = pending(slot);
  const { response, signal, given = [] } = call;
  /** @type {any} */
  const fields = { attempts };
  let [Class, message, body] = FAILURES[kind];
  if (body) {
    const rawResponse = describe(response);
    rawResponse.statusText = scrub(rawResponse.statusText, key);
    const statusCode = rawResponse.status || undefined;
    Object.assign(fields, { statusCode, body: call[body], rawResponse });
    if (kind === "status") {
      Class = STATUSES[statusCode] ?? (statusCode >= 500 ? InternalServerError : Class);
      message = serverMessage(call, key);
    }
    if (statusCode) message = `${statusCode}: ${message}`;
  } else if (message.endsWith(": ")) {
    fields.cause = call.cause;
    message += thrownMessage(call, key);
  } else if (message.endsWith(", ")) message += inSeconds(seconds);
  if (kind === "aborted") fields.cause = reason(signal);
  if (retryAfter >= 0) {
    fields.retryAfterInSeconds = retryAfter;
    message += `; try again in ${inSeconds(retryAfter)}`;
  }
  const secrets = [key, ...given].filter((secret) => typeof secret === "string");
  fields.message = secrets.reduce((line, secret) => scrub(line, secret), message);
  /** @type {any} */
  const error = new Class(fields);
  for (const field of ["code", "details"]) {
    if (error[field] !== undefined) error[field] = scrub(error[field], key);
  }
  return error;
}

/**
 * Hands a job's new state to `onUpdate`.
 * @param {number} slot
 */
export function update(slot) {
  const { onUpdate, data, observer } = pending(slot);
  notifySafely(onUpdate, data, (cause) => observer?.log(2, "onUpdate threw", cause));
}

/**
 * Tells the observer what happened. A number below 0 stands for none.
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
