// A file of ids is read as needed, so memory does not grow with its length. A stub replaces the network.
import assert from "node:assert/strict";
import { closeSync, openSync, writeSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { file, names, run } from "./command.mjs";

const stub = fileURLToPath(new URL("stub-fetch.mjs", import.meta.url));
const env = { NODE_OPTIONS: `--import ${stub}` };

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
async function peak(path, args = []) {
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

test("a journal is kept at the pace of the run, and read again without another request", async (t) => {
  const path = idFile(100_000, true);
  const journal = file();
  const bare = await peak(path);
  const kept = await peak(path, ["--journal", journal]);
  const again = await peak(path, ["--journal", journal]);
  assert.match(again.stderr, /^100,000 already done, in/m);
  const seconds = ({ stderr }) => Number(/ in (\d+(\.\d+)?) s$/m.exec(stderr)[1]);
  t.diagnostic(`${seconds(bare)} s without, ${seconds(kept)} s with a journal`);
  // A sync for each outcome would take minutes.
  assert.ok(seconds(kept) < seconds(bare) * 2 + 5);
});
