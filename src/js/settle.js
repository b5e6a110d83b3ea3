// How a call ends, and what of its last response the driver may ask for.
import { errorClass } from "./errors.js";
import { close, pending } from "./host.js";
import { notify, tell } from "./observe.js";
import { describe } from "./promise.js";
import { reason } from "./signal.js";
import { scrub } from "./words.js";

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

/** Builds the error of a call, from its last response or from what was thrown. `body` and `cause` stay as received. */
export function failure(slot, kind, message, source, attempts, retryAfter, key) {
  const { response, data, text, cause, signal, given = [] } = pending(slot);
  const secrets = [key, ...given].filter((secret) => typeof secret === "string");
  const fields = {
    message: secrets.reduce((line, secret) => scrub(line, secret), message),
    attempts,
    retryAfterInSeconds: retryAfter < 0 ? undefined : retryAfter,
  };
  if (source === 1 || source === 2) {
    const rawResponse = describe(response);
    rawResponse.statusText = scrub(rawResponse.statusText, key);
    const statusCode = rawResponse.status || undefined;
    Object.assign(fields, { statusCode, body: source === 1 ? data : text, rawResponse });
  }
  if (source === 3) fields.cause = cause;
  if (source === 4) fields.cause = reason(signal);
  const error = new (errorClass(kind))(fields);
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
