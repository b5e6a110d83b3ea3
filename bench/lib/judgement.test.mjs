// Who is said to be ahead of the package, on made-up results.
import assert from "node:assert/strict";
import test from "node:test";
import { verdicts } from "./judgement.mjs";
import { SUBJECTS } from "./subjects.mjs";

const same = (median) =>
  Object.fromEntries(Object.keys(SUBJECTS).map((name) => [name, { median, brotli: median }]));
const results = (change) => ({
  machine: { node: "20.1.0" },
  percall: { subjects: { ...same(20), ...change } },
  browser: { subjects: same(20) },
  loopback: { cases: [{ latencyInMs: 50, atOnce: 32, subjects: same(20) }] },
  "browser-loopback": {
    cases: [{ latencyInMs: 50, atOnce: 32, subjects: same(20) }],
    many: {
      subjects: {
        "pulse-wasm": { title: "ours", median: 2 },
        pool: { title: "the pool", median: 3 },
      },
    },
  },
  many: {
    subjects: {
      "pulse-wasm": { title: "ours", median: 2 },
      command: { title: "our command", median: 1 },
      pool: { title: "the pool", median: 1.5 },
    },
  },
  cold: { subjects: same(20) },
  size: { subjects: same(20) },
});
const of = (change, question) =>
  verdicts(results(change)).find((verdict) => verdict.question === question);

test("whoever takes less is ahead, the best first, and is not left out", () => {
  const change = { ky: { median: 19 }, bare: { median: 5 }, axios: { median: 21 } };
  const { ours, ahead, behind } = of(change, "a call in Node");
  assert.equal(ours, 20);
  assert.deepEqual(ahead, [
    { title: "bare fetch", value: 5 },
    { title: "ky", value: 19 },
  ]);
  assert.equal(behind.at(-1).title, "axios");
  assert.equal(ahead.length + behind.length, Object.keys(SUBJECTS).length - 1);
});

test("our command is no peer of ours", () => {
  const { ahead, behind } = of({}, "10,000 jobs");
  assert.deepEqual(ahead, [{ title: "the pool", value: 1.5 }]);
  assert.deepEqual(behind, []);
});

test("in a page it is asked again, of those who were measured there", () => {
  assert.equal(of({}, "a call over loopback in Chromium, 50 ms, 32 at a time").ours, 0.02);
  const { ahead, behind } = of({}, "10,000 jobs in Chromium");
  assert.deepEqual(ahead, []);
  assert.deepEqual(behind, [{ title: "the pool", value: 3 }]);
});
