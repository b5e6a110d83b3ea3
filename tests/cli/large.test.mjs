// A file of ids is read as needed, so memory does not grow with its length. A stub replaces the network.
import assert from "node:assert/strict";
import { closeSync, openSync, writeSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { file, names, run } from "./command.mjs";

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));
const stub = beside("stub-fetch.mjs");
const disk = beside("watch-disk.mjs");

/** A file with so many lines, whose ids repeat or are all distinct. */
function idFile(lines, distinct) {
  const path = file("");
  const fd = openSync(path, "w");
  const block = 10_000;
  for (let at = 0; at < lines; at += block) {
    const ids = names(block, `line-of-a-usual-length-${distinct ? at : 0}`);
    writeSync(fd, `${ids.join("\n")}\n`);
  }
  closeSync(fd);
  return path;
}

/** Runs on a file and returns the process's peak memory in megabytes. */
async function peak(path, args = [], loaded = [stub]) {
  const env = { NODE_OPTIONS: loaded.map((module) => `--import ${module}`).join(" ") };
  const { code, stderr } = await run(
    "http://127.0.0.1:1",
    ["cancel", "--yes", "--file", path, ...args],
    { env },
  );
  assert.equal(code, 0, stderr);
  return { megabytes: Number(/^peak (\d+) MB$/m.exec(stderr)[1]), stderr };
}

test("two million lines of ids that were done before take no more memory than twenty thousand", async (t) => {
  const few = await peak(idFile(20_000));
  const many = await peak(idFile(2_000_000));
  assert.match(many.stderr, /^10,000 cancelled, 1,990,000 given twice, in/m);
  t.diagnostic(`peak ${few.megabytes} MB, ${many.megabytes} MB`);
  // The file alone has 72 MB.
  assert.ok(many.megabytes - few.megabytes < 48);
});

test("a million different ids take what telling them apart takes, and no more", async (t) => {
  const few = await peak(idFile(10_000, true));
  const many = await peak(idFile(1_000_000, true));
  assert.match(many.stderr, /^1,000,000 cancelled, in/m);
  t.diagnostic(`peak ${few.megabytes} MB, ${many.megabytes} MB`);
  // 64 bytes for each id, and what has not been collected yet.
  assert.ok(many.megabytes - few.megabytes < 64 + 48);
});

test("a journal of a hundred thousand is synced now and then, and read again without another request", async (t) => {
  const path = idFile(100_000, true);
  const journal = ["--journal", file()];
  const { stderr } = await peak(path, journal, [stub, disk]);
  const { lines, unsynced, syncs } = JSON.parse(/^disk (.*)$/m.exec(stderr)[1]);
  const again = await peak(path, journal);
  assert.match(again.stderr, /^100,000 already done, in/m);
  t.diagnostic(`${syncs} syncs of ${lines} writes, ${/ in (\d+(\.\d+)?) s$/m.exec(stderr)[1]} s`);
  assert.equal(unsynced, 0);
  // Each costs what a few outcomes do on a quick disk, and a hundred times that on a slow one.
  assert.ok(syncs > 0 && syncs < 100_000 / 20, `${syncs} syncs`);
});
