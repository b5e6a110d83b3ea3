// The command's files of ids, cut into chunks anywhere: the ids are those that a reading of the whole text finds.
import assert from "node:assert/strict";
import fc from "fast-check";
import { LineReader } from "../../pkg-template/cli/lines.js";
import { UsageError } from "../../pkg-template/cli/options.js";
import { text } from "./texts.mjs";

const LONGEST = 8_192;
const part = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 4, arbitrary: fc.constantFrom("\n", "\r", "\r\n", "# a comment", " ", "job-1", "é") },
  { weight: 1, arbitrary: fc.constant("x".repeat(LONGEST)) },
);

async function* chunks(bytes, cuts) {
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const to = Math.min(cut, bytes.length);
    yield bytes.subarray(from, to);
    from = to;
  }
  yield bytes.subarray(from);
}

/** The ids; undefined for a text that is refused. */
function expected(bytes) {
  let whole;
  try {
    whole = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
  const lines = whole.split(/\r\n|\r|\n/);
  if (lines.some((line) => line.includes("\0") || line.length > LONGEST)) return undefined;
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}

export function lines() {
  return {
    name: "lines",
    arbitrary: fc.tuple(
      fc.oneof(
        {
          weight: 4,
          arbitrary: fc.array(part).map((parts) => new TextEncoder().encode(parts.join(""))),
        },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
      ),
      fc.array(fc.nat({ max: 10_000 }), { maxLength: 5 }),
    ),
    async holds([bytes, cuts]) {
      const reader = new LineReader(chunks(bytes, cuts), "the file");
      const found = [];
      let refusal;
      try {
        for (let id = await reader.next(); id !== undefined; id = await reader.next())
          found.push(id);
      } catch (error) {
        refusal = error;
      }
      const ids = expected(bytes);
      if (ids === undefined) assert.ok(refusal instanceof UsageError, `${refusal?.stack}`);
      else assert.deepEqual([found, refusal], [ids, undefined]);
    },
  };
}
