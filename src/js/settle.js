// How a call ends, and what of its last response the driver may ask for.
import { errorClass } from "./errors.js";
import { close, pending } from "./host.js";
import { notify, tell } from "./observe.js";
import { describe } from "./promise.js";
import { reason } from "./signal.js";

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

/** The longest that a message of somebody else's may be within one of ours. */
const LONGEST = 300;

/** The first of `values` that is a text, as a part of one line. The key goes before the cut, which could leave most of it. */
function line(key, ...values) {
  const text = values.find((value) => typeof value === "string" && value.trim());
  const clean = text?.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  return clean?.length > LONGEST ? `${scrub(clean, key).slice(0, LONGEST)}…` : clean;
}

/** The server's own message and code, wherever its error body has them. */
export function serverMessage(slot, key) {
  const { data } = pending(slot);
  const error = data?.error;
  const message = line(key, error?.message, error, data?.message, data?.detail, data);
  const code = line(key, error?.code);
  return code ? `${message ?? "no message"} (${code})` : message;
}

/** What was thrown last, and what caused that: Node says only there what happened. */
export function thrownMessage(slot, key) {
  try {
    const { cause } = pending(slot);
    const messages = [cause, cause?.cause].map((error) =>
      line(key, error, error?.message, error?.code),
    );
    return messages.filter(Boolean).join(": ") || undefined;
  } catch {
    return undefined;
  }
}

/** No server means anything by more levels than this, and a walk must end before the stack does. */
const DEEPEST = 32;

/** `value`, of JSON's kinds, with the key's exact text taken out of texts, names and numbers. */
function scrub(value, key, depth = 0) {
  if (!key || typeof value === "boolean" || value == null) return value;
  if (typeof value === "string") return value.replaceAll(key, "[key]");
  if (typeof value === "number") return String(value).includes(key) ? "[key]" : value;
  if (depth > DEEPEST) return undefined;
  if (Array.isArray(value)) return value.map((item) => scrub(item, key, depth + 1));
  const pairs = Object.entries(value).map(([name, item]) => [
    scrub(name, key),
    scrub(item, key, depth + 1),
  ]);
  return Object.fromEntries(pairs);
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
