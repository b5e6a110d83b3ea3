// The lines of docs/contract.md by name: a heading of the third level, and the text below it.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** What stands under each name; a name used twice would let one of its lines go unproven. */
export function linesOf(contract) {
  const lines = new Map();
  for (const section of contract.split(/^### /m).slice(1)) {
    const [name, ...rest] = section.split(/^## /m)[0].split("\n");
    if (lines.has(name)) throw new Error(`two lines of the contract are named "${name}"`);
    lines.set(name, rest.join(" ").trim());
  }
  return lines;
}

export const LINES = linesOf(readFileSync(join(root, "docs/contract.md"), "utf8"));

/** The test file that a line ends with, where no case can prove it. */
export function provenElsewhere(text) {
  const [, file] = /Proven by `([^`]+)`\.$/.exec(text) ?? [];
  return file !== undefined && existsSync(join(root, file)) ? file : undefined;
}
