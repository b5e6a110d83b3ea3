// Microseconds per call with a stub for the network, in Node: node bench/percall.mjs [--quick] [--peers]
import { main, quick, say } from "./lib/cli.mjs";
import { interleave, summaries } from "./lib/stats.mjs";
import { time } from "./lib/stub.mjs";
import { HOUSE, SUBJECTS, stubbed, withoutPeers, withPeers } from "./lib/subjects.mjs";

export async function measure() {
  const peers = process.argv.includes("--peers");
  const names = peers ? Object.keys(SUBJECTS) : HOUSE;
  const calls = await stubbed(peers ? await withPeers() : withoutPeers(), names);
  const [count, rounds] = quick ? [500, 5] : [2_000, 21];
  say(`${rounds} rounds of ${count} calls by each of ${names.length}`);
  const series = await interleave(names, {
    rounds,
    warm: 2,
    measure: (name) => time(calls[name], count),
  });
  return { unit: "µs a call", calls: count, subjects: summaries(series, "bare") };
}

await main(import.meta.url, measure);
