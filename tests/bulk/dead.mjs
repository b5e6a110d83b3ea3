// A server that is not there, met by ten thousand ids.
import { createServer } from "node:net";

const IDS = 10_000;
const SECONDS = 15;

/** An address of loopback on which nobody listens. */
async function closedUrl() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}

export async function deadServer({ PulseClient, check }) {
  const client = new PulseClient({ apiKey: "test-key", baseUrl: await closedUrl() });
  const ids = Array.from({ length: IDS }, (_, number) => `job-${number}`);
  const begun = performance.now();
  const { total, failed, skipped, stoppedBy } = await client.jobs.cancelJobs(ids);
  const seconds = (performance.now() - begun) / 1_000;
  check(
    `${IDS} ids and no server end in seconds, the rest skipped as unreachable`,
    seconds < SECONDS &&
      stoppedBy === "unreachable" &&
      total === IDS &&
      failed < 50 &&
      failed + skipped === IDS,
    `${seconds.toFixed(1)} s, ${failed} failed, ${skipped} skipped as ${stoppedBy}`,
  );
}
