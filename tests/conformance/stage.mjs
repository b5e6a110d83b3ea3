// What a runner needs: an emulator, a project with the tarball, an address where nobody listens, the list of skips.
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

/** The cases that `runtime` cannot run, each with its platform reason. */
function skipsOf(runtime) {
  const groups = JSON.parse(readFileSync(join(here, "skips.json"), "utf8"));
  return groups
    .filter(({ runtimes }) => runtimes.includes(runtime))
    .flatMap(({ cases, reason }) => cases.map((name) => ({ case: name, reason })));
}

/** The settings for `runtime`; what the test command has not handed over is made here. */
export async function stage(runtime) {
  // What the developer has set must not reach the clients.
  delete process.env.PULSE_API_KEY;
  delete process.env.PULSE_BASE_URL;
  return {
    name: runtime,
    // Keys and ids hold it, so it has no blanks.
    run: `${runtime.replaceAll(" ", "-")}-${process.pid}-${Date.now().toString(36)}`,
    baseUrl: process.env.EMULATOR_URL ?? (await emulator()).url,
    project: process.env.PULSE_PROJECT ?? project(),
    closedUrl: await closedUrl(),
    skips: skipsOf(runtime),
    /** For a developer who looks at a few cases alone: a part of their names. */
    only: process.env.ONLY ?? "",
    trace: process.env.TRACE,
  };
}
