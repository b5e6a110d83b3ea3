// What the worker says of the client's events: answers and latency by the second, and the gate that a 429 closes.
import { batch, computed, effect, signal } from "@preact/signals";
import { address, settings } from "../state/connection.js";
import type { Traffic } from "../worker/messages.js";
import { nothing } from "../worker/traffic.js";

/** Until when the client sends nothing, since a 429 asked for it. */
export const gateUntil = signal(0);
/** How many calls have been held back by the gate or put off by a 429. */
export const heldBack = signal(0);

const server = computed(() => JSON.stringify([settings.value.key, address(settings.value)]));
// Another server has not asked for anything.
effect(() => {
  server.value;
  gateUntil.value = 0;
});

let traffic = nothing();

export function heard(more: Traffic): void {
  traffic.latencies = traffic.latencies.concat(more.latencies);
  for (const name of ["ok", "refused", "limited", "broken"] as const) traffic[name] += more[name];
  batch(() => {
    if (more.gateUntil > gateUntil.value) gateUntil.value = more.gateUntil;
    heldBack.value += more.heldBack;
  });
}

/** What happened since the last time. */
export function take(): Traffic {
  const taken = traffic;
  traffic = nothing();
  return taken;
}
