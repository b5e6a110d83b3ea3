// Two thousand jobs against a rate limit of 200 a second: none lost, none sent inside a Retry-After, little time lost.
import { emulator } from "../support/emulator.mjs";

const JOBS = 2_000;
const RATE = 200;
/** What was on its way when a 429 was answered may still arrive, in milliseconds. */
const ON_ITS_WAY = 50;

export async function rateLimit({ PulseClient, check }) {
  const flags = ["--pending-ms", "600000", "--cancel-ms", "0", "--jobs", String(JOBS)];
  const server = await emulator([...flags, "--rate-limit", String(RATE)]);
  const listed = async () =>
    (await (await fetch(`${server.url}/_emulator/jobs?limit=${JOBS}`)).json()).jobs;
  const ids = (await listed()).map(({ job_id }) => job_id);
  const client = new PulseClient({ apiKey: "test-key", baseUrl: server.url });
  const begun = performance.now();
  const summary = await client.jobs.cancelJobs(ids, { concurrency: 16 });
  const seconds = (performance.now() - begun) / 1_000;
  const left = (await listed()).filter(({ status }) => !/^cancell?ed$/.test(status)).length;
  const requests = await server.requests();
  await server.stop();

  check(
    `${JOBS} jobs against ${RATE} a second: none is lost`,
    summary.cancelled === JOBS && left === 0,
    `${summary.cancelled} cancelled, ${left} left, ${requests.length} requests`,
  );

  const inside = [];
  let limited = 0;
  for (const { status, doneMs, atMs } of requests) {
    if (status !== 429) continue;
    limited += 1;
    const from = (doneMs ?? atMs) + ON_ITS_WAY;
    // The emulator says whole seconds, and at this rate always one.
    const until = atMs + 1_000;
    inside.push(...requests.filter((request) => request.atMs > from && request.atMs < until));
  }
  check(
    "no request is sent inside a Retry-After",
    limited > 0 && inside.length === 0,
    `${inside.length} inside, after ${limited} answers of 429`,
  );

  // A full bucket at the start: that many need no wait.
  const limit = (JOBS - RATE) / RATE;
  check(
    "it takes at most 25 % longer than the limit itself",
    seconds <= limit * 1.25,
    `${seconds.toFixed(2)} s where the limit takes ${limit} s`,
  );
}
