// The bundle an app ships is within 1 % of its record, sizes.json: it has not grown, and what was saved cannot be lost unnoticed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

/** Enough for the small differences between compilers, too little for a feature to go unnoticed. */
const TOLERANCE = 0.01;

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

test("the bundle, packed by brotli, is within 1 % of the recorded size", () => {
  const { brotli } = read("../../target/npm/sizes.json").bundle;
  const recorded = read("sizes.json").bundle.brotli;
  const growth = `${(100 * (brotli / recorded - 1)).toFixed(1)} %`;
  console.log(`bundle, brotli: ${brotli} bytes; recorded ${recorded}; ${growth}`);
  assert.ok(
    brotli <= recorded * (1 + TOLERANCE),
    `the bundle has grown from ${recorded} to ${brotli} bytes (${growth}): make it smaller, or set tests/package/sizes.json anew, in a commit of its own that says why`,
  );
  assert.ok(
    brotli >= recorded * (1 - TOLERANCE),
    `the bundle has shrunk from ${recorded} to ${brotli} bytes (${growth}): set tests/package/sizes.json anew, so that it stays so`,
  );
});
