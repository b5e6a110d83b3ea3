// Microseconds per call with a stub for the network: node bench/percall.mjs [--json] [--peers]
import { pathToFileURL } from "node:url";
import { subjects } from "./lib/subjects.mjs";

const CALLS = 10_000;
const ROUNDS = 9;

async function time(call) {
  const begun = performance.now();
  for (let count = 0; count < CALLS; count++) await call();
  return ((performance.now() - begun) * 1_000) / CALLS;
}

/** Each subject's best round; rounds alternate, so that other load on the machine affects all of them alike. */
export async function measure(withPeers = false) {
  const calls = await subjects(withPeers);
  const best = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, call] of Object.entries(calls)) {
      best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, await time(call));
    }
  }
  return best;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const best = await measure(process.argv.includes("--peers"));
  const bare = best["bare fetch"];
  const rows = Object.entries(best).map(([name, micros]) => ({
    name,
    microseconds: Number(micros.toFixed(2)),
    timesBareFetch: Number((micros / bare).toFixed(2)),
  }));
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify(rows));
  } else {
    console.log(
      `time per call, Node ${process.versions.node}, best of ${ROUNDS} rounds of ${CALLS} calls`,
    );
    for (const { name, microseconds, timesBareFetch } of rows) {
      console.log(
        `  ${name.padEnd(22)} ${microseconds.toFixed(1).padStart(6)} µs  ${timesBareFetch.toFixed(2).padStart(5)} x`,
      );
    }
  }
}
