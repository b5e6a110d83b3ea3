// The journal and its disk: a reported outcome has been synced, a failing disk is reported, a slow one is waited for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { file, names, objects, run } from "./command.mjs";

const preload = (name) => `--import ${fileURLToPath(new URL(name, import.meta.url))}`;

/** Runs `cancel` with a journal, under a watch and with a stub for the network. */
async function cancel(ids, journal, DISK) {
  const NODE_OPTIONS = [preload("stub-fetch.mjs"), preload("watch-disk.mjs")].join(" ");
  const args = ["cancel", "--yes", "--json", "--journal", journal, ...ids];
  const ended = await run("http://127.0.0.1:1", args, { env: { NODE_OPTIONS, DISK } });
  return { ...ended, disk: JSON.parse(/^disk (.*)$/m.exec(ended.stderr)[1]) };
}

test("when the command ends, every line of the journal has been synced, and not each by itself", async () => {
  const { code, disk } = await cancel(names(300), file());
  assert.equal(code, 0);
  assert.equal(disk.lines, 300);
  assert.equal(disk.unsynced, 0);
  assert.ok(disk.syncs > 0 && disk.syncs < 300, `${disk.syncs} syncs`);
});

test("a new journal's name is put on the disk, that of an old one is there already", async () => {
  const journal = file();
  assert.equal((await cancel(["a"], journal)).disk.folders, 1);
  assert.equal((await cancel(["b"], journal)).disk.folders, 0);
});

test("a disk that lags is waited for, with no more than a thousand lines ahead of it", async () => {
  const { code, disk } = await cancel(names(4000), file(), "lag");
  assert.equal(code, 0);
  assert.equal(disk.lines, 4000);
  assert.ok(disk.most > 1000 && disk.most < 1100, `${disk.most} lines ahead`);
});

test("a sync that fails stops the run and is told, after all outcomes", async () => {
  const journal = file();
  const { code, stdout, stderr } = await cancel(names(3000), journal, "fail");
  const outcomes = objects(stdout);
  assert.equal(outcomes.length, 3000);
  const done = outcomes.filter(({ status }) => status === "fulfilled").map(({ jobId }) => jobId);
  assert.ok(done.length > 0 && done.length < 3000);
  // What was in flight is written all the same: it may still reach the disk.
  const noted = objects(readFileSync(journal, "utf8")).slice(1);
  assert.deepEqual(noted.map(({ jobId }) => jobId).sort(), done.sort());
  assert.match(stderr, /^[\d,]+ cancelled, [\d,]+ not started, in/m);
  assert.match(stderr, /^pulse-wasm: --journal .* can't be written: EIO$/m);
  assert.equal(code, 1);
});

test("a sync that fails after the last outcome is told, and the command exits 1", async () => {
  const { code, stdout, stderr } = await cancel(["a"], file(), "fail");
  assert.equal(objects(stdout)[0].status, "fulfilled");
  assert.match(stderr, /^1 cancelled, in .*\npulse-wasm: --journal .* can't be written: EIO$/m);
  assert.equal(code, 1);
});
