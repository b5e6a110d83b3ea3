// The conformance suite in Node: node run-node.mjs [FILE]; FILE is an entry of the package, by default it is imported by name.
import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { loadCases } from "./cases.mjs";
import { reportLines, runCases } from "./harness.mjs";
import { checkLines } from "./lines-check.mjs";
import { runScript } from "./script.mjs";
import { stage } from "./stage.mjs";

const settings = await stage("Node");
const [argument] = process.argv.slice(2);

/** The package by its name, as a user's script imports it, unless an entry was given. */
function entry() {
  if (argument) return resolve(argument);
  const path = join(settings.project, "conformance-entry.mjs");
  writeFileSync(path, 'export * from "pulse-wasm";\n');
  return path;
}

const path = entry();
const folder = argument ? dirname(path) : join(settings.project, "node_modules/pulse-wasm");
let copies = 0;

const runtime = {
  ...settings,
  has: ["process", "inspector"],
  atOnce: 16,
  entry: path,
  now: performance.now.bind(performance),
  isBrowser: false,
  namesItself: true,
  inspect: (value) => inspect(value, { depth: Infinity, showHidden: true, getters: true }),
  script: (source, env) =>
    runScript(process.execPath, ["--input-type=module", "--eval", source], env),
  /** Another copy of the package, with a module and state of its own. */
  freshCopy: () => import(`${pathToFileURL(join(folder, "index.js"))}?copy=${++copies}`),
  onUnhandled(tell) {
    const events = ["unhandledRejection", "uncaughtException"];
    for (const event of events) process.on(event, tell);
    return () => {
      for (const event of events) process.off(event, tell);
    };
  },
};

const pulse = await import(pathToFileURL(path));
const cases = loadCases();
const results = await runCases(cases, pulse, runtime);
results.push(checkLines(cases));
for (const line of reportLines(results)) console.log(line);
// A call that a failed case left pending must not keep the process alive.
process.exit(results.some((result) => result.failed) ? 1 : 0);
