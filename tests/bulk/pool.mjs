// Many jobs against the emulator, compared with a pool written by hand over fetch.
import { emulator } from "../support/emulator.mjs";

const JOBS = 10_000;
const CONCURRENCY = 32;
const BAR = 1.1;
/** Short enough that other load on the machine affects both halves of a pair; many enough that a lone outlier moves no median. */
const SLICE = 250;
const PAIRS = { least: 200, step: 100, most: 600 };
/** A median is conclusive when it is this many standard errors from the limit; until then more pairs are measured. */
const CLEAR = 2;
const WARM = 8;
/** Other load on the machine may distort one series, but not all of them. */
const TRIES = 3;

export async function pool({ PulseClient, check }) {
  if (!/[\\/]release[\\/]/.test(process.env.EMULATOR_BIN ?? "")) {
    throw new Error(
      "EMULATOR_BIN must name a release build: a debug build would be measured itself",
    );
  }
  const server = await emulator(["--pending-ms", "600000", "--jobs", String(JOBS)]);
  const { jobs } = await (await fetch(`${server.url}/_emulator/jobs?limit=${JOBS}`)).json();
  const all = jobs.map(({ job_id }) => job_id);

  /** Handwritten code that does as much: a limit, and an abort controller and a timer for each request. */
  async function byHand(ids) {
    let cancelled = 0;
    const left = ids.values();
    const work = async () => {
      for (const id of left) {
        const controller = new AbortController();
        const timer = setTimeout(() => controller.abort(), 60_000);
        try {
          const response = await fetch(`${server.url}/job/${encodeURIComponent(id)}`, {
            method: "DELETE",
            headers: { accept: "application/json", "x-api-key": "test-key" },
            redirect: "manual",
            signal: controller.signal,
          });
          const body = JSON.parse(await response.text());
          if (response.ok && typeof body.job_id === "string") cancelled += 1;
        } finally {
          clearTimeout(timer);
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return cancelled;
  }

  const client = new PulseClient({ apiKey: "test-key", baseUrl: server.url });
  const ours = async (ids) =>
    (await client.jobs.cancelJobs(ids, { concurrency: CONCURRENCY })).cancelled;

  async function time(run, ids) {
    const begun = performance.now();
    const cancelled = await run(ids);
    if (cancelled !== ids.length) throw new Error(`${cancelled} of ${ids.length} were cancelled`);
    return performance.now() - begun;
  }

  /** One series of pairs. */
  async function series() {
    const times = { byHand: [], ours: [] };
    const ratios = [];
    let error;
    for (let pair = -WARM; pair < PAIRS.most; pair++) {
      const from = ((pair + WARM) * SLICE) % JOBS;
      const ids = all.slice(from, from + SLICE);
      // Each goes first equally often.
      for (const run of pair % 2 === 0 ? [byHand, ours] : [ours, byHand]) {
        const took = await time(run, ids);
        if (pair >= 0) times[run.name].push(took);
      }
      if (pair < 0) continue;
      ratios.push(times.ours[pair] / times.byHand[pair]);
      const taken = pair + 1;
      if (taken < PAIRS.least || taken % PAIRS.step > 0) continue;
      // The standard error of a median, from its interquartile range.
      error = (0.93 * (at(ratios, 0.75) - at(ratios, 0.25))) / Math.sqrt(taken);
      if (Math.abs(median(ratios) - BAR) > CLEAR * error) break;
    }
    const best = Math.min(...times.ours) / Math.min(...times.byHand);
    const each = (list) => `${((median(list) * 1_000) / SLICE).toFixed(0)} µs`;
    const figures =
      `${median(ratios).toFixed(3)} times (± ${error.toFixed(3)}) by the median of ${ratios.length} pairs of ${SLICE} jobs each, ` +
      `${best.toFixed(3)} by the best of each; ${each(times.ours)} a job, by hand ${each(times.byHand)}`;
    return { holds: median(ratios) <= BAR, figures };
  }

  const tries = [];
  do tries.push(await series());
  while (!tries.at(-1).holds && tries.length < TRIES);
  await server.stop();
  check(
    `at concurrency ${CONCURRENCY} jobs take at most ${BAR} times a hand-written pool`,
    tries.at(-1).holds,
    tries.map(({ figures }) => figures).join("; again: "),
  );
}

const at = (list, part) => list.toSorted((a, b) => a - b)[Math.floor(list.length * part)];
const median = (list) => at(list, 0.5);
