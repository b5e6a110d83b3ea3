// Builds and runs a consumer with each bundler: node run.mjs [--all | --rest | TOOL…], by default the quick ones.
import { browser } from "../support/chromium.mjs";
import { emulator } from "../support/emulator.mjs";
import { Skip, Trial } from "./trial.mjs";
import { prepare, tools, version } from "./workspace.mjs";

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !["--all", "--rest", ...tools].includes(name));
if (unknown.length > 0) {
  console.error(`there is no ${unknown.join(", no ")}; there are: ${tools.join(", ")}`);
  process.exit(2);
}

const MARKS = { ok: "✔", skipped: "﹣", FAILED: "✖" };
const rows = [];
const failures = [];
const skips = [];
const [api, chromium] = await Promise.all([emulator(), browser()]);
for (const folder of tools) {
  const { quick, cases, tool = folder } = await import(`./${folder}/cases.mjs`);
  if (wanted(folder, quick)) await all(folder, tool, cases);
}
await Promise.all([api.stop(), chromium.close()]);
finish();

function wanted(folder, quick) {
  if (asked.length === 0) return quick;
  if (asked.includes("--all")) return true;
  return asked.includes(folder) || (asked.includes("--rest") && !quick);
}

async function all(folder, tool, cases) {
  let trial;
  let label = folder;
  try {
    const prepared = prepare(folder);
    label = `${tool} ${version(prepared, tool)}`;
    trial = new Trial(prepared, { api, chromium });
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
