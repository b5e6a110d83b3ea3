// The one client of the API: made anew when the key or the address changes, so that all its calls share one gate.
import { PulseClient, type PulseEvent } from "pulse-wasm";
import type { Server } from "./messages.js";

let client: PulseClient | undefined;
let madeFor = "";
const listeners = new Set<(event: PulseEvent) => void>();

/** Hears of the events of all clients, until what is returned is called. */
export function listen(listener: (event: PulseEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The client for a server. Throws where no client takes the key. */
export function pulse({ key, baseUrl }: Server): PulseClient {
  const wanted = JSON.stringify([key, baseUrl]);
  if (client && madeFor === wanted) return client;
  // Without a key none is sent: a proxy of this origin adds it.
  const fresh = new PulseClient({
    apiKey: key || null,
    baseUrl,
    timeoutInSeconds: 20,
    onEvent: (event) => {
      for (const listener of listeners) listener(event);
    },
  });
  // What is under way with the old one goes on.
  client?.free();
  client = fresh;
  madeFor = wanted;
  return fresh;
}
