// The conformance suite over the plain `web` build, in a page of Chromium.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { reportLines } from "../conformance/harness.mjs";
import { stage, here as suite } from "../conformance/stage.mjs";
import { desk } from "../runtimes/desk.mjs";
import { chromium } from "../runtimes/kinds/chromium.mjs";
import { COPIES } from "../runtimes/project.mjs";
import { adapter } from "./adapter.mjs";
import { built } from "./build.mjs";

const project = built("web");
const settings = await stage("Chromium", {
  project,
  skips: new URL("skips.json", import.meta.url),
});

/** What is served: the package once for the cases and once for each fresh copy, and the modules that the page asks for. */
function served() {
  const packed = join(project, "node_modules/pulse-wasm");
  const files = readdirSync(packed, { recursive: true })
    .filter((name) => statSync(join(packed, name)).isFile())
    .map((name) => [name, readFileSync(join(packed, name))]);
  const made = { "/settings.json": { body: JSON.stringify(settings) } };
  const add = (name, load) => {
    for (const [file, body] of files) made[`/pkg/${name}/${file}`] = { body };
    made[`/pkg/${name}.js`] = { body: adapter(load) };
  };
  add("index", 'import init, { PulseClient } from "./index/pulse_wasm.js";\nawait init();');
  for (let i = 1; i <= COPIES; i++) add(`copy-${i}`, byBytes(`copy-${i}`));
  return made;
}

/** The other way to start the module, which leaves it to WebAssembly.Instance: the cases about traps look in there. */
const byBytes = (name) => `import { initSync, PulseClient } from "./${name}/pulse_wasm.js";
const response = await fetch(new URL("${name}/pulse_wasm_bg.wasm", import.meta.url));
initSync({ module: await response.arrayBuffer() });`;

const counter = await desk(dirname(suite), served(), { project });
let results;
try {
  const { suite, stop } = await chromium.start({ url: counter.url });
  try {
    results = await counter.handedIn("/suite", suite);
  } finally {
    await stop();
  }
} catch (error) {
  results = [{ name: "the suite comes to its end in Chromium", failed: error.stack }];
} finally {
  await counter.stop();
}
for (const line of reportLines(results)) console.log(line);
process.exit(results.some((result) => result.failed) ? 1 : 0);
