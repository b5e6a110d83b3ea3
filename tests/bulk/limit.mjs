// Two thousand jobs against a rate limit of 200 a second: none lost, none sent inside a Retry-After, little time lost.
import { emulator } from "../support/emulator.mjs";

const JOBS = 2_000;
const RATE = 200;
/** How early a timer may fire by the clock that is read here, in milliseconds. */
const EARLY = 2;

export async function rateLimit({ PulseClient, check }) {
  const flags = ["--pending-ms", "600000", "--cancel-ms", "0", "--jobs", String(JOBS)];
  const server = await emulator([...flags, "--rate-limit", String(RATE)]);
  const listed = async () =>
    (await (await fetch(`${server.url}/_emulator/jobs?limit=${JOBS}`)).json()).jobs;
  const ids = (await listed()).map(({ job_id }) => job_id);

  // By the client's own clock: a request that was already on its way when a 429 arrived does not count, however slow the machine.
  const sent = [];
  const waits = [];
  const client = new PulseClient({
    apiKey: "test-key",
    baseUrl: server.url,
    fetch: async (url, init) => {
      sent.push(performance.now());
      const response = await fetch(url, init);
      if (response.status !== 429) return response;
      const seconds = Number(response.headers.get("retry-after"));
      const text = await response.text();
      const { status, headers } = response;
      return {
        status,
        headers,
        text: () => {
          // The client knows a few microtasks after this.
          waits.push({ from: performance.now(), seconds });
          return Promise.resolve(text);
        },
      };
    },
  });
  const begun = performance.now();
  const summary = await client.jobs.cancelJobs(ids, { concurrency: 16 });
  const seconds = (performance.now() - begun) / 1_000;
  const left = (await listed()).filter(({ status }) => !/^cancell?ed$/.test(status)).length;
  const requests = await server.requests();
  await server.stop();

  check(
    `${JOBS} jobs against ${RATE} a second: none is lost`,
    summary.cancelled === JOBS && left === 0 && requests.length === sent.length,
    `${summary.cancelled} cancelled, ${left} left, ${requests.length} requests`,
  );

  const inside = waits.flatMap(({ from, seconds }) =>
    sent.filter((at) => at > from && at < from + seconds * 1_000 - EARLY),
  );
  const limited = requests.filter(({ status }) => status === 429).length;
  check(
    "no request is sent inside a Retry-After",
    limited > 0 &&
      waits.length === limited &&
      waits.every(({ seconds }) => seconds >= 1) &&
      inside.length === 0,
    `${inside.length} inside, after ${limited} answers of 429`,
  );

  // The bucket is full at the start, so this many need not wait.
  const limit = (JOBS - RATE) / RATE;
  check(
    "it takes at most 25 % longer than the limit itself",
    seconds <= limit * 1.25,
    `${seconds.toFixed(2)} s where the limit takes ${limit} s`,
  );
}
