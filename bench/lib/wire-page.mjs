// The measurements of bench/browser-loopback.mjs as they run in a page of the server's own origin.
import { time } from "./wire.mjs";

const calls = {};

/** Microseconds a call by a subject, which is made at its first turn. */
export async function timeCalls({ name, ids, atOnce, key }) {
  calls[name] ??= (await import(`/${name}.js`)).make({ baseUrl: location.origin, key });
  return time(calls[name], ids, atOnce);
}

/** Seconds that a way takes for all of these jobs. */
export async function timeMany({ way, ids, key }) {
  const { ways } = await import("/ways.js");
  const begun = performance.now();
  await ways[way](ids, { baseUrl: location.origin, key });
  return (performance.now() - begun) / 1_000;
}
