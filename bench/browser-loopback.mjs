// Microseconds per call over loopback and seconds for 10,000 jobs in headless Chromium, from a page that the emulator serves. A browser
// opens six connections to a server at most: node bench/browser-loopback.mjs [--quick]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../tests/project.mjs";
import { atEnd } from "../tests/support/at-end.mjs";
import { quietChromium } from "../tests/support/quiet-chromium.mjs";
import { bundle } from "./lib/bundle.mjs";
import { main, quick, say } from "./lib/cli.mjs";
import { holding } from "./lib/holding.mjs";
import { interleave, summaries } from "./lib/stats.mjs";
import { KEY } from "./lib/stub.mjs";
import { SUBJECTS, withPeers } from "./lib/subjects.mjs";

/** Each case with the calls and rounds that give it half a second or so a subject and round at most. */
const CASES = [
  { latency: 0, atOnce: 1, calls: 200, rounds: 7 },
  { latency: 0, atOnce: 32, calls: 320, rounds: 7 },
  { latency: 50, atOnce: 1, calls: 10, rounds: 5 },
  { latency: 50, atOnce: 32, calls: 96, rounds: 5 },
];

const JOBS = 10_000;
/** So many are cancelled; the time is scaled, as it would be minutes in all. */
const TAKEN = quick ? 100 : 2_000;
const MANY_ROUNDS = quick ? 1 : 5;
const WAYS = {
  "pulse-wasm": "pulse-wasm",
  pool: "a pool by hand",
  "p-map-openai": "p-map over openai",
  "p-map-ky": "p-map over ky",
};

/** A folder with the page, and with each subject as an app's bundle has it. */
async function built() {
  const peers = await withPeers();
  const folder = mkdtempSync(join(tmpdir(), "pulse-bench-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const write = async (name, source, from) => {
    const text = await bundle(`export * from "${source}";`, from, { external: ["/ways.js"] });
    writeFileSync(join(folder, name), text);
  };
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>bench</title>");
  for (const name of Object.keys(SUBJECTS)) await write(`${name}.js`, `./${name}.mjs`, peers);
  await write("ways.js", "./programs/ways.mjs", peers);
  await write("page.js", "./wire-page.mjs", join(root, "bench/lib"));
  return folder;
}

const inPage = async (name, options) => (await import("/page.js"))[name](options);

/** A page of a server that holds so many jobs, for some work. */
async function withPage({ browser, folder }, jobs, flags, work) {
  const server = await holding(jobs, ["--serve", folder, ...flags]);
  try {
    const page = await browser.open(`${server.url}/`);
    const result = await work(page, await server.ids(), server);
    await page.close();
    return result;
  } finally {
    await server.stop();
  }
}

function measureCase(place, { latency, atOnce, ...full }) {
  const calls = quick ? Math.max(Math.ceil(full.calls / 10), Math.min(atOnce, 64)) : full.calls;
  const rounds = quick ? 2 : full.rounds;
  say(`${latency} ms of latency, ${atOnce} at a time: ${rounds} rounds of ${calls} calls`);
  return withPage(place, calls, ["--latency-ms", `${latency}`], async (page, ids) => {
    const series = await interleave(Object.keys(SUBJECTS), {
      rounds,
      warm: quick ? 0 : 1,
      measure: (name) => page.run(inPage, "timeCalls", { name, ids, atOnce, key: KEY }),
    });
    return { latencyInMs: latency, atOnce, calls, subjects: summaries(series, "bare") };
  });
}

async function measureMany(place) {
  say(`${MANY_ROUNDS} rounds of ${Object.keys(WAYS).join(", ")}`);
  const series = await interleave(Object.keys(WAYS), {
    rounds: MANY_ROUNDS,
    measure: (way) =>
      withPage(place, TAKEN, [], async (page, ids, server) => {
        const seconds = await page.run(inPage, "timeMany", { way, ids, key: KEY });
        const canceled = await server.count("canceled");
        if (canceled !== TAKEN) throw new Error(`${way} canceled ${canceled} of ${TAKEN} jobs`);
        return seconds * (JOBS / TAKEN);
      }),
  });
  const subjects = summaries(series, "pool");
  for (const [way, title] of Object.entries(WAYS))
    subjects[way] = { title, jobs: TAKEN, ...subjects[way] };
  return { unit: `s for ${JOBS} jobs`, jobs: JOBS, subjects };
}

export async function measure() {
  const folder = await built();
  const browser = await quietChromium();
  try {
    const place = { browser, folder };
    const cases = [];
    for (const each of CASES) cases.push(await measureCase(place, each));
    return { unit: "µs a call", cases, many: await measureMany(place) };
  } finally {
    await browser.close();
  }
}

await main(import.meta.url, measure);
