// The package under test is what its sources build to: another build, in another target folder, has the same bytes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const packed = process.env.PULSE_PKG;
/** What wasm-pack made in the other target folder. */
const compiled = process.env.PULSE_COMPILED;

test("two builds of the same sources give the same files, the wasm above all", () => {
  const work = mkdtempSync(join(tmpdir(), "pulse-provenance-"));
  try {
    const again = join(work, "pkg");
    const words = ["pkg-template/assemble.mjs", compiled, again, join(work, "sizes.json")];
    execFileSync(process.execPath, words, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    const names = readdirSync(packed).sort();
    assert.ok(names.includes("pulse_wasm.wasm"));
    assert.deepEqual(readdirSync(again).sort(), names);
    for (const name of names) {
      const same = readFileSync(join(packed, name)).equals(readFileSync(join(again, name)));
      assert.ok(same, `${name} differs from build to build`);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});
