// What `cargo xtask bench` runs: each measurement in a process of its own, then bench/results.json, and the charts
// and figures made of it: node bench/run.mjs [--quick] [--only NAME…]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../tests/project.mjs";
import { quick } from "./lib/cli.mjs";
import { Complaint, chosen, kept, PARTS } from "./lib/keeping.mjs";
import { machine } from "./lib/machine.mjs";
import { terminal } from "./lib/report.mjs";
import { versions } from "./lib/subjects.mjs";
import { write } from "./write.mjs";

/** A quick run leaves what is under version control alone. */
const FILE = quick ? "target/bench/results.json" : "bench/results.json";
const PATH = join(root, FILE);
const LIMIT_IN_MS = 15 * 60_000;

async function take(name) {
  const words = [join(root, `bench/${name}.mjs`), "--peers", ...(quick ? ["--quick"] : [])];
  const child = spawn(process.execPath, words, {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: LIMIT_IN_MS,
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part) => {
    text += part;
  });
  const [code, signal] = await once(child, "close");
  if (code !== 0) throw new Error(`bench/${name}.mjs ended with ${code ?? signal}`);
  return JSON.parse(text);
}

/** What is to be taken, and what there is already; nothing has run when it is refused. */
function plan() {
  try {
    const names = chosen(process.argv.slice(2));
    const before = existsSync(PATH) ? readFileSync(PATH, "utf8") : undefined;
    return { names, ...kept(now, names, before, FILE) };
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

const now = {
  taken: new Date().toISOString().slice(0, 10),
  quick,
  machine: machine(),
  peers: versions(),
};
const { names, head, parts } = plan();
if (now.machine.load > 0.5) {
  console.error(
    `the machine is busy (load ${now.machine.load}): these figures will not be its best`,
  );
}
for (const name of names) {
  const begun = performance.now();
  console.error(name);
  parts[name] = await take(name);
  console.error(`  ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
}
const results = { ...head, ...Object.fromEntries(PARTS.map((name) => [name, parts[name]])) };
mkdirSync(dirname(PATH), { recursive: true });
writeFileSync(PATH, `${JSON.stringify(results, null, 2)}\n`);
console.log(terminal(results));
if (quick)
  console.log(`\na quick run, in ${FILE}: README, docs/figures.md and the charts are as they were`);
else await write(results);
