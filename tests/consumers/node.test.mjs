// The packed tarball in an empty project, used by scripts of each kind in Node.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { promisify } from "node:util";
import { project, root } from "../project.mjs";
import { emulator } from "../support/emulator.mjs";

const run = promisify(execFile);
const folder = project();
let api;

before(async () => {
  api = await emulator();
});
after(() => api.stop());

/** Runs a script under that name in the project, and returns what it prints. */
async function node(name, text, ...flags) {
  const file = join(folder, name);
  writeFileSync(file, text);
  const env = { ...process.env, PULSE_API_KEY: "test-key", PULSE_BASE_URL: api.url };
  const { stdout, stderr } = await run("node", [...flags, file], {
    cwd: folder,
    env,
    timeout: 20_000,
  });
  assert.equal(stderr, "", "it complained");
  return stdout.trim();
}

/** One cancellation was asked for, with the key, and the job is canceled. */
async function cancelled(jobId) {
  const requests = await api.requests(jobId);
  assert.deepEqual(
    requests.map(({ method, path, headers }) => [method, path, headers["x-api-key"]]),
    [["DELETE", `/job/${jobId}`, "test-key"]],
  );
  assert.equal(await api.state(jobId), "canceled");
}

test("an ES module cancels a job, with no set-up", async () => {
  const jobId = await api.job();
  const said = await node(
    "esm.mjs",
    `import { PulseClient } from "pulse-wasm";
     const { message } = await new PulseClient().jobs.cancelJob({ jobId: "${jobId}" });
     console.log(message);`,
  );
  assert.equal(said, "Job cancelled successfully");
  await cancelled(jobId);
});

test("a CommonJS script cancels a job, with no set-up", async () => {
  const jobId = await api.job();
  const said = await node(
    "script.cjs",
    `const { PulseClient } = require("pulse-wasm");
     new PulseClient().cancelJob("${jobId}").then(({ message }) => console.log(message));`,
  );
  assert.equal(said, "Job cancelled successfully");
  await cancelled(jobId);
});

test("import and require give one class, so that instanceof holds across them", async () => {
  const said = await node(
    "both.mjs",
    `import { createRequire } from "node:module";
     import * as esm from "pulse-wasm";
     const cjs = createRequire(import.meta.url)("pulse-wasm");
     const error = await new cjs.PulseClient().cancelJob("no-such-job").catch((error) => error);
     const names = (names) => names.filter((name) => !/^(default|module.exports|__esModule)$/.test(name)).sort();
     console.log(JSON.stringify({
       client: new esm.PulseClient() instanceof cjs.PulseClient,
       error: error instanceof esm.NotFoundError && error instanceof esm.Pulse.PulseError,
       names: String(names(Object.keys(esm))) === String(names(Object.keys(cjs))),
     }));`,
  );
  assert.deepEqual(JSON.parse(said), { client: true, error: true, names: true });
});

/** Uses both at once; an error of one is one of the other too, by their brand: `two` is the expression that loads the other one. */
async function apart(name, two) {
  const jobs = await Promise.all(Array.from({ length: 20 }, () => api.job()));
  const said = await node(
    name,
    `import { readFileSync } from "node:fs";
     import { createRequire } from "node:module";
     import * as one from "pulse-wasm";
     import * as slim from "pulse-wasm/slim";
     slim.initialize(readFileSync(new URL(import.meta.resolve("pulse-wasm/pulse_wasm.wasm"))));
     const two = ${two};
     const clients = [new one.PulseClient(), new two.PulseClient()];
     const jobs = ${JSON.stringify(jobs)};
     const calls = jobs.map((job, index) => clients[index % 2].cancelJob(job));
     const answers = (await Promise.all(calls)).map(({ job_id }) => job_id);
     const error = await clients[1].cancelJob("no-such-job").catch((error) => error);
     console.log(JSON.stringify([
       one.PulseClient === two.PulseClient,
       String(answers) === String(jobs),
       error instanceof two.NotFoundError,
       error instanceof one.NotFoundError,
     ]));`,
  );
  assert.deepEqual(JSON.parse(said), [false, true, true, true]);
  for (const job of jobs) await cancelled(job);
}

test("two copies of the package in one process do not disturb each other", async () => {
  const copy = join(folder, "other/node_modules/pulse-wasm");
  mkdirSync(copy, { recursive: true });
  cpSync(join(folder, "node_modules/pulse-wasm"), copy, { recursive: true });
  const other = 'createRequire(import.meta.dirname + "/other/index.js")("pulse-wasm")';
  await apart("copies.mjs", other);
});

