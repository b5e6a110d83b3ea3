// What the client's events say, added up until the page is told: answers, latency, and the gate that a 429 closes. The client has
// no way to be asked for it.
import type { PulseEvent } from "pulse-wasm";
import type { Traffic } from "./messages.js";

export const nothing = (): Traffic => ({
  latencies: [],
  ok: 0,
  refused: 0,
  limited: 0,
  broken: 0,
  heldBack: 0,
  gateUntil: 0,
});

const TOO_MANY = 429;
const EVERY_MILLIS = 250;

let traffic = nothing();
let planned = false;

/** Adds an event, and tells what there was a little later. */
export function count(event: PulseEvent, tell: (traffic: Traffic) => void): void {
  if (event.type === "attempt") return;
  if (event.type === "response") answered(event);
  else if (event.type === "gate" || event.error?.statusCode === TOO_MANY) {
    const until = Date.now() + (event.delayInSeconds ?? 0) * 1000;
    traffic.gateUntil = Math.max(traffic.gateUntil, until);
    traffic.heldBack++;
  }
  if (planned) return;
  planned = true;
  setTimeout(() => {
    planned = false;
    tell(traffic);
    traffic = nothing();
  }, EVERY_MILLIS);
}

function answered({ statusCode, durationInSeconds }: PulseEvent): void {
  if (statusCode === undefined) {
    traffic.broken++;
    return;
  }
  if (durationInSeconds !== undefined) traffic.latencies.push(durationInSeconds);
  if (statusCode < 300) traffic.ok++;
  else if (statusCode === TOO_MANY) traffic.limited++;
  else if (statusCode < 500) traffic.refused++;
  else traffic.broken++;
}
