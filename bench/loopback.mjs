// Microseconds per call over loopback against the emulator, with and without a latency put in by it, one call at a time and
// 32 at a time: node bench/loopback.mjs [--quick]
import { main, quick, say } from "./lib/cli.mjs";
import { holding } from "./lib/holding.mjs";
import { interleave, summaries } from "./lib/stats.mjs";
import { KEY } from "./lib/stub.mjs";
import { load, SUBJECTS, withPeers } from "./lib/subjects.mjs";
import { time } from "./lib/wire.mjs";

/** Each case with the calls and rounds that give it a second or so a subject and round at most. */
const CASES = [
  { latency: 0, atOnce: 1, calls: 500, rounds: 9 },
  { latency: 0, atOnce: 32, calls: 1_024, rounds: 9 },
  { latency: 50, atOnce: 1, calls: 10, rounds: 5 },
  { latency: 50, atOnce: 32, calls: 320, rounds: 5 },
];

async function measureCase(folder, { latency, atOnce, ...full }) {
  const calls = quick ? Math.max(Math.ceil(full.calls / 10), Math.min(atOnce, 64)) : full.calls;
  const rounds = quick ? 2 : full.rounds;
  const server = await holding(calls, ["--latency-ms", `${latency}`]);
  try {
    const ids = await server.ids();
    const subjects = {};
    for (const name of Object.keys(SUBJECTS)) {
      const make = await load(folder, name);
      subjects[name] = make({ baseUrl: server.url, key: KEY });
    }
    say(`${latency} ms of latency, ${atOnce} at a time: ${rounds} rounds of ${calls} calls`);
    const series = await interleave(Object.keys(subjects), {
      rounds,
      warm: quick ? 0 : 1,
      measure: (name) => time(subjects[name], ids, atOnce),
    });
    return { latencyInMs: latency, atOnce, calls, subjects: summaries(series, "bare") };
  } finally {
    await server.stop();
  }
}

export async function measure() {
  const folder = await withPeers();
  const cases = [];
  for (const each of CASES) cases.push(await measureCase(folder, each));
  return { unit: "µs a call", cases };
}

await main(import.meta.url, measure);
