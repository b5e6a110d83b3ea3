// Listens to callers' signals: one listener a signal, however many calls are under way with it.
import { refusal } from "./errors.js";
import { ABORT, tell } from "./host.js";

/** The calls that wait for a signal, and the listener that tells them. */
const listeners = new WeakMap();

/** Listens for a call. Whether the signal is aborted already; what is no working signal throws. */
export function listen(call, signal) {
  try {
    call.signal = signal;
    if (signal.aborted) return true;
    let entry = listeners.get(signal);
    if (!entry) {
      const calls = new Set();
      entry = {
        calls,
        tell: () => {
          for (const call of [...calls]) tell(call, ABORT, 0, 0);
        },
      };
      signal.addEventListener("abort", entry.tell);
      listeners.set(signal, entry);
    }
    entry.calls.add(call);
    return false;
  } catch {
    throw refusal("abortSignal must be an AbortSignal");
  }
}

/** Takes a call off its signal; the last one takes the listener along. */
export function unlisten(call) {
  const { signal } = call;
  const entry = signal && listeners.get(signal);
  if (!entry?.calls.delete(call) || entry.calls.size > 0) return;
  listeners.delete(signal);
  try {
    signal.removeEventListener("abort", entry.tell);
  } catch {
    // A signal that cannot let go of a listener must not keep a call from ending.
  }
}

/** Why the signal was aborted. */
export function reason(signal) {
  try {
    return signal.reason;
  } catch (error) {
    return error;
  }
}
