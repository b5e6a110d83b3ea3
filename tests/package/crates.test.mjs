// What `cargo package` makes of the crates that a Rust web app depends on: all it takes to build them, and no more.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { before } from "node:test";
import { root } from "../project.mjs";

const { version } = JSON.parse(readFileSync(join(root, "pkg-template/package.json"), "utf8"));
const NAMES = ["pulse-wasm-core", "pulse-wasm"];

/** Cargo's folder for crates, and an app into which they are unpacked. */
const folder = join(process.env.CARGO_TARGET_DIR, "package");
const app = join(root, "target/crate-package");

const packed = (name) => join(folder, `${name}-${version}.crate`);
const unpacked = (name) => `${name}-${version}`;
const run = (command, words, cwd = root) =>
  execFileSync(command, words, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

const files = (name) =>
  run("tar", ["-tzf", packed(name)])
    .trim()
    .split("\n")
    .map((path) => path.slice(unpacked(name).length + 1));
const manifest = (name) => readFileSync(join(app, unpacked(name), "Cargo.toml"), "utf8");

before(() => {
  // Not verified by cargo itself: it would build the boundary against whatever core it had unpacked the first time.
  const crates = NAMES.flatMap((name) => ["-p", name]);
  run("cargo", ["package", "--quiet", "--no-verify", "--allow-dirty", ...crates]);
  rmSync(app, { recursive: true, force: true });
  mkdirSync(join(app, "src"), { recursive: true });
  // Unpacked as of now: cargo takes files as old as the archive has them for built already.
  for (const name of NAMES) run("tar", ["-xmzf", packed(name), "-C", app]);
});

test("an app builds with the crates as they are packed", () => {
  const [core, client] = NAMES.map(unpacked);
  writeFileSync(
    join(app, "Cargo.toml"),
    `[package]
name = "app"
version = "0.0.0"
edition = "2024"

[dependencies]
pulse-wasm = { path = "${client}" }

[patch.crates-io]
pulse-wasm-core = { path = "${core}" }

[workspace]
`,
  );
  writeFileSync(
    join(app, "src/lib.rs"),
    `use pulse_wasm::{BulkOptions, Client, Error, Summary};

pub async fn cancel(client: Client, ids: Vec<String>) -> Result<Summary, Error> {
    client.cancel_jobs(ids, &BulkOptions::default().confirm()).await
}
`,
  );
  // The versions that are known to be there.
  copyFileSync(join(root, "Cargo.lock"), join(app, "Cargo.lock"));
  run("cargo", ["check", "--quiet", "--target", "wasm32-unknown-unknown"], app);
});

for (const name of NAMES) {
  test(`${name} is packed with its readme and licences, and says what it is`, () => {
    for (const file of ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "src/lib.rs"])
      assert.ok(files(name).includes(file), `${file} is not packed`);
    for (const field of ["description", "readme", "license", "repository", "keywords"])
      assert.match(manifest(name), new RegExp(`^${field} = `, "m"));
  });

  test(`${name} is packed without what only this repository runs`, () => {
    const foreign = files(name).filter(
      (path) =>
        !/^(src\/|types\/|docs\/rust\.md|Cargo\.|README|CHANGELOG|LICENSE|\.cargo_vcs_info)/.test(
          path,
        ),
    );
    assert.deepEqual(foreign, []);
    assert.deepEqual(
      files(name).filter((path) => /tests?(\/|\.rs$)/.test(path)),
      [],
    );
    assert.ok(statSync(packed(name)).size < 100_000, `${statSync(packed(name)).size} bytes`);
  });
}

test("pulse-wasm is packed with the scripts of its boundary, and depends on ranges", () => {
  assert.ok(files("pulse-wasm").includes("src/js/fetch.js"));
  // An exact version would not resolve beside an app's own.
  assert.doesNotMatch(manifest("pulse-wasm"), /version = "=/);
});
