// What JavaScript parses, under random inputs: node run.mjs SECONDS SEED [part of a name]. Each property checks more than that
// nothing throws; one that fails prints its seed and the shortest input.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { project } from "../project.mjs";
import { answers } from "./answers.mjs";
import { ids } from "./ids.mjs";
import { journal } from "./journal.mjs";
import { lines } from "./lines.mjs";
import { options } from "./options.mjs";

const [seconds, seed] = process.argv.slice(2, 4).map(Number);
const part = process.argv[4] ?? "";
if (!(seconds > 0) || !Number.isInteger(seed)) {
  console.error("run it with node run.mjs SECONDS SEED");
  process.exit(2);
}

const entry = join(project(), "fuzz-entry.mjs");
writeFileSync(entry, 'export * from "pulse-wasm";\n');
const pulse = await import(pathToFileURL(entry));
const rejected = [];
process.on("unhandledRejection", (reason) => rejected.push(reason));

const properties = [ids(pulse), answers(pulse), options(pulse), journal(), lines()].filter(
  ({ name }) => name.includes(part),
);
const interruptAfterTimeLimit = (seconds * 1_000) / properties.length;
/** The property, with a pause now and then: promises alone would let no signal through, and Ctrl-C could not end it. */
function breathing(holds) {
  let runs = 0;
  return async (input) => {
    runs += 1;
    if (runs % 100 === 0) await new Promise((done) => setImmediate(done));
    return holds(input);
  };
}

let failed = 0;
for (const { name, arbitrary, holds } of properties) {
  const outcome = await fc.check(fc.asyncProperty(arbitrary, breathing(holds)), {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit,
  });
  const told = () =>
    `${fc.defaultReportMessage(outcome).slice(0, 4_000)}\n${outcome.errorInstance?.stack}`;
  const why = outcome.failed ? told() : rejected.map(String).join("; ");
  const isWell = why === "" && outcome.numRuns > 0;
  if (!isWell) failed += 1;
  console.log(`${isWell ? "ok    " : "FAILED"} scripts, ${name}: ${outcome.numRuns} executions`);
  if (!isWell) console.log(why || "it never ran");
  rejected.length = 0;
}
console.log(`${properties.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
