// How counted instructions are held to their record, on made-up counts.
import assert from "node:assert/strict";
import test from "node:test";
import { grown, shrunk, tolerance } from "./instructions.mjs";

const made = { rustc: "rustc 1.95.0", architecture: "x64", valgrind: "valgrind-3.19.0" };

test("two per cent more fail with the compiler of the record, ten with another one", () => {
  assert.equal(tolerance(made, { ...made, valgrind: "valgrind-3.24.0" }), 0.02);
  assert.equal(tolerance(made, { ...made, rustc: "rustc 1.96.0" }), 0.1);
  assert.equal(tolerance(made, { ...made, architecture: "arm64" }), 0.1);
  assert.equal(grown(1_020, 1_000, 0.02), false);
  assert.equal(grown(1_021, 1_000, 0.02), true);
  assert.equal(grown(1_100, 1_000, 0.1), false);
  assert.equal(grown(1_101, 1_000, 0.1), true);
});

test("what has become cheaper by more than that asks for a new record, or it could grow back unnoticed", () => {
  assert.equal(shrunk(979, 1_000, 0.02), true);
  assert.equal(shrunk(980, 1_000, 0.02), false);
  assert.equal(shrunk(1_030, 1_000, 0.02), false);
});

test("an operation without a record fails, and so does a count that is none", () => {
  assert.equal(grown(1, undefined, 0.02), true);
  assert.equal(grown(Number.NaN, 1_000, 0.02), true);
});
