// The rows of the matrix: one file below target/ for each runtime, which names the tarball it is about.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, tarball } from "../project.mjs";
import { RUNTIMES } from "./list.mjs";

const folder = join(root, "target/matrix");
const file = (name) => join(folder, `${name}.json`);
const print = () => createHash("sha256").update(readFileSync(tarball())).digest("hex");

export function writeRow(name, { version, firstCallInMillis, results }) {
  mkdirSync(folder, { recursive: true });
  const failed = results.filter((result) => result.failed).length;
  const skipped = results.filter((result) => result.skipped).length;
  const passed = results.length - failed - skipped;
  const row = { name, version, passed, failed, skipped, firstCallInMillis, tarball: print() };
  writeFileSync(file(name), `${JSON.stringify(row, null, 2)}\n`);
}

/** The rows about this very tarball, in the list's order. */
export function rows() {
  const now = print();
  return Object.keys(RUNTIMES)
    .filter((name) => existsSync(file(name)))
    .map((name) => JSON.parse(readFileSync(file(name), "utf8")))
    .filter((row) => row.tarball === now);
}
