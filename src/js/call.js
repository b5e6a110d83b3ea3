// The table of pending calls: a record for each, with its promise, its timer and its signal's listener.
import { drop } from "./body.js";
import { PulseError, placeAt, placeHere } from "./errors.js";
import { ResponsePromise } from "./promise.js";
import { disarm } from "./runtime.js";
import { unlisten } from "./signal.js";

/** @typedef {import("./records.js").CallRecord} CallRecord */
/** @typedef {import("./records.js").Driver} Driver */
/** @typedef {import("./records.js").JobRecord} JobRecord */
/** @typedef {import("./records.js").PendingRecord} PendingRecord */

/**
 * The pending calls by slot; a slot is reused once its call has ended.
 * @type {(PendingRecord | undefined)[]}
 */
const calls = [];
/** @type {number[]} */
const freeSlots = [];

/**
 * The record that was opened last: if the module traps while it begins, the caller still gets its promise.
 * @type {PendingRecord | undefined}
 */
let opened;
/** @type {(() => void) | undefined} */
let forgetModule;

/**
 * Made where a caller has just called a method: the run that it opens has its stack in its errors.
 * @type {Error | undefined}
 */
let callSite;
/** How many records there have been. */
let records = 0;

/**
 * The record that was opened last; `call` takes its place. A getter of a call's options may begin another call within it.
 * @param {PendingRecord} [call]
 * @param {Error} [error] made for the run that is opened next
 */
export function swapOpened(call, error) {
  const before = opened;
  opened = call;
  callSite = error;
  return before;
}

/**
 * Sets what is to be done when the module traps.
 * @param {() => void} forget
 */
export function onTrap(forget) {
  forgetModule = forget;
}

/** A record: nothing that is absent from it may be found on Object.prototype. */
export const Fields = /* @__PURE__ */ (() => {
  function Fields() {}
  Fields.prototype = Object.create(null);
  return /** @type {new () => any} */ (/** @type {unknown} */ (Fields));
})();

/**
 * Puts a record into the table.
 * @template {PendingRecord} T
 * @param {T} call
 * @returns {T}
 */
export function register(call) {
  call.slot = freeSlots.pop() ?? calls.length;
  call.callId = ++records;
  calls[call.slot] = call;
  // A run's job is not what a method was asked for.
  if (!(/** @type {JobRecord} */ (/** @type {unknown} */ (call)).run)) {
    opened = call;
    call.callSite = callSite;
    callSite = undefined;
  }
  return call;
}

/**
 * Rejects what a call's promise is resolved with. An async function that its caller awaits has the caller in its stack.
 * @param {any} error
 */
async function rejected(error) {
  // By then the promise follows this one, and a call that was refused at once has a caller who awaits it.
  for (let turn = 0; turn < 3; turn++) await undefined;
  throw placeHere(error);
}

/**
 * Opens a call whose events go to `driver`; returns its slot.
 * @param {Driver | undefined} driver
 * @param {unknown} jobId
 */
export function openCall(driver, jobId) {
  /** @type {CallRecord} */
  const call = new Fields();
  call.driver = /** @type {Driver} */ (driver);
  call.jobId = jobId;
  call.attempts = 0;
  call.promise = new ResponsePromise((resolve) => {
    call.resolve = resolve;
    call.reject = (error) => resolve(rejected(error));
  }, call);
  return register(call).slot;
}

/**
 * The record in a slot that is in use.
 * @template {PendingRecord} [T=CallRecord]
 * @param {number} slot
 */
export const pending = (slot) => /** @type {T} */ (calls[slot]);

/** @param {number} slot */
export const promiseOf = (slot) => pending(slot).promise;

/**
 * Removes a call from the table, and cleans up its request, timer and listener.
 * @template {PendingRecord} [T=CallRecord]
 * @param {number} slot
 */
export function close(slot) {
  const call = pending(slot);
  cancel(slot);
  disarm(call);
  unlisten(call);
  calls[slot] = call.callSite = undefined;
  freeSlots.push(slot);
  return /** @type {T} */ (/** @type {unknown} */ (call));
}

/**
 * Cancels the request in flight, if there is one.
 * @param {number} slot
 */
export function cancel(slot) {
  const call = pending(slot);
  const { controller, reader } = call;
  call.controller = call.reader = undefined;
  try {
    controller?.abort();
  } catch {
    // One of the platform's or a stub's making; what it should have cancelled is not listened to any more.
  }
  if (controller && reader) drop(reader);
}

/**
 * Reports an event to the driver, by the module's own export for it, unless the call has ended meanwhile.
 * @param {PendingRecord} call
 * @param {(slot: number, a: number, b: number) => void} event
 * @param {number} [a]
 * @param {number} [b]
 */
export function dispatch(call, event, a, b) {
  if (calls[call.slot] !== call) return;
  try {
    // A number that an event does not carry is undefined, which the module receives as 0.
    event(call.slot, /** @type {number} */ (a), /** @type {number} */ (b));
  } catch (cause) {
    trapped(cause, call.driver);
  }
}

/**
 * Tells the driver that the caller has aborted a call.
 * @param {PendingRecord} call
 */
export const abort = (call) => dispatch(call, call.driver.pulse_abort);

/**
 * After a trap in a module: rejects all that is pending there, since nothing of it can go on; everything, where the module is
 * not known. Returns an error for a call that had not begun.
 * @param {unknown} cause
 * @param {Driver} [driver]
 */
export function trapped(cause, driver) {
  const message = "internal error in pulse-wasm; all its pending calls were rejected";
  forgetModule?.();
  for (const call of calls)
    if (call && (driver ?? call.driver) === call.driver) {
      const error = placeAt(
        new PulseError({ message, cause, attempts: call.attempts }),
        call.callSite,
      );
      close(call.slot).reject?.(error);
    }
  return new PulseError(message, { cause });
}

/**
 * Reports that a function of the platform has failed for a call; for a run and so for its jobs.
 * @param {PendingRecord} call
 * @param {string} culprit its name
 * @param {unknown} cause
 */
export function broke(call, culprit, cause) {
  for (const each of /** @type {(PendingRecord & { run?: PendingRecord } | undefined)[]} */ (calls))
    if (each && (each === call || each.run === call))
      dispatch(Object.assign(each, { culprit, cause }), call.driver.pulse_broke);
}
