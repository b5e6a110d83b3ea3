// SECURITY.md: each promise about the key names tests, and each of these is there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { loadCases } from "../conformance/cases.mjs";
import { root } from "../project.mjs";

const text = readFileSync(join(root, "SECURITY.md"), "utf8");
const rows = text.split("\n").filter((line) => /^\| (?!promise|---)/.test(line));
const cases = new Set(loadCases().map(({ name }) => name));

test("each promise about the key is held by a case that every runtime runs", () => {
  assert.ok(rows.length >= 8, `${rows.length} promises`);
  for (const row of rows) {
    const [, promise, held] = row.split(" | ").join("|").split("|");
    const names = [...held.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
    assert.ok(names.length > 0, promise);
    for (const name of names) assert.ok(cases.has(name), `there is no case "${name}"`);
  }
});
