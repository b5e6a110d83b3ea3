// An app whose esbuild takes object rest apart, as Angular's does: its temporaries must not meet our variables. One case for each
// version, in which each entry is bundled, as it is and minified, and cancels a job.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

export const quick = false;
export const label = "esbuild";

const VERSIONS = ["0.19", "0.21", "0.23", "0.25", "0.27", "0.28"];
const ENTRIES = ["index.js", "index.cjs", "slim.js", "slim.cjs", "workerd.js", "edge-light.js"];

const program = (entry) => `
  import * as pulse from "./node_modules/pulse-wasm/${entry}";
  import wasm from "./node_modules/pulse-wasm/pulse_wasm.wasm?module";
  const { accepted, BASE_URL, network } = require("./shared/stub.cjs");
  pulse.initialize?.(wasm);
  const { fetch } = network(accepted);
  const client = new pulse.PulseClient({ apiKey: "test-key", baseUrl: BASE_URL, fetch });
  const none = { status: 404, headers: new Headers(), text: async () => '{"detail":"none"}' };
  const other = new pulse.PulseClient({ apiKey: "k", baseUrl: BASE_URL, fetch: async () => none,
    logging: { level: "debug", logger: { debug() {}, info() {}, warn() {}, error() {} } } });
  async function run() {
    const { job_id } = await client.jobs.cancelJob({ jobId: "a" });
    const { cancelled } = await client.jobs.cancelJobs(["b", "c"]);
    const error = await other.cancelJob("d").catch((error) => error);
    console.log(job_id, cancelled, error instanceof pulse.NotFoundError, error.statusCode, error.message);
  }
  run();
`;
const EXPECTED = "a 2 true 404 404: none";

/** Gives the module to those entries that import it from a file. */
const compiled = (t) => ({
  name: "compiled",
  setup(build) {
    build.onResolve({ filter: /\.wasm(\?module)?$/ }, () => ({ path: "wasm", namespace: "wasm" }));
    build.onLoad({ filter: /.*/, namespace: "wasm" }, () => {
      const bytes = readFileSync(t.at("node_modules/pulse-wasm/pulse_wasm.wasm"));
      const text = JSON.stringify(bytes.toString("base64"));
      return {
        contents: `export default new WebAssembly.Module(Buffer.from(${text}, "base64"));`,
      };
    });
  },
});

/** Outside of functions a temporary silently takes the place of a variable of its name, so that none may be there. */
function judge(text, entry) {
  const margin = entry.endsWith(".cjs") ? "    " : "";
  const lines = text.split("\n").filter((line) => /= __objRest\(/.test(line));
  assert.ok(lines.length > 0, `nothing of ${entry} was taken apart`);
  // One that begins with a backtick goes on after a line break in a template literal.
  const outside = lines.filter(
    (line) => line.startsWith(margin) && /^[^ `]/.test(line.slice(margin.length)),
  );
  assert.deepEqual(outside, [], `temporaries outside of functions in ${entry}`);
}

async function lowered(t, version) {
  const file = t.at(`node_modules/esbuild-${version}/lib/main.js`);
  const { default: esbuild } = await import(file);
  for (const entry of ENTRIES) {
    for (const minify of [false, true]) {
      const { outputFiles } = await esbuild.build({
        stdin: { contents: program(entry), resolveDir: t.folder, loader: "js" },
        bundle: true,
        write: false,
        minify,
        logLevel: "error",
        platform: "node",
        format: "cjs",
        supported: { "object-rest-spread": false },
        plugins: [compiled(t)],
      });
      if (!minify) judge(outputFiles[0].text, entry);
      const out = t.at(`${version}-${minify ? "min-" : ""}${entry}.cjs`);
      writeFileSync(out, outputFiles[0].text);
      const said = await t.run(process.execPath, [out]);
      if (said !== EXPECTED) throw new Error(`${out} said: ${said}`);
    }
  }
  await esbuild.stop?.();
}

export const cases = Object.fromEntries(
  VERSIONS.map((version) => [
    `${version} with --supported:object-rest-spread=false, each entry`,
    (t) => lowered(t, version),
  ]),
);
