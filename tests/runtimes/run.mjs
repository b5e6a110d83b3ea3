// The conformance suite in one runtime of the matrix: node run.mjs NAME; see list.mjs.

import { dirname } from "node:path";
import { loadCases } from "../conformance/cases.mjs";
import { reportLines } from "../conformance/harness.mjs";
import { checkLines } from "../conformance/lines-check.mjs";
import { stage, here as suite } from "../conformance/stage.mjs";
import { desk } from "./desk.mjs";
import { RUNTIMES } from "./list.mjs";
import { layOut } from "./project.mjs";
import { writeRow } from "./rows.mjs";

/** In how many new processes or pages the first call is timed; the median counts. */
const TIMES = 5;

const [name] = process.argv.slice(2);
const kind = RUNTIMES[name];
if (!kind) {
  console.error(`there is no runtime ${name}; there are: ${Object.keys(RUNTIMES).join(", ")}`);
  process.exit(2);
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const settings = await stage(name);
const files = layOut(settings.project, name);
const made = { "/settings.json": { body: JSON.stringify(settings) } };
for (const [path, body] of Object.entries(files.served)) made[`/pkg/${path}`] = { body };
const counter = await desk(dirname(suite), made, {
  project: files.folder,
  scriptCommand: kind.scriptCommand,
});
let results;
let version = "?";
let firstCallInMillis;
try {
  const runtime = await kind.start({ settings, files, url: counter.url });
  version = runtime.version;
  try {
    const times = [];
    for (let i = 0; i < TIMES; i++) {
      times.push(await counter.handedIn("/first-call", runtime.firstCall));
    }
    firstCallInMillis = median(times);
    results = await counter.handedIn("/suite", runtime.suite);
    results.push(checkLines(loadCases()), ...((await runtime.more?.()) ?? []));
  } finally {
    await runtime.stop?.();
  }
} catch (error) {
  results = [{ name: `the suite comes to its end in ${name}`, failed: error.stack }];
} finally {
  await counter.stop();
  files.remove();
}
console.log(
  `${name} ${version}; from import to the first call's end ${firstCallInMillis?.toFixed(1)} ms`,
);
for (const line of reportLines(results)) console.log(line);
writeRow(name, { version, firstCallInMillis, results });
process.exit(results.some((result) => result.failed) ? 1 : 0);
