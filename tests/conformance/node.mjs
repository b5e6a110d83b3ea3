// The runtime that Node is to the cases, and a run of them in it.
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { loadCases } from "./cases.mjs";
import { reportLines, runCases } from "./harness.mjs";
import { checkLines } from "./lines-check.mjs";
import { runScript } from "./script.mjs";

/**
 * @param {object} settings
 * @param {string} entry the module that the cases and their scripts import
 * @param {() => Promise<object>} freshCopy another copy of it, with a module and state of its own
 */
export const nodeRuntime = (settings, entry, freshCopy) => ({
  ...settings,
  has: ["process", "inspector"],
  atOnce: 16,
  entry,
  now: performance.now.bind(performance),
  isBrowser: false,
  namesItself: true,
  inspect: (value) => inspect(value, { depth: Infinity, showHidden: true, getters: true }),
  script: (source, env) =>
    runScript(process.execPath, ["--input-type=module", "--eval", source], env),
  freshCopy,
  onUnhandled(tell) {
    const events = ["unhandledRejection", "uncaughtException"];
    for (const event of events) process.on(event, tell);
    return () => {
      for (const event of events) process.off(event, tell);
    };
  },
});

/** Runs all cases, prints how they went, and ends the process. */
export async function finish(runtime) {
  const pulse = await import(pathToFileURL(runtime.entry));
  const cases = loadCases();
  const results = await runCases(cases, pulse, runtime);
  results.push(checkLines(cases));
  for (const line of reportLines(results)) console.log(line);
  // A call that a failed case left pending must not keep the process alive.
  process.exit(results.some((result) => result.failed) ? 1 : 0);
}
