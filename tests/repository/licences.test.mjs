// What is built with: each crate's and each npm package's licence is one that deny.toml allows, and each comes from the registry.
// cargo-deny itself, which takes minutes to build, and the advisories run in .github/workflows/audit.yml.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { root } from "../project.mjs";

const deny = readFileSync(join(root, "deny.toml"), "utf8");
const [, list] = /^allow = \[\n([^\]]*)\]/m.exec(deny);
const allowed = new Set([...list.matchAll(/^\s*"([^"]+)"/gm)].map(([, name]) => name));

/** Those of npm beyond deny.toml's list, with why they may be: nothing of them ships. */
const OF_NPM = new Map([
  ["MPL-2.0", "axe-core, which is run and not linked"],
  ["BlueOak-1.0.0", "asks for what MIT asks for"],
]);

/** Whether a licence of SPDX is allowed: of those joined by OR one must be, of those joined by AND each. */
export function isAllowed(licence, names) {
  const plain = licence.replaceAll("/", " OR ").replaceAll(/[()]/g, " ");
  const outer = licence.replaceAll(/\([^()]*\)/g, (part) =>
    isAllowed(part.slice(1, -1), names) ? "yes" : "no",
  );
  if (outer !== licence) return isAllowed(outer, names);
  return plain
    .split(/\sAND\s/)
    .every((part) =>
      part.split(/\sOR\s/).some((name) => name.trim() === "yes" || names.has(name.trim())),
    );
}

test("a licence is read as SPDX means it", () => {
  const names = new Set(["MIT", "Zlib"]);
  for (const good of [
    "MIT",
    "MIT OR GPL-3.0",
    "GPL-3.0/MIT",
    "MIT AND Zlib",
    "(MIT OR X) AND Zlib",
  ])
    assert.ok(isAllowed(good, names), good);
  for (const bad of ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR X) AND Y", ""])
    assert.ok(!isAllowed(bad, names), bad);
});

for (const manifest of ["Cargo.toml", "fuzz/Cargo.toml"])
  test(`each crate of ${manifest} has a licence that deny.toml allows, and is of the registry`, () => {
    const words = ["metadata", "--format-version=1", "--locked", "--all-features"];
    const told = execFileSync("cargo", [...words, "--manifest-path", join(root, manifest)], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const { packages } = JSON.parse(told);
    assert.ok(packages.length > 10, `${packages.length} crates`);
    for (const { name, license, source } of packages) {
      assert.ok(isAllowed(license ?? "", allowed), `${name}: ${license}`);
      const isOurs = source === null;
      assert.ok(isOurs || source.startsWith("registry+"), `${name} comes from ${source}`);
    }
  });

test("each npm package that this is built with has a licence that is allowed, and a hash", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const names = new Set([...allowed, ...OF_NPM.keys()]);
  for (const [path, { license, integrity }] of Object.entries(packages)) {
    if (path === "") continue;
    assert.ok(isAllowed(license ?? "", names), `${path}: ${license}`);
    assert.match(integrity ?? "", /^sha512-/, `${path} has no hash`);
  }
});
