// What the runtime is, which request options it takes, its clocks and its randomness.

/** Whether this is a browser: there is a document, or a worker scope without process, Deno and Bun. */
export function isBrowser() {
  try {
    const { document, WorkerGlobalScope, process, Deno, Bun } = globalThis;
    return !!document || !!(WorkerGlobalScope && !process && !Deno && !Bun);
  } catch {
    // One of them is a trap of somebody's: a browser is what the least is sent from.
    return true;
  }
}

/** Whether requests take a cache mode; workerd's may refuse it. */
export function takesCache() {
  try {
    return "cache" in globalThis.Request.prototype;
  } catch {
    return false;
  }
}

/**
 * A number that the platform gives; NaN where it throws, or gives none.
 * @param {() => unknown} read
 */
function numberFrom(read) {
  try {
    return Number(read());
  } catch {
    return NaN;
  }
}

/** Monotonic, in milliseconds. */
export const now = () => numberFrom(() => (globalThis.performance ?? Date).now());

/**
 * Milliseconds since 1970, by a Date header where it can be read: the local clock may be wrong. NaN where the
 * local one shows a time before 2001, as one that a test sets to 0.
 * @param {string | undefined} date
 */
export function wallClock(date) {
  return numberFrom(() => Date.parse(String(date)) || (Date.now() > 1e12 ? Date.now() : NaN));
}

/** From 0 to 1. */
export const random = () => numberFrom(() => Math.random());

/**
 * Clears a record's timer.
 * @param {import("./records.js").PendingRecord} call
 */
export function disarm(call) {
  call.fire = undefined;
  try {
    clearTimeout(call.timer);
  } catch {
    // It does nothing when it fires.
  }
}
