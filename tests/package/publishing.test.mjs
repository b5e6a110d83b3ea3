// Dry runs of both releases: what npm and cargo would publish, with what is said of it, and no complaint. Neither needs a login.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { root } from "../project.mjs";

const tarball = process.env.PULSE_TARBALL;
const folder = process.env.PULSE_PKG;
const manifest = JSON.parse(readFileSync(join(root, "pkg-template/package.json"), "utf8"));
const { version } = manifest;

/** What a command says, once it has ended well. */
function run(command, words) {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd: root,
    encoding: "utf8",
    timeout: 120_000,
    env: { ...process.env, NO_COLOR: "1", CARGO_TERM_COLOR: "never" },
  });
  assert.ifError(error);
  assert.equal(status, 0, stderr);
  return { stdout, stderr };
}

/** npm's dry run, without the line by which it says that nobody is logged in. */
function publish(what) {
  const words = ["publish", "--dry-run", "--json", "--ignore-scripts", "--access", "public", what];
  const { stdout, stderr } = run("npm", words);
  const complaints = stderr
    .split("\n")
    .filter(
      (line) => /^npm (warn|error)/i.test(line) && !/requires you to be logged in/.test(line),
    );
  return { published: JSON.parse(stdout)["pulse-wasm"], complaints };
}

test("npm would publish the tarball, corrects nothing of it, and has the same from its folder", () => {
  const { published, complaints } = publish(tarball);
  assert.deepEqual(complaints, []);
  assert.equal(published.id, `pulse-wasm@${version}`);
  const listed = readFileSync(join(root, "tests/package/contents.txt"), "utf8").trim().split("\n");
  assert.deepEqual(published.files.map(({ path }) => path).sort(), listed.sort());
  const again = publish(folder);
  assert.deepEqual(again.complaints, []);
  assert.equal(again.published.integrity, published.integrity);
});

test("cargo would publish both crates, the core first, as the client's crate depends on it", () => {
  // Not verified here: the suite "crate package" builds an app with what is packed.
  const words = ["publish", "--dry-run", "--no-verify", "--allow-dirty"];
  const crates = ["--package", "pulse-wasm", "--package", "pulse-wasm-core"];
  const { stderr } = run("cargo", [...words, ...crates]);
  const uploads = [...stderr.matchAll(/Uploading (\S+) v(\S+)/g)].map(([, ...crate]) => crate);
  assert.deepEqual(uploads, [
    ["pulse-wasm-core", version],
    ["pulse-wasm", version],
  ]);
  // Of a manifest that lacks what the registry asks for.
  assert.doesNotMatch(stderr, /warning: manifest has no/);
});

test("package.json says where the package comes from, and where to report a fault", () => {
  const home = manifest.repository.url.replace(/^git\+/, "").replace(/\.git$/, "");
  assert.equal(new URL(home).protocol, "https:");
  assert.equal(manifest.homepage, `${home}#readme`);
  assert.equal(manifest.bugs, `${home}/issues`);
  // The package stands for the whole repository, and nobody takes money for it.
  assert.equal(manifest.repository.directory, undefined);
  assert.equal(manifest.funding, undefined);
});

test("the crates have the same repository, and a page each on docs.rs", () => {
  const words = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
  const { packages } = JSON.parse(run("cargo", words).stdout);
  const published = packages.filter(({ publish: where }) => where?.length !== 0);
  assert.deepEqual(published.map(({ name }) => name).sort(), ["pulse-wasm", "pulse-wasm-core"]);
  for (const crate of published) {
    assert.equal(`git+${crate.repository}.git`, manifest.repository.url);
    assert.equal(crate.documentation, `https://docs.rs/${crate.name}`);
    assert.equal(crate.version, version);
    assert.equal(crate.license, manifest.license);
    assert.ok(crate.readme && crate.description && crate.rust_version);
    // The registry takes five keywords and five categories, each keyword of at most 20 characters.
    assert.ok(crate.keywords.length > 0 && crate.keywords.length <= 5);
    assert.ok(crate.categories.length > 0 && crate.categories.length <= 5);
    for (const word of crate.keywords) assert.match(word, /^[a-z][\w+-]{0,19}$/);
  }
});
