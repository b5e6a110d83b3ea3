// The matrix as a table, on the terminal and as Markdown in target/matrix.md: node table.mjs [--write], which puts it into docs/loading.md.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../project.mjs";
import { RUNTIMES } from "./list.mjs";
import { rows } from "./rows.mjs";

const MARK = "<!-- matrix -->";
const HEAD = ["runtime", "version", "passed", "failed", "skipped", "import to first call, ms"];
/** The columns from this one on contain numbers. */
const NUMBERS = 2;

const found = rows();
const cells = found.map((row) => [
  row.name,
  row.version,
  row.passed,
  row.failed,
  row.skipped,
  row.firstCallInMillis?.toFixed(1) ?? "–",
]);
const lines = [HEAD, ...cells].map((line) => line.map(String));
const widths = HEAD.map((_, at) => Math.max(...lines.map((line) => line[at].length)));
const padded = lines.map((line) =>
  line.map((cell, at) => (at < NUMBERS ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))),
);
for (const line of padded) console.log(line.join("  ").trimEnd());

const rule = HEAD.map((_, at) => (at < NUMBERS ? "---" : "--:"));
const markdown = [HEAD, rule, ...cells].map((line) => `| ${line.join(" | ")} |\n`).join("");
writeFileSync(join(root, "target/matrix.md"), markdown);

const missing = Object.keys(RUNTIMES).filter((name) => !found.some((row) => row.name === name));
if (missing.length > 0) console.log(`not run with this package: ${missing.join(", ")}`);
if (process.argv.includes("--write")) write();

function write() {
  if (missing.length > 0 || found.some((row) => row.failed > 0)) {
    console.error(
      "docs/loading.md takes the matrix when all of it has run with this package, and well",
    );
    process.exit(1);
  }
  const path = join(root, "docs/loading.md");
  const parts = readFileSync(path, "utf8").split(MARK);
  if (parts.length !== 3) {
    console.error(
      `docs/loading.md must hold ${MARK} twice, where the table begins and where it ends`,
    );
    process.exit(1);
  }
  parts[1] = `\n${markdown}`;
  writeFileSync(path, parts.join(MARK));
}
