// How the cost of a run grows with its ids, over a stub: time and memory of 1 to 1,000,000 ids, each in a process of its own:
// node bench/growth.mjs [--quick]
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { main, quick, say } from "./lib/cli.mjs";
import { interleave, median, round } from "./lib/stats.mjs";
import { withPeers } from "./lib/subjects.mjs";

export const WAYS = {
  "pulse-wasm": "pulse-wasm",
  "pulse-wasm-flat": "pulse-wasm without dedupe",
  pool: "a pool by hand with a Set",
  "p-map": "p-map over code by hand",
};

export async function measure() {
  const program = join(await withPeers(), "programs/grow.mjs");
  const points = [];
  for (let ids = 1; ids <= (quick ? 10_000 : 1_000_000); ids *= quick ? 100 : 10) {
    const rounds = quick || ids === 1_000_000 ? 1 : 3;
    say(`${ids} ids, ${rounds === 1 ? "once" : `${rounds} times`}`);
    const runs = {};
    await interleave(Object.keys(WAYS), {
      rounds,
      measure: async (name) => {
        const words = ["--expose-gc", program, name, `${ids}`];
        const { stdout } = await promisify(execFile)(process.execPath, words);
        runs[name] ??= [];
        runs[name].push(JSON.parse(stdout));
      },
    });
    const of = (name) => ({
      microsPerId: round(median(runs[name].map(({ micros }) => micros)) / ids),
      bytesPerId: round(Math.max(median(runs[name].map(({ bytes }) => bytes)), 0) / ids),
    });
    points.push({
      ids,
      ...Object.fromEntries(Object.keys(WAYS).map((name) => [name, of(name)])),
    });
  }
  return { unit: "µs and bytes an id", points };
}

await main(import.meta.url, measure);
