// How a call ends, and what of its last response the driver may ask for.
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
import { close, pending } from "./host.js";
import { notify, tell } from "./observe.js";
import { describe } from "./promise.js";
import { reason } from "./signal.js";
import { scrub, serverMessage, thrownMessage } from "./words.js";

/** A header of the last response that a rule asks for; send.js has read them, since reading may run a caller's code. */
export const header = (slot, name) => pending(slot).asked?.[name];

/** The body of the last response: JSON, or its text. */
export const data = (slot) => pending(slot).data;

export function resolve(slot, outcome) {
  const call = close(slot);
  const { data } = call;
  call.data = call.text = undefined;
  call.resolve(outcome === undefined ? data : { outcome, job: data });
}

export function reject(slot, error) {
  const call = close(slot);
  call.data = call.text = undefined;
  call.observer?.failed(error);
  call.reject(error);
}

/** By the numbers of `FailureKind` and, past them, `Thrower` in Rust: the class, and what is said of it. */
const FAILURES = [
  [PulseError, ""],
  [PulseError, "the server redirects, which is not followed: it would carry the key along"],
  [PulseError, "the answer is not the JSON object that the API promises"],
  [PulseError, "the answer is longer than 64 MiB and was cut off"],
  [PulseError, "fetch returned something that is no Response"],
  [PulseConnectionError, "no whole answer came from the server: "],
  [PulseTimeoutError, "an attempt took longer than timeoutInSeconds, "],
  [PulseTimeoutError, "the call took longer than deadlineInSeconds, "],
  [PulseAbortError, "the call was aborted"],
  [
    TooManyRequestsError,
    "not sent: the server's last 429 holds this client back longer than a call waits",
  ],
  [PulseError, "an option's supplier function failed: "],
  [PulseError, "onlyIf failed: "],
];
const STATUS = 0;
const MALFORMED = 2;
const OVERSIZED = 3;
const CONNECTION = 5;
const TIMEOUT = 6;
const DEADLINE = 7;
const ABORTED = 8;
const SUPPLIER = 10;

/** The classes of the statuses that have one of their own. */
const STATUSES = {
  400: BadRequestError,
  401: UnauthorizedError,
  403: ForbiddenError,
  404: NotFoundError,
  410: GoneError,
  429: TooManyRequestsError,
};

/** `1.5 s`, in whole milliseconds. */
const inSeconds = (seconds) => `${Math.floor(seconds * 1e3) / 1e3} s`;

/** Builds the error of a call, from its last response or from what was thrown. `body` and `cause` stay as received. */
export function failure(slot, kind, seconds, attempts, retryAfter, key) {
  const call = pending(slot);
  const { response, data, text, signal, given = [] } = call;
  const fields = { attempts };
  let [Class, message] = FAILURES[kind];
  if (kind <= OVERSIZED) {
    const rawResponse = describe(response);
    rawResponse.statusText = scrub(rawResponse.statusText, key);
    const statusCode = rawResponse.status || undefined;
    Object.assign(fields, { statusCode, body: kind === MALFORMED ? text : data, rawResponse });
    if (kind === STATUS) {
      Class = STATUSES[statusCode] ?? (statusCode >= 500 ? InternalServerError : Class);
      message = serverMessage(call, key);
    }
    if (statusCode) message = `${statusCode}: ${message}`;
  }
  if (kind === CONNECTION || kind >= SUPPLIER) {
    fields.cause = call.cause;
    message += thrownMessage(call, key);
  }
  if (kind === TIMEOUT || kind === DEADLINE) message += inSeconds(seconds);
  if (kind === ABORTED) fields.cause = reason(signal);
  if (retryAfter >= 0) {
    fields.retryAfterInSeconds = retryAfter;
    message += `; to be tried again in ${inSeconds(retryAfter)}`;
  }
  const secrets = [key, ...given].filter((secret) => typeof secret === "string");
  fields.message = secrets.reduce((line, secret) => scrub(line, secret), message);
  const error = new Class(fields);
  for (const field of ["code", "details"]) {
    if (error[field] !== undefined) error[field] = scrub(error[field], key);
  }
  return error;
}

/** Hands a job's new state to `onUpdate`. */
export function update(slot) {
  const { onUpdate, data, observer } = pending(slot);
  tell(onUpdate, data, (cause) => observer?.log(2, "onUpdate threw", cause));
}

/** Tells the observer what happened. */
export function observe(slot, type, get, attempt, statusCode, duration, delay, error) {
  notify(pending(slot), type, get, attempt, statusCode, duration, delay, error);
}
