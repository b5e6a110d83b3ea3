// Seconds for 10,000 jobs over loopback, each way a program of its own, its start included: node bench/many.mjs [--quick]
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { atEnd } from "../tests/support/at-end.mjs";
import { main, quick, say } from "./lib/cli.mjs";
import { holding } from "./lib/holding.mjs";
import { interleave, summaries } from "./lib/stats.mjs";
import { KEY } from "./lib/stub.mjs";
import { withPeers } from "./lib/subjects.mjs";

const JOBS = 10_000;

const scratches = new Set();
const remove = (scratch) => rmSync(scratch, { recursive: true, force: true });
atEnd(() => scratches.forEach(remove));

/**
 * The ways: what is run for a file of ids; `jobs` are fewer for what would take minutes, its time is scaled.
 * @returns {Record<string, { title: string, jobs?: number, command: (file: string, url: string, scratch: string) => string[] }>}
 */
function ways(folder) {
  const node = (name) => (file) => [process.execPath, join(folder, "programs", name), file];
  const python = process.env.PULSE_PYTHON;
  const cli = join(folder, "node_modules/pulse-wasm/cli.js");
  return {
    "pulse-wasm": { title: "pulse-wasm", command: node("cancel-jobs.mjs") },
    command: {
      title: "pulse-wasm's command, with a journal",
      command: (file, _url, scratch) => [
        ...[process.execPath, cli, "cancel", "-f", file, "--yes", "--concurrency", "32"],
        ...["--journal", join(scratch, "journal.jsonl")],
      ],
    },
    pool: { title: "a pool by hand", command: node("pool.mjs") },
    "p-map-openai": { title: "p-map over openai", command: node("p-map-openai.mjs") },
    "p-map-ky": { title: "p-map over ky", command: node("p-map-ky.mjs") },
    ...(python && {
      "python-loop": {
        title: "the Python SDK in a for-loop",
        jobs: 1_000,
        command: (file) => [python, join(folder, "programs/cancel.py"), file],
      },
      "python-threads": {
        title: "the Python SDK in 32 threads",
        jobs: 2_500,
        command: (file) => [python, join(folder, "programs/cancel.py"), file, "32"],
      },
    }),
    // GNU's: others have no -a.
    ...(process.platform === "linux" && {
      xargs: {
        title: "xargs -P 32 curl",
        jobs: 2_500,
        command: (file, url) => [
          ...["xargs", "-a", file, "-P", "32", "-I", "{}", "curl", "--silent", "--fail"],
          ...["--output", "/dev/null", "-X", "DELETE", "-H", `x-api-key: ${KEY}`, `${url}/job/{}`],
        ],
      },
    }),
  };
}

/** Seconds that a way takes for all jobs, which the emulator must then have as canceled. */
async function time({ command }, jobs) {
  const scratch = mkdtempSync(join(tmpdir(), "pulse-bench-"));
  scratches.add(scratch);
  const server = await holding(jobs);
  try {
    const file = join(scratch, "ids.txt");
    writeFileSync(file, `${(await server.ids()).join("\n")}\n`);
    const [program, ...words] = command(file, server.url, scratch);
    const env = { ...process.env, PULSE_API_KEY: KEY, PULSE_BASE_URL: server.url };
    const begun = performance.now();
    await promisify(execFile)(program, words, { env, timeout: 300_000, maxBuffer: 1 << 26 });
    const seconds = (performance.now() - begun) / 1_000;
    const canceled = await server.count("canceled");
    if (canceled !== jobs) throw new Error(`${program} canceled ${canceled} of ${jobs} jobs`);
    return seconds;
  } finally {
    await server.stop();
    remove(scratch);
    scratches.delete(scratch);
  }
}

export async function measure() {
  const all = ways(await withPeers());
  const jobsOf = (name) => Math.min(all[name].jobs ?? JOBS, quick ? 200 : JOBS);
  const rounds = quick ? 1 : 5;
  say(`${rounds} rounds of ${Object.keys(all).join(", ")}`);
  const series = await interleave(Object.keys(all), {
    rounds,
    measure: async (name) => {
      const jobs = jobsOf(name);
      const seconds = (await time(all[name], jobs)) * (JOBS / jobs);
      say(`${name}: ${seconds.toFixed(1)} s for ${JOBS}, from ${jobs}`);
      return seconds;
    },
  });
  const subjects = summaries(series, "pool");
  for (const name of Object.keys(subjects)) {
    subjects[name] = { title: all[name].title, jobs: jobsOf(name), ...subjects[name] };
  }
  return { unit: `s for ${JOBS} jobs`, jobs: JOBS, subjects };
}

await main(import.meta.url, measure);
