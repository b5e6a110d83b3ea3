// The table of pending calls: a record for each, with its promise, its timer and its signal's listener.
import { drop } from "./body.js";
import { PulseError } from "./errors.js";
import { ResponsePromise } from "./promise.js";
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
 * The record that was opened last; `call` takes its place. A getter of a call's options may begin another call within it.
 * @param {PendingRecord} [call]
 */
export function swapOpened(call) {
  const before = opened;
  opened = call;
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
  calls[call.slot] = call;
  // A run's job is not what a method was asked for.
  if (!(/** @type {JobRecord} */ (/** @type {unknown} */ (call)).run)) opened = call;
  return call;
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
  call.promise = new ResponsePromise((resolve, reject) => {
    call.resolve = resolve;
    call.reject = reject;
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
  calls[slot] = undefined;
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
  /** @param {number} attempts */
  const givenUp = (attempts) => new PulseError({ message, cause, attempts });
  for (const call of calls)
    if (call && (driver ?? call.driver) === call.driver)
      close(call.slot).reject?.(givenUp(call.attempts));
  return givenUp(0);
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

/** @param {PendingRecord} call */
function disarm(call) {
  call.fire = undefined;
  try {
    clearTimeout(call.timer);
  } catch {
    // It does nothing when it fires.
  }
}

/**
 * Sets the call's one timer; Infinity clears it.
 * @param {number} slot
 * @param {number} milliseconds
 */
export function sleep(slot, milliseconds) {
  const call = pending(slot);
  disarm(call);
  if (milliseconds === Infinity) return;
  let isSet = false;
  // A closure: a stub of setTimeout may drop further arguments, or call back twice, or after the timer was cleared.
  const fire = () => {
    if (call.fire !== fire) return;
    // One that calls back at once does so while the module is busy.
    if (!isSet) return void Promise.resolve().then(fire);
    call.fire = undefined;
    dispatch(call, call.driver.pulse_timer);
  };
  call.fire = fire;
  try {
    const timer = setTimeout(fire, Math.ceil(milliseconds));
    if (call.fire === fire) call.timer = timer;
    isSet = true;
  } catch (cause) {
    disarm(call);
    broke(call, "setTimeout", cause);
  }
}

/**
 * Calls suppliers, one after the other. The record then has their values for `supplied`, or what one threw.
 * @param {number} slot
 * @param {Iterable<() => unknown>} suppliers
 */
export async function supply(slot, suppliers) {
  const call = pending(slot);
  /**
   * Kept off the record until all are there: one of them may be the key.
   * @type {unknown[]}
   */
  const values = [];
  try {
    for (const supplier of suppliers) {
      if (calls[slot] !== call) return;
      values.push(await supplier());
    }
    if (calls[slot] !== call) return;
    call.supplied = values;
  } catch (error) {
    if (calls[slot] !== call) return;
    call.cause = error;
    // For scrubbing: what one supplier gave may be in what another threw.
    call.given = values;
  }
  dispatch(call, call.driver.pulse_supplied);
  call.given = undefined;
}

/**
 * Returns the suppliers' values and forgets them: the key is held in wasm memory alone.
 * @param {number} slot
 */
export function supplied(slot) {
  const call = pending(slot);
  const values = call.supplied;
  call.supplied = undefined;
  return values;
}
