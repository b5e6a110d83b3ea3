// Where the key is in a process: heap snapshots before and after free(), and the bytes of the module's memory.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { project } from "../project.mjs";
import { atEnd } from "../support/at-end.mjs";

const folder = process.env.PULSE_PROJECT ?? project();
const entry = join(folder, "heap-entry.mjs");
writeFileSync(entry, 'export * from "pulse-wasm";\n');
const inside = fileURLToPath(new URL("inside.mjs", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "pulse-heap-"));
atEnd(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs a scene in a process of its own, so that no other test's strings are in its heap; returns what was found. */
function scene(name) {
  const args = ["--expose-gc", inside, pathToFileURL(entry).href, name, scratch];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    timeout: 120_000,
    env: { PATH: process.env.PATH },
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

test("the search finds a key that is held, as a string of the heap and as bytes of the module", () => {
  const { held, memory } = scene("held");
  assert.ok(held.length > 0, "the heap has a string that is held, and the search does not see it");
  assert.ok(
    memory > 0,
    "the module's memory has the key of a client, and the search does not see it",
  );
});

test("an idle client's key is in no string of the JavaScript heap", () => {
  const { idle } = scene("idle");
  assert.deepEqual(idle, []);
});

test("calls that have settled leave no string with the key in the heap, and their client's memory has it once", () => {
  const { settled, memory } = scene("settled");
  assert.deepEqual(settled, []);
  assert.equal(memory, 1);
});

test("the key that was sent last is in no string of the heap either, where fetch keeps nothing of it", () => {
  const { last, freed } = scene("last");
  assert.deepEqual(last, []);
  assert.deepEqual(freed, []);
});

test("after free() the key is in no string of the heap, and the next client writes over it in the module's memory", () => {
  const { freed, memory } = scene("freed");
  assert.deepEqual(freed, []);
  assert.equal(memory, 0);
});
