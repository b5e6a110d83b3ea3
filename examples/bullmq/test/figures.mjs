// The table of README.md, in about seven minutes: EMULATOR_BIN=… npm run figures [JOBS]. The emulator must be a release build.
import { availableParallelism, loadavg } from "node:os";
import { Fleet } from "./fleet.mjs";

const JOBS = Number(process.argv[2] ?? 100_000);
const KINDS = {
  "no limit": { env: { CONFIRM: "0" } },
  // At 1,425 a second 100,000 jobs take 70 s, whoever does them.
  "1,500 requests a second, `RATE_LIMIT=1425`": {
    env: { CONFIRM: "0", RATE_LIMIT: "1425" },
    flags: ["--rate-limit", "1500"],
  },
};

/** How long it takes until each job has an outcome, from the start of the workers. */
async function measure(workers, { env, flags }) {
  const fleet = await Fleet.start({ jobs: JOBS, flags, faults: false, fsync: "everysec" });
  try {
    await fleet.produce(await fleet.jobIds(), env);
    const begun = performance.now();
    await fleet.workers(workers, env);
    await fleet.until("an outcome for each", async () => (await fleet.settled()) >= JOBS, 600);
    return (performance.now() - begun) / 1000;
  } finally {
    await fleet.stop();
  }
}

const begun = performance.now();
const load = () => loadavg()[0].toFixed(1);
const fleets = [1, 2, 4];
const rows = [];
for (const [kind, means] of Object.entries(KINDS)) {
  const cells = [];
  for (const workers of fleets) {
    const before = load();
    const seconds = await measure(workers, means);
    cells.push(`${seconds.toFixed(0)} s (${Math.round(JOBS / seconds)}/s)`);
    console.error(`${kind}, ${workers}: ${cells.at(-1)}; load ${before} before, ${load()} after`);
  }
  rows.push(`| ${kind} | ${cells.join(" | ")} |`);
}
const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
console.log(`${JOBS} jobs, ${availableParallelism()} cores, measured in ${minutes} minutes`);
console.log(
  `| the API's limit | ${fleets.map((count) => `${count} worker${count > 1 ? "s" : ""}`).join(" | ")} |`,
);
console.log("| --- | --- | --- | --- |");
console.log(rows.join("\n"));
