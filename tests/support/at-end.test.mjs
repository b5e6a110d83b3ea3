// A test or a bench that is interrupted leaves no folder behind.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

const helper = new URL("at-end.mjs", import.meta.url).href;

/** A process that has a folder to remove, and prints a line once it could be interrupted. */
async function holder(folder, then) {
  const program = `
    import { rmSync } from "node:fs";
    import { atEnd } from ${JSON.stringify(helper)};
    atEnd(() => rmSync(${JSON.stringify(folder)}, { recursive: true }));
    console.log("ready");
    ${then}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

const newFolder = () => mkdtempSync(join(tmpdir(), "pulse-at-end-"));

// Windows has no signals: there kill() ends a process as SIGKILL does.
for (const signal of process.platform === "win32" ? [] : ["SIGINT", "SIGTERM", "SIGHUP"]) {
  test(`a process that ${signal} ends has removed its folder, and ends by the signal`, async () => {
    const folder = newFolder();
    const child = await holder(folder, "setInterval(() => {}, 1_000);");
    child.kill(signal);
    const [code, by] = await once(child, "exit");
    assert.deepEqual([code, by, existsSync(folder)], [null, signal, false]);
  });
}

test("a process that ends by itself has removed its folder", async () => {
  const folder = newFolder();
  const child = await holder(folder, "");
  const [code] = await once(child, "exit");
  assert.deepEqual([code, existsSync(folder)], [0, false]);
});
