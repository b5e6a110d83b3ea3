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
  const { response, data, text, cause, signal } = pending(slot);
  const error = new (errorClass(kind))({
    message: scrub(message, key),
    ...(source === 1 && {
      statusCode: describe(response).status || undefined,
      body: data,
      rawResponse: describe(response),
    }),
    ...(source === 2 && {
      statusCode: describe(response).status,
      body: text,
      rawResponse: describe(response),
    }),
    cause: source === 3 ? cause : source === 4 ? reason(signal) : undefined,
    attempts,
    retryAfterInSeconds: retryAfter < 0 ? undefined : retryAfter,
  });
  if (error.rawResponse) {
    error.rawResponse.statusText = scrub(error.rawResponse.statusText, key);
  }
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
