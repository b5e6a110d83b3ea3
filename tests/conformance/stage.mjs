// What a runner needs: an emulator, a project with the tarball, an address that nobody listens on, the list of skips.
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { project } from "../project.mjs";
import { emulator } from "../support/emulator.mjs";

export const here = dirname(fileURLToPath(import.meta.url));

async function closedUrl() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}

/** The cases that `runtime` cannot run, each with its reason, by a list of skips. */
function skipsOf(runtime, list) {
  const groups = JSON.parse(readFileSync(list, "utf8"));
  return groups
    .filter(({ runtimes }) => runtimes.includes(runtime))
    .flatMap(({ cases, reason }) => cases.map((name) => ({ case: name, reason })));
}

/**
 * The settings for `runtime`; what the test command has not provided is created here.
 * @param {string} runtime
 * @param {{ project?: string, skips?: string | URL }} [given] another project than one with the tarball, another list of skips
 */
export async function stage(runtime, given = {}) {
  // The developer's own environment must not reach the clients.
  delete process.env.PULSE_API_KEY;
  delete process.env.PULSE_BASE_URL;
  return {
    name: runtime,
    // Keys and ids contain it, so it has no spaces.
    run: `${runtime.replaceAll(" ", "-")}-${process.pid}-${Date.now().toString(36)}`,
    baseUrl: process.env.EMULATOR_URL ?? (await emulator()).url,
    project: given.project ?? process.env.PULSE_PROJECT ?? project(),
    closedUrl: await closedUrl(),
    skips: skipsOf(runtime, given.skips ?? join(here, "skips.json")),
    /** A part of the names of cases, for a developer who runs only a few. */
    only: process.env.ONLY ?? "",
    trace: process.env.TRACE,
  };
}
