// Runs the projects of a suite's folder, each in a folder of its own with its tools and the packed tarball.
import { join } from "node:path";
import { nodeOf } from "../runtimes/install.mjs";
import { browser } from "./chromium.mjs";
import { emulator } from "./emulator.mjs";
import { Skip, Trial } from "./trial.mjs";
import { prepare, projects, version } from "./workspace.mjs";

const MARKS = { ok: "✔", skipped: "﹣", FAILED: "✖" };
const rows = [];
const failures = [];
const skips = [];

/**
 * By default the projects that are quick; --all are all, --rest those that are not quick, or any by their names.
 * @param {string} suite the suite's folder
 * @param {{ shared: string, pages?: boolean, atOnce?: number }} options the folder that all its projects share; whether some open
 * pages; how many run side by side
 */
export async function run(suite, { shared, pages = false, atOnce = 1 }) {
  const names = projects(suite);
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !["--all", "--rest", ...names].includes(name));
  if (unknown.length > 0) {
    console.error(`there is no ${unknown.join(", no ")}; there are: ${names.join(", ")}`);
    process.exit(2);
  }
  const wanted = (name, quick) => {
    if (asked.length === 0) return quick;
    if (asked.includes("--all")) return true;
    return asked.includes(name) || (asked.includes("--rest") && !quick);
  };
  const [api, chromium] = await Promise.all([emulator(), pages ? browser() : undefined]);
  const left = names[Symbol.iterator]();
  const worker = async () => {
    for (const name of left) {
      const project = await import(join(suite, name, "cases.mjs"));
      if (!wanted(name, project.quick)) continue;
      await all(name, project, { api, chromium, folder: () => prepare(suite, name, shared) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  await Promise.all([api.stop(), chromium?.close()]);
  finish();
}

/**
 * Its cases one after another. A project is called by its `label`, or by its `tool` (by default the folder's name) and that one's
 * version; its tools run in the Node of the major version `node`, or in the one at hand.
 */
async function all(name, { cases, label: given, tool = name, node }, { folder, ...means }) {
  let trial;
  let label = given ?? name;
  try {
    const prepared = await folder();
    label = given ?? `${tool} ${version(prepared, tool)}`;
    trial = new Trial(prepared, { ...means, node: node && nodeOf(node) });
  } catch (error) {
    failures.push(`${label}: ${error.stack}`);
    rows.push([label, "installing it", "FAILED", ""]);
    return;
  }
  for (const [title, run] of Object.entries(cases)) {
    const begun = performance.now();
    let verdict = "ok";
    let found = "";
    try {
      found = (await run(trial)) ?? "";
    } catch (error) {
      if (error instanceof Skip) {
        verdict = "skipped";
        skips.push(`skipped: ${title} # ${error.message}`);
      } else {
        verdict = "FAILED";
        failures.push(`${label}, ${title}: ${error.stack}`);
      }
    }
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(`${MARKS[verdict]} ${label}: ${title} (${seconds} s)`);
    rows.push([label, title, verdict, found]);
  }
}

function finish() {
  for (const failure of failures) console.log(`\n${failure}`);
  // Those of one tool together, in whichever order they ended.
  rows.sort(([one], [other]) => one.localeCompare(other));
  const lines = [["tool", "case", "", "measured"], ...rows];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...lines.map((line) => line[at].length)));
  console.log();
  for (const line of lines) {
    console.log(
      line
        .map((cell, at) => cell.padEnd(widths[at]))
        .join("  ")
        .trimEnd(),
    );
  }
  for (const skip of skips) console.log(`\n${skip}`);
  const of = (wanted) => rows.filter(([, , verdict]) => verdict === wanted).length;
  console.log(`\n${of("ok")} passed, ${of("FAILED")} failed, ${of("skipped")} skipped`);
  process.exitCode = of("FAILED") === 0 && rows.length > 0 ? 0 : 1;
}
