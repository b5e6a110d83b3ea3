// Listens to callers' signals: one listener for each signal, however many calls use it.
import { refusal } from "./errors.js";

/** @typedef {import("./records.js").PendingRecord} PendingRecord */

/**
 * The calls that wait for a signal, and the listener that aborts them.
 * @type {WeakMap<AbortSignal, { calls: Set<PendingRecord>, listener: () => void }>}
 */
const listeners = new WeakMap();

/**
 * Listens to a call's signal. Returns whether it has aborted already; throws if it is not a working signal.
 * @param {PendingRecord} call
 * @param {AbortSignal} signal
 * @param {(call: PendingRecord) => void} abort
 */
export function listen(call, signal, abort) {
  try {
    call.signal = signal;
    if (signal.aborted) return true;
    let entry = listeners.get(signal);
    if (!entry) {
      /** @type {Set<PendingRecord>} */
      const calls = new Set();
      entry = {
        calls,
        listener: () => {
          for (const call of [...calls]) abort(call);
        },
      };
      signal.addEventListener("abort", entry.listener);
      listeners.set(signal, entry);
    }
    entry.calls.add(call);
    return false;
  } catch {
    throw refusal("abortSignal must be an AbortSignal");
  }
}

/**
 * Stops listening for a call; the signal's last call removes the listener.
 * @param {PendingRecord} call
 */
export function unlisten(call) {
  const { signal } = /** @type {{ signal: AbortSignal }} */ (call);
  const entry = signal && listeners.get(signal);
  if (!entry?.calls.delete(call) || entry.calls.size > 0) return;
  listeners.delete(signal);
  try {
    signal.removeEventListener("abort", entry.listener);
  } catch {
    // A signal that cannot remove a listener must not keep a call from ending.
  }
}

/**
 * Why the signal was aborted.
 * @param {AbortSignal | undefined} signal
 */
export function reason(signal) {
  try {
    return /** @type {AbortSignal} */ (signal).reason;
  } catch (error) {
    return error;
  }
}
