// What the client's events say: answers and latency by the second, and the gate that a 429 closes.
import { signal } from "@preact/signals";
import type { PulseEvent } from "pulse-wasm";

/** What happened since it was last taken. */
export interface Traffic {
  latencies: number[];
  ok: number;
  refused: number;
  limited: number;
  broken: number;
}

const nothing = (): Traffic => ({ latencies: [], ok: 0, refused: 0, limited: 0, broken: 0 });
let traffic = nothing();

/** Until when the client sends nothing, since a 429 asked for it. The client has no way to be asked; its events tell. */
export const gateUntil = signal(0);
/** How many calls have been held back by the gate or put off by a 429. */
export const heldBack = signal(0);

let accepted: ((jobId: string) => void) | undefined;
let sent: ((jobId: string) => void) | undefined;

/** Hears of each cancellation that the server accepts. */
export function onAccepted(listener: typeof accepted): void {
  accepted = listener;
}

/** Hears of each cancellation that is sent. */
export function onSent(listener: typeof sent): void {
  sent = listener;
}

const TOO_MANY = 429;

/** The client's `onEvent`. */
export function heard(event: PulseEvent): void {
  if (event.type === "attempt") {
    if (event.method === "DELETE") sent?.(event.jobId);
  } else if (event.type === "response") {
    answered(event);
  } else if (event.type === "gate" || event.error?.statusCode === TOO_MANY) {
    const until = Date.now() + (event.delayInSeconds ?? 0) * 1000;
    if (until > gateUntil.value) gateUntil.value = until;
    heldBack.value++;
  }
}

function answered({ method, jobId, statusCode, durationInSeconds }: PulseEvent): void {
  if (statusCode === undefined) {
    traffic.broken++;
    return;
  }
  if (durationInSeconds !== undefined) traffic.latencies.push(durationInSeconds);
  if (statusCode < 300) {
    traffic.ok++;
    if (method === "DELETE") accepted?.(jobId);
  } else if (statusCode === TOO_MANY) traffic.limited++;
  else if (statusCode < 500) traffic.refused++;
  else traffic.broken++;
}

/** What happened since the last time. */
export function take(): Traffic {
  const taken = traffic;
  traffic = nothing();
  return taken;
}
