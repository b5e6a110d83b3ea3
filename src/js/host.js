// The table of pending calls: one record each, with its promise, its timer and its listener.
import { drop } from "./body.js";
import { PulseError } from "./errors.js";
import { ResponsePromise } from "./promise.js";
import { unlisten } from "./signal.js";

/** Numbers of `driver::Event` in Rust. */
export const RESPONSE = 0;
export const FAILURE = 1;
const TIMER = 2;
export const ABORT = 3;
const SUPPLIED = 4;
export const PULLED = 5;
export const TAKEN = 6;
export const LEFT = 7;
export const VERDICT = 8;
export const STOPPED = 9;

/** The pending calls by slot; a slot is used again when its call has ended. */
const calls = [];
const free = [];
let wake;
let forget;

/** Hands over the driver's ear, `wake(slot, event, status, bits)`, and what is to be done when the module has failed. */
export function connect(driver, onTrap) {
  wake = driver;
  forget = onTrap;
}

/** Puts a record on the table; its events go to the module that its client lives in. */
export function place(call) {
  call.wake ??= wake;
  call.slot = free.pop() ?? calls.length;
  call.attempts = 0;
  calls[call.slot] = call;
  return call;
}

/** A new pending call. */
export function open(wake) {
  const call = place({ wake });
  call.promise = new ResponsePromise((resolve, reject) => {
    call.resolve = resolve;
    call.reject = reject;
  }, call);
  return call;
}

export const pending = (slot) => calls[slot];

/** Opens a call for the typed Rust API, which knows it by its slot. */
export function openSlot(jobId) {
  const call = open();
  call.jobId = jobId;
  return call.slot;
}

export const promiseOf = (slot) => calls[slot].promise;

/** Aborts a call of the typed Rust API whose future was dropped; by then the slot may be another's. */
export function abandon(slot, promise) {
  promise.catch(() => {});
  if (calls[slot]?.promise === promise) tell(calls[slot], ABORT, 0, 0);
}

/** Takes a call off the table, with everything of it that lives outside. */
export function close(slot) {
  const call = calls[slot];
  cancel(slot);
  clearTimeout(call.timer);
  unlisten(call);
  calls[slot] = undefined;
  free.push(slot);
  return call;
}

/** Gives up the request in flight, if there is one. */
export function cancel(slot) {
  const call = calls[slot];
  const { controller, reader } = call;
  call.controller = call.reader = undefined;
  controller?.abort();
  if (controller && reader) drop(reader);
}

/** Reports an event to the driver, unless the call has ended meanwhile. */
export function tell(call, event, status, bits) {
  if (calls[call.slot] !== call) return;
  try {
    call.wake(call.slot, event, status, bits);
  } catch (cause) {
    trapped(cause);
  }
}

/** A trap in the module: nothing pending may wait for an answer that will never come. */
export function trapped(cause) {
  const message = "pulse-wasm failed inside; every pending call of this instance was given up";
  forget?.();
  for (const call of calls) {
    if (call)
      close(call.slot).reject?.(new PulseError({ message, cause, attempts: call.attempts }));
  }
}

/** Arms the call's one timer. */
export function sleep(slot, milliseconds) {
  const call = calls[slot];
  clearTimeout(call.timer);
  if (milliseconds === Infinity) return;
  // Rounded up, since one that fires early would only be set again; cut, since Node fires a longer one at once.
  const span = Math.min(Math.ceil(milliseconds), 2 ** 31 - 1);
  call.timer = setTimeout(tell, span, call, TIMER, 0, 0);
}

/** Asks suppliers, one after the other; their values, or what one threw, are there for `supplied`. */
export async function supply(slot, suppliers) {
  const call = calls[slot];
  // Not on the record before all are there: one of them may be the key.
  const values = [];
  try {
    for (const supplier of suppliers) {
      if (calls[slot] !== call) return;
      values.push(await supplier());
    }
    call.supplied = values;
  } catch (error) {
    call.cause = error;
    // What one supplier gave may stand in what another threw.
    call.given = values;
  }
  tell(call, SUPPLIED, 0, 0);
  call.given = undefined;
}

/** Hands the suppliers' values over, and keeps none of them: the key is held in wasm memory alone. */
export function supplied(slot) {
  const call = calls[slot];
  const values = call.supplied;
  call.supplied = undefined;
  return values;
}
