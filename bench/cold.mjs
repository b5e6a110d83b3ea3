// Milliseconds from the import to the end of the first call over a stub, each in a process of its own: node bench/cold.mjs [--quick]
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { main, quick, say } from "./lib/cli.mjs";
import { interleave, summaries } from "./lib/stats.mjs";
import { SUBJECTS, withPeers } from "./lib/subjects.mjs";

export async function measure() {
  const folder = await withPeers();
  const names = Object.keys(SUBJECTS);
  const rounds = quick ? 2 : 15;
  say(`${rounds} rounds of a process by each of ${names.length}`);
  const series = await interleave(names, {
    rounds,
    warm: quick ? 0 : 1,
    measure: async (name) => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        join(folder, "programs/first-call.mjs"),
        name,
      ]);
      return Number(stdout);
    },
  });
  return { unit: "ms", subjects: summaries(series) };
}

await main(import.meta.url, measure);
