// README, docs/figures.md and the charts say what bench/results.json says, which is of a whole run and names no machine.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { root } from "../tests/project.mjs";
import { charts } from "./lib/charts.mjs";
import { block, DOCUMENTS, fingerprint } from "./lib/documents.mjs";
import { SUBJECTS, versions } from "./lib/subjects.mjs";

// A checkout on Windows may have ends of lines of its own.
const read = (path) => readFileSync(join(root, path), "utf8").replaceAll("\r\n", "\n");
const results = JSON.parse(read("bench/results.json"));
const REMEDY = "run cargo xtask bench, or node bench/write.mjs where bench/results.json is right";

test("the results are of everybody who is compared, in the versions that are pinned", () => {
  assert.deepEqual(results.peers, versions(), REMEDY);
  for (const part of ["percall", "browser", "cold", "size"]) {
    assert.deepEqual(
      Object.keys(results[part].subjects),
      Object.keys(SUBJECTS),
      `${part}: ${REMEDY}`,
    );
  }
  for (const { subjects } of [...results.loopback.cases, ...results["browser-loopback"].cases])
    assert.deepEqual(Object.keys(subjects), Object.keys(SUBJECTS), REMEDY);
  assert.equal(results["browser-loopback"].many.jobs, 10_000);
  assert.equal(results.quick, false);
  assert.equal(results.growth.points.at(-1).ids, 1_000_000);
  assert.equal(results.many.jobs, 10_000);
});

/** All texts in a value, however deep. */
const texts = (value) =>
  typeof value === "string"
    ? [value]
    : Object(value) === value
      ? Object.values(value).flatMap(texts)
      : [];

test("the results name no host and no path", () => {
  const found = texts(results);
  assert.ok(found.length > 10);
  for (const text of found) {
    assert.notEqual(text, hostname());
    assert.doesNotMatch(text, /^[/\\]|^[A-Z]:\\|\/(home|root|Users|tmp|work)\//);
  }
});

test("the bytes that README tells are those that the size is held to", () => {
  const tenths = (bytes) => (bytes / 1_000).toFixed(1);
  const recorded = JSON.parse(read("tests/package/sizes.json")).bundle.brotli;
  const remedy = "run cargo xtask bench --only size";
  assert.equal(tenths(results.size.parts.bundle.brotli), tenths(recorded), remedy);
});

test("the page says which parts are younger than the run", () => {
  const again = { cold: "2030-01-02", size: "2030-01-02", many: "2030-01-03" };
  const text = DOCUMENTS["docs/figures.md"]({ ...results, again }).replace(/\s+/g, " ");
  assert.match(
    text,
    /began; cold, size taken again on 2030-01-02; many taken again on 2030-01-03\. ## /,
  );
  assert.doesNotMatch(DOCUMENTS["docs/figures.md"]({ ...results, again: undefined }), /again on/);
});

for (const [path, render] of Object.entries(DOCUMENTS)) {
  test(`the figures in ${path} are those of the results`, () => {
    assert.equal(block(read(path), path), render(results), REMEDY);
  });

  test(`another figure would not go unnoticed in ${path}`, () => {
    const other = structuredClone(results);
    other.percall.subjects["pulse-wasm"].median *= 2;
    assert.notEqual(block(read(path), path), render(other));
  });
}

test("each chart is of these results, light and dark", () => {
  for (const chart of charts(results)) {
    for (const theme of ["light", "dark"]) {
      const path = `docs/bench/${chart.name}-${theme}.svg`;
      assert.ok(existsSync(join(root, path)), `${path} is not there: ${REMEDY}`);
      assert.ok(read(path).includes(`<!-- ${fingerprint(chart)} -->`), `${path}: ${REMEDY}`);
    }
  }
});
