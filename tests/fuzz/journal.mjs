// The journal's reader over files that kills, editors and other programs have left: which jobs are done is judged again line by
// line, and what the next run appends begins on a line of its own.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { openJournal } from "../../pkg-template/cli/journal.js";
import { UsageError } from "../../pkg-template/cli/options.js";
import { atEnd } from "../support/at-end.mjs";
import { text } from "./texts.mjs";

const BASE = "https://api.test";
const HEADER = JSON.stringify({ journal: "pulse-wasm", version: 1, baseUrl: BASE });
const LONGEST = 64 << 10;

const id = fc.oneof(fc.constantFrom("a", "b", "c", "d"), text);
const entry = fc.record(
  {
    jobId: fc.oneof({ weight: 8, arbitrary: id }, { weight: 1, arbitrary: fc.anything() }),
    status: fc.constantFrom("fulfilled", "rejected", "skipped", "x", null),
    reason: fc.constantFrom("missing", "filtered", "aborted", "dry-run"),
    only: fc.constantFrom("pending", "processing", ""),
    confirmed: fc.constantFrom(true, false, "true"),
    at: fc.constant("2026-01-01T00:00:00.000Z"),
    journal: fc.oneof(
      { weight: 30, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant("pulse-wasm") },
    ),
    baseUrl: fc.constantFrom(BASE, "https://other.test"),
  },
  { requiredKeys: ["jobId", "status"] },
);
const json = (value) => {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "null";
  }
};
const line = fc.oneof(
  { weight: 12, arbitrary: entry.map(json) },
  // Torn by a kill.
  {
    weight: 2,
    arbitrary: fc
      .tuple(entry.map(json), fc.nat())
      .map(([whole, at]) => whole.slice(0, at % (whole.length + 1))),
  },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: fc.constant(`{"jobId":"long","pad":"${"x".repeat(LONGEST)}"}`) },
);
const file = fc
  .record({
    start: fc.constantFrom("", "\ufeff"),
    header: fc.oneof(
      { weight: 20, arbitrary: fc.constant(HEADER) },
      { weight: 1, arbitrary: fc.nat({ max: HEADER.length }).map((at) => HEADER.slice(0, at)) },
      { weight: 1, arbitrary: text },
    ),
    end: fc.constantFrom("\n", "\n", "\r\n"),
    lines: fc.array(line, { maxLength: 12 }),
    last: fc.boolean(),
  })
  .map(({ start, header, end, lines, last }) => {
    const whole = [header, ...lines].join(end);
    return start + whole + (last ? end : "");
  });

function isDone({ status, reason, only: then, confirmed }, { only, confirm }) {
  if (status === "fulfilled") return confirm ? confirmed === true : true;
  if (status === "skipped" && reason === "missing") return true;
  return status === "skipped" && reason === "filtered" && then === only;
}

/** The ids that are done, and all that are named; undefined for a file that is refused. */
function expected(content, kind) {
  const [first, ...rest] = content.replace(/^\ufeff/, "").split("\n");
  if (rest.length === 0) {
    return HEADER.startsWith(first.replace(/\r$/, "")) ? { done: new Set(), all: [] } : undefined;
  }
  if (first.replace(/\r$/, "") !== HEADER) return undefined;
  const done = new Set();
  const all = [];
  for (const line of rest) {
    if (line.length > LONGEST) continue;
    let entry;
    try {
      entry = JSON.parse(line);
    } catch {
      continue;
    }
    if (!entry) continue;
    if (entry.journal === "pulse-wasm" && entry.baseUrl !== BASE) return undefined;
    if (typeof entry.jobId !== "string") continue;
    all.push(entry.jobId);
    if (isDone(entry, kind)) done.add(entry.jobId);
  }
  return { done, all };
}

export function journal() {
  const folder = mkdtempSync(join(tmpdir(), "pulse-fuzz-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "journal");
  return {
    name: "journal",
    arbitrary: fc.tuple(
      file,
      fc.record({ only: fc.constantFrom(undefined, "pending"), confirm: fc.boolean() }),
    ),
    async holds([content, choice]) {
      writeFileSync(path, content);
      // What a lone surrogate became on the disk is what is read.
      const read = readFileSync(path, "utf8");
      const kind = { ...choice, baseUrl: BASE, scrubbed: (text) => text, note() {} };
      const wanted = expected(read, kind);
      let opened;
      try {
        opened = await openJournal(path, kind);
      } catch (error) {
        assert.ok(error instanceof UsageError, error.stack);
        assert.equal(wanted, undefined, error.message);
        assert.equal(readFileSync(path, "utf8"), read, "a refused file was changed");
        return;
      }
      assert.ok(wanted, "it took a file that is none of its own");
      for (const id of [...wanted.all, "never named"])
        assert.equal(opened.isDone(id), wanted.done.has(id), id);
      assert.equal(opened.size, wanted.done.size);
      opened.add({ jobId: "added", status: "rejected", error: new Error("no") });
      opened.add({ jobId: "new", status: "skipped", reason: "missing" });
      await opened.close();
      const after = readFileSync(path, "utf8");
      assert.ok(after.startsWith(read), "what was there has changed");
      const again = await openJournal(path, kind);
      assert.equal(again.size, wanted.done.size + Number(!wanted.done.has("new")));
      assert.ok(again.isDone("new"), "what was appended is lost");
      await again.close();
      assert.equal(readFileSync(path, "utf8"), after, "opening it changed it");
    },
  };
}
