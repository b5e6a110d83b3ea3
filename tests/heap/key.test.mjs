// Where the key is in a process: heap snapshots before and after free(), and the bytes of the module's memory.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { project } from "../project.mjs";
import { atEnd } from "../support/at-end.mjs";

const folder = process.env.PULSE_PROJECT ?? project();
const entry = join(folder, "heap-entry.mjs");
writeFileSync(entry, 'export * from "pulse-wasm";\n');
const inside = fileURLToPath(new URL("inside.mjs", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "pulse-heap-"));
atEnd(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs a scene in a process of its own, so that no other test's strings are in its heap; returns what was found. */
async function scene(name) {
  const args = ["--expose-gc", inside, pathToFileURL(entry).href, name, scratch];
  // Not execFileSync, which would keep Ctrl-C from this process.
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    timeout: 120_000,
    env: { PATH: process.env.PATH },
  });
  return JSON.parse(stdout);
}

test("the search finds a key that is held, as a string of the heap and as bytes of the module", async () => {
  const { held, memory } = await scene("held");
  assert.ok(held.length > 0, "the heap has a string that is held, and the search does not see it");
  assert.ok(
    memory > 0,
    "the module's memory has the key of a client, and the search does not see it",
  );
});

test("an idle client's key is in no string of the JavaScript heap", async () => {
  const { idle } = await scene("idle");
  assert.deepEqual(idle, []);
});

test("calls that have settled leave no string with the key in the heap, and their client's memory has it once", async () => {
  const { settled, memory } = await scene("settled");
  assert.deepEqual(settled, []);
  assert.equal(memory, 1);
});

test("the key that was sent last is in no string of the heap either, where fetch keeps nothing of it", async () => {
  const { last, freed } = await scene("last");
  assert.deepEqual(last, []);
  assert.deepEqual(freed, []);
});

test("after free() the key is in no string of the heap, and the next client writes over it in the module's memory", async () => {
  const { freed, memory } = await scene("freed");
  assert.deepEqual(freed, []);
  assert.equal(memory, 0);
});
