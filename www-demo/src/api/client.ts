// The page's one client of the API: made anew when the key or the address changes, so that all its calls share one gate.
import { PulseClient } from "pulse-wasm";
import { address, settings } from "../state/connection.js";
import { heard } from "../watch/traffic.js";

let client: PulseClient | undefined;
let madeFor = "";

/** The client for what is set just now. */
export function pulse(): PulseClient {
  const { key } = settings.value;
  const baseUrl = address(settings.value);
  const wanted = JSON.stringify([key, baseUrl]);
  if (client && madeFor === wanted) return client;
  // Without a key none is sent: a proxy of this origin adds it.
  const fresh = new PulseClient({
    apiKey: key || null,
    baseUrl,
    timeoutInSeconds: 20,
    onEvent: heard,
  });
  // What is under way with the old one goes on.
  client?.free();
  client = fresh;
  madeFor = wanted;
  return fresh;
}

/** Starts afresh: a client remembers how long it was asked to wait. */
export function renew(): void {
  client?.free();
  client = undefined;
}