test("two entries of the package in one process do not disturb each other", async () => {
  await apart("entries.mjs", "slim");
});

test("the slim entry takes the module from its own file, in an ES module and in CommonJS", async () => {
  const jobs = await Promise.all([api.job(), api.job()]);
  const esm = await node(
    "slim.mjs",
    `import { readFileSync } from "node:fs";
     import { initialize, PulseClient } from "pulse-wasm/slim";
     initialize(readFileSync(new URL(import.meta.resolve("pulse-wasm/pulse_wasm.wasm"))));
     console.log((await new PulseClient().cancelJob("${jobs[0]}")).message);`,
  );
  const cjs = await node(
    "slim.cjs",
    `const { readFileSync } = require("node:fs");
     const { initialize, PulseClient } = require("pulse-wasm/slim");
     initialize(new WebAssembly.Module(readFileSync(require.resolve("pulse-wasm/pulse_wasm.wasm"))));
     new PulseClient().cancelJob("${jobs[1]}").then(({ message }) => console.log(message));`,
  );
  assert.deepEqual([esm, cjs], Array(2).fill("Job cancelled successfully"));
  for (const job of jobs) await cancelled(job);
});

test("the slim entry says what to do where no module was given, and refuses what is none", async () => {
  const said = await node(
    "slim-without.mjs",
    `import { initialize, PulseClient, PulseError } from "pulse-wasm/slim";
     for (const work of [() => new PulseClient(), () => initialize("pulse_wasm.wasm")]) {
       try {
         work();
         console.log("nothing was thrown");
       } catch (error) {
         console.log(error instanceof PulseError, error.message);
       }
     }`,
  );
  const [without, wrong] = said.split("\n");
  assert.match(
    without,
    /^true .*call initialize\(\) with pulse_wasm.wasm before creating a client/,
  );
  assert.match(
    wrong,
    /^true initialize takes the bytes of pulse_wasm.wasm, or a WebAssembly.Module/,
  );
});

test("where WebAssembly is missing, importing works and the constructor says why it does not", async () => {
  const said = await node(
    "without.mjs",
    `delete globalThis.WebAssembly;
     const { PulseClient, PulseError } = await import("pulse-wasm");
     try {
       new PulseClient();
     } catch (error) {
       console.log(error instanceof PulseError, error.message);
     }`,
  );
  assert.match(said, /^true pulse-wasm cannot start here \(WebAssembly is not defined\)/);
});

test("importing alone prints nothing, patches nothing and keeps no process alive", async () => {
  const said = await node(
    "import.mjs",
    `const before = Object.getOwnPropertyNames(globalThis).sort().join();
     const fetch = globalThis.fetch;
     await import("pulse-wasm");
     const changed = Object.getOwnPropertyNames(globalThis).sort().join() !== before;
     console.log(changed, globalThis.fetch !== fetch, process.getActiveResourcesInfo().includes("Timeout"));`,
  );
  assert.equal(said, "false false false");
});

test("a strict TypeScript project compiles as ESM and CommonJS, and its output runs", async () => {
  const home = join(folder, "typescript");
  mkdirSync(home);
  const text = `import { PulseClient, NotFoundError, type JobCancellationResponse } from "pulse-wasm";
      export async function cancel(jobId: string): Promise<string> {
        using client = new PulseClient({ maxRetries: 0 });
        try {
          const answer: JobCancellationResponse = await client.jobs.cancelJob({ jobId });
          return answer.message;
        } catch (error) {
          return error instanceof NotFoundError ? \`\${error.statusCode}\` : "another error";
        }
      }
      void cancel("no-such-job").then((said) => console.log(said));\n`;
  writeFileSync(join(home, "esm.mts"), text);
  writeFileSync(join(home, "cjs.cts"), text);
  const compilerOptions = {
    strict: true,
    module: "nodenext",
    target: "es2022",
    lib: ["es2022", "dom", "esnext.disposable"],
    types: [],
    skipLibCheck: false,
    outDir: "out",
    rootDir: ".",
  };
  writeFileSync(join(home, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  await run("node", [compiler, "-p", home]).catch(({ stdout }) => assert.fail(stdout));
  for (const name of ["esm.mjs", "cjs.cjs"]) {
    const env = { ...process.env, PULSE_API_KEY: "test-key", PULSE_BASE_URL: api.url };
    const { stdout } = await run("node", [join(home, "out", name)], { env });
    assert.equal(stdout.trim(), "404", name);
  }
});
