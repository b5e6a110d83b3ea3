// SECURITY.md: each promise about the key names tests, and each of these is there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { loadCases } from "../conformance/cases.mjs";
import { root } from "../project.mjs";

const text = readFileSync(join(root, "SECURITY.md"), "utf8");
const [, promised] = /## What is promised[^\n]*\n(.*?)\n## /s.exec(text);
const rows = promised.split("\n").filter((line) => /^\| (?!promise|---)/.test(line));
const heap = readFileSync(join(root, "tests/heap/key.test.mjs"), "utf8");
const inHeap = [...heap.matchAll(/^test\("([^"]+)"/gm)].map(([, name]) => name);
const cases = new Set([...loadCases().map(({ name }) => name), ...inHeap]);

test("each promise about the key is held by a case that every runtime runs, or by a search of the heap", () => {
  assert.ok(rows.length >= 8, `${rows.length} promises`);
  for (const row of rows) {
    const [, promise, held] = row.split(" | ").join("|").split("|");
    const names = [...held.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
    assert.ok(names.length > 0, promise);
    for (const name of names) assert.ok(cases.has(name), `there is no case "${name}"`);
  }
});
