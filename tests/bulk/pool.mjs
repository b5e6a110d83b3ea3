// Ten thousand jobs against the emulator, beside a pool as one writes it by hand over fetch.
import { emulator } from "../support/emulator.mjs";

const JOBS = 10_000;
const CONCURRENCY = 32;
const ROUNDS = 12;
const BAR = 1.1;

export async function pool({ PulseClient, check }) {
  const server = await emulator(["--pending-ms", "600000", "--jobs", String(JOBS)]);
  const { jobs } = await (await fetch(`${server.url}/_emulator/jobs?limit=${JOBS}`)).json();
  const ids = jobs.map(({ job_id }) => job_id);

  /** The same duties by hand: a bound, and for each request an abort controller and a timer. */
  async function byHand() {
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
  const ours = async () =>
    (await client.jobs.cancelJobs(ids, { concurrency: CONCURRENCY })).cancelled;

  async function time(run) {
    globalThis.gc();
    const begun = performance.now();
    const cancelled = await run();
    if (cancelled !== JOBS) throw new Error(`${cancelled} of ${JOBS} were cancelled`);
    return performance.now() - begun;
  }

  await time(byHand);
  await time(ours);
  const times = { byHand: [], ours: [] };
  for (let round = 0; round < ROUNDS; round++) {
    // Each goes first as often as the other.
    const order = round % 2 === 0 ? ["byHand", "ours"] : ["ours", "byHand"];
    for (const name of order) times[name].push(await time(name === "ours" ? ours : byHand));
  }
  await server.stop();
  const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  const [least, middle] = [(list) => Math.min(...list), median].map(
    (pick) => pick(times.ours) / pick(times.byHand),
  );
  // What else runs on the machine only ever adds time, so the least of the rounds is the truest.
  check(
    `${JOBS} jobs at concurrency ${CONCURRENCY} take at most ${BAR} times a hand-written pool`,
    least <= BAR,
    `${least.toFixed(3)} times by the best of ${ROUNDS} rounds (${Math.round(Math.min(...times.ours))} ms), ${middle.toFixed(3)} by the median`,
  );
}
