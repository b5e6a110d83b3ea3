// What the charts are given to draw, of the results in the repository with made-up points.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { WAYS } from "../growth.mjs";
import { charts } from "./charts.mjs";

const results = JSON.parse(readFileSync(new URL("../results.json", import.meta.url), "utf8"));
const point = (ids, bytesOf) => ({
  ids,
  ...Object.fromEntries(
    Object.keys(WAYS).map((name) => [name, { microsPerId: 1, bytesPerId: bytesOf(name) }]),
  ),
});
const memory = (points) =>
  charts({ ...results, growth: { points } }).find(({ name }) => name === "growth").panels[1].lines;

test("what took no memory leaves a gap in its line, and no value between its neighbours", () => {
  const flat = (name) => (name === "pulse-wasm-flat" ? 0 : 9);
  const lines = memory([point(1_000, () => 0), point(10_000, () => 9), point(100_000, flat)]);
  assert.deepEqual(lines[0].points, [
    [10_000, 9],
    [100_000, 9],
  ]);
  assert.deepEqual(lines[1].points, [
    [10_000, 9],
    [100_000, null],
  ]);
});
