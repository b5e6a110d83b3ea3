// Instructions that an operation of the core takes, counted by callgrind and compared with bench/instructions.json:
// node bench/instructions.mjs [--write]
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { arch } from "node:os";
import { join } from "node:path";
import { root } from "../tests/project.mjs";
import { grown, shrunk, tolerance } from "./lib/instructions.mjs";

const OPERATIONS = ["checks", "call", "retry", "wait", "bulk", "bulk-dedupe"];
/** The start of a process is in both runs, and so in neither's difference. */
const [FEW, MANY] = [2_000, 4_000];
const RECORD = join(root, "bench/instructions.json");

/** The program, built as the module of the package is: for size, with link-time optimisation. */
function build() {
  const words = ["build", "--profile", "wasm", "-p", "pulse-core-instructions"];
  const messages = execFileSync("cargo", [...words, "--message-format", "json"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const built = messages
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return built.find(({ executable }) => executable).executable;
}

function instructions(program, operation, count) {
  const words = [
    "--tool=callgrind",
    "--callgrind-out-file=/dev/null",
    program,
    operation,
    `${count}`,
  ];
  // Which instructions the C library picks for copies depends on the processor, but for these.
  const env = {
    ...process.env,
    GLIBC_TUNABLES: "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX2,-ERMS,-FSRM",
  };
  const { status, stderr } = spawnSync("valgrind", words, {
    env,
    encoding: "utf8",
    timeout: 120_000,
  });
  const refs = /I\s+refs:\s+([\d,]+)/.exec(stderr)?.[1];
  if (status !== 0 || !refs) throw new Error(`valgrind ended with ${status}: ${stderr}`);
  return Number(refs.replaceAll(",", ""));
}

const version = (command) =>
  execFileSync(command, ["--version"], { cwd: root, encoding: "utf8" }).trim();
const made = { rustc: version("rustc"), valgrind: version("valgrind"), architecture: arch() };

const program = build();
const each = {};
for (const operation of OPERATIONS) {
  const extra = instructions(program, operation, MANY) - instructions(program, operation, FEW);
  each[operation] = Math.round(extra / (MANY - FEW));
}

if (process.argv.includes("--write")) {
  writeFileSync(RECORD, `${JSON.stringify({ made, instructions: each }, null, 2)}\n`);
}
const record = JSON.parse(readFileSync(RECORD, "utf8"));
const allowed = tolerance(record.made, made);
let failed = 0;
for (const [operation, count] of Object.entries(each)) {
  const recorded = record.instructions[operation];
  const stale = shrunk(count, recorded, allowed);
  const bad = grown(count, recorded, allowed) || stale;
  if (bad) failed += 1;
  const change = recorded ? `${(100 * (count / recorded - 1)).toFixed(1)} %` : "no record";
  console.log(
    `${bad ? "FAILED" : "ok    "} ${operation}: ${count} instructions, recorded ${recorded} (${change})${stale ? ": set the record anew" : ""}`,
  );
}
console.log(
  `${(allowed * 100).toFixed(0)} % more or fewer are let through: the record is of ${record.made.rustc}, ${record.made.valgrind}, ` +
    `${record.made.architecture}; node bench/instructions.mjs --write sets it anew`,
);
console.log(`${OPERATIONS.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
