// What `cargo xtask bench` runs: each measurement in a process of its own, then bench/results.json and, of a whole run, the charts and
// figures made of it: node bench/run.mjs [--quick] [--only NAME…]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../tests/project.mjs";
import { quick } from "./lib/cli.mjs";
import { machine } from "./lib/machine.mjs";
import { terminal } from "./lib/report.mjs";
import { versions } from "./lib/subjects.mjs";
import { RESULTS, write } from "./write.mjs";

/** The measurements, in the order of results.json; the longest takes a few minutes. */
const PARTS = ["percall", "browser", "loopback", "many", "cold", "size", "growth"];
const LIMIT_IN_MS = 15 * 60_000;

function chosen() {
  const at = process.argv.indexOf("--only");
  const names = at < 0 ? PARTS : process.argv.slice(at + 1).filter((word) => !word.startsWith("-"));
  const unknown = names.filter((name) => !PARTS.includes(name));
  if (unknown.length > 0 || names.length === 0) {
    console.error(`there is no ${unknown.join(", no ")}; there are: ${PARTS.join(", ")}`);
    process.exit(2);
  }
  return names;
}

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

/** What was taken before of the parts that are not asked for; only of the same machine and as thoroughly. */
function kept(head, names) {
  if (names.length === PARTS.length) return {};
  if (!existsSync(RESULTS)) throw new Error("there is no bench/results.json yet: take all of it");
  const { taken, machine: before, ...rest } = JSON.parse(readFileSync(RESULTS, "utf8"));
  const what = ({ load, ...others }, ...more) => JSON.stringify([others, ...more]);
  if (what(before, rest.quick, rest.peers) !== what(head.machine, quick, head.peers)) {
    const why = "is of another machine, other peers or another kind of run";
    throw new Error(`bench/results.json of ${taken} ${why}: take all of it`);
  }
  return Object.fromEntries(PARTS.map((name) => [name, rest[name]]));
}

const names = chosen();
const head = {
  taken: new Date().toISOString().slice(0, 10),
  quick,
  machine: machine(),
  peers: versions(),
};
if (head.machine.load > 0.5) {
  console.error(
    `the machine is busy (load ${head.machine.load}): these figures will not be its best`,
  );
}
const parts = kept(head, names);
for (const name of names) {
  const begun = performance.now();
  console.error(name);
  parts[name] = await take(name);
  console.error(`  ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
}
const results = { ...head, ...Object.fromEntries(PARTS.map((name) => [name, parts[name]])) };
writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
console.log(terminal(results));
// Of a quick run they are made by hand, where that is wanted: node bench/write.mjs
if (!quick) await write(results);
else console.log("\na quick run: README, docs/figures.md and the charts are as they were");
