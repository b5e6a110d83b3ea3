// Listens to callers' signals: one listener for each signal, however many calls use it.
import { refusal } from "./errors.js";
import { optionOf, recordingProblems } from "./options.js";

/** @typedef {import("./records.js").PendingRecord} PendingRecord */

/**
 * The calls that wait for a signal, and the listener that aborts them.
 * @type {WeakMap<AbortSignal, { calls: Set<PendingRecord>, listener: () => void }>}
 */
const listeners = new WeakMap();

/**
 * Listens to one of a call's signals. Returns whether it has aborted already; throws if it is not a working signal.
 * @param {PendingRecord} call
 * @param {AbortSignal} signal
 * @param {(call: PendingRecord) => void} abort
 */
export function listen(call, signal, abort) {
  try {
    if (signal.aborted) {
      call.signal = signal;
      return true;
    }
    let entry = listeners.get(signal);
    if (!entry) {
      /** @type {Set<PendingRecord>} */
      const calls = new Set();
      entry = {
        calls,
        listener: () => {
          for (const call of [...calls]) {
            call.signal = signal;
            abort(call);
          }
        },
      };
      signal.addEventListener("abort", entry.listener);
      listeners.set(signal, entry);
    }
    entry.calls.add(call);
    call.signals = [...(call.signals ?? []), signal];
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
  for (const signal of call.signals ?? []) {
    const entry = listeners.get(signal);
    if (!entry?.calls.delete(call) || entry.calls.size > 0) continue;
    listeners.delete(signal);
    try {
      signal.removeEventListener("abort", entry.listener);
    } catch {
      // A signal that cannot remove a listener must not keep a call from ending.
    }
  }
}

/**
 * Why a call, or the run of a job, was aborted.
 * @param {PendingRecord & { run?: PendingRecord }} call
 */
export function reason(call) {
  try {
    return /** @type {AbortSignal} */ ((call.run ?? call).signal).reason;
  } catch (error) {
    return error;
  }
}

/**
 * The signal of a call or of a client.
 * @param {unknown} options
 */
export const signalOf = (options) =>
  optionOf(options, "abortSignal") ?? optionOf(options, "signal");

/** The signal of a client; it is not listened to before a call. */
export const clientSignal = recordingProblems((/** @type {unknown} */ options) => {
  const signal = signalOf(options);
  if (signal != null && typeof signal.addEventListener !== "function")
    throw refusal("abortSignal must be an AbortSignal");
  return signal;
});
