// What only the typed Rust API needs: kinds of errors, ids that come from Rust, calls and runs that were dropped.
import { abort, dispatch, pending } from "./call.js";
import {
  PulseAbortError,
  PulseConnectionError,
  PulseTimeoutError,
  PulseValidationError,
  TooManyRequestsError,
} from "./errors.js";

/** @typedef {import("./records.js").RunRecord} RunRecord */

/**
 * The name of an error's kind, by its class: an error's name can be reassigned, and minifiers change it.
 * @param {unknown} error
 */
export function kindOf(error) {
  if (error instanceof PulseTimeoutError) return "timeout";
  if (error instanceof PulseConnectionError) return "connection";
  if (error instanceof PulseAbortError) return "abort";
  if (error instanceof PulseValidationError) return "validation";
  if (error instanceof TooManyRequestsError) return "rate-limited";
  return "other";
}

/**
 * Aborts a call of the typed Rust API whose future was dropped; by then the slot may belong to another call.
 * @param {number} slot
 * @param {Promise<unknown>} promise
 */
export function abandon(slot, promise) {
  promise.catch(() => {});
  const call = pending(slot);
  if (call?.promise === promise) abort(call);
}

/**
 * An iterable over the ids of an iterator or a stream in Rust.
 * @param {() => any} next returns the next id, undefined at the end; for a stream, a promise of that
 * @param {() => void} close
 * @param {boolean} isAsync
 * @param {number | undefined} size how many there are, if that is known
 */
export function idsFrom(next, close, isAsync, size) {
  /** @param {string | undefined} value */
  const step = (value) => ({ done: value === undefined, value });
  const iterator = {
    next: isAsync ? () => next().then(step) : () => step(next()),
    return() {
      close();
      return step(undefined);
    },
  };
  return {
    [isAsync ? Symbol.asyncIterator : Symbol.iterator]: () => iterator,
    size,
    // As of a Set, what a stop leaves of ids whose number is known is skipped one by one.
    [Symbol.toStringTag]: size === undefined ? "Ids" : "Set",
  };
}

/**
 * Aborts a run whose stream or summary was dropped; by then the slot may belong to another call.
 * @param {number} slot
 * @param {{ catch(handle: () => void): unknown }} handle
 */
export function abandonRun(slot, handle) {
  /** @type {RunRecord} */
  const run = pending(slot);
  if (run?.handle === handle) dispatch(run, run.driver.pulse_left);
  // Nothing is left that could handle its error.
  handle.catch(() => {});
}
