// What wasm-pack makes of this crate with no flag. It is run in a copy of the checkout below target/: its own ./pkg is the
// npm package's folder here.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../project.mjs";

const folder = join(root, "target/plain");
export const checkout = join(folder, "checkout");

/** What a build reads, and what locks its wasm-opt; the rest of the checkout is there because a clone has it. */
const INPUTS =
  /^(Cargo\.|\.cargo\/|package-lock|src\/|types\/|crates\/pulse-core\/|README|LICENSE)/;

const say = (command, ...words) => execFileSync(command, words, { cwd: root, encoding: "utf8" });

/** The files that git tracks or would take, by their paths. */
function tracked() {
  const names = say("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard");
  return new Set(names.split("\0").filter((name) => name && existsSync(join(root, name))));
}

const isSame = (file, other) => existsSync(other) && readFileSync(file).equals(readFileSync(other));

/** Brings the copy up to date. What has not changed is left alone, so that cargo need not compile it again. */
function copy(names) {
  mkdirSync(checkout, { recursive: true });
  const isKept = (name) => names.has(name) || name.startsWith("target/");
  for (const name of readdirSync(checkout, { recursive: true })) {
    const file = join(checkout, name);
    if (!isKept(name) && existsSync(file) && !statSync(file).isDirectory()) rmSync(file);
  }
  for (const name of names) {
    const [from, to] = [join(root, name), join(checkout, name)];
    if (isSame(from, to)) continue;
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to);
  }
}

/** A fingerprint of all that a build depends on, its tools included. */
function fingerprint(names) {
  const hash = createHash("sha256");
  for (const [tool, word] of [
    ["rustc", "-vV"],
    ["wasm-pack", "--version"],
    ["wasm-bindgen", "--version"],
  ])
    hash.update(say(tool, word));
  for (const name of [...names].filter((name) => INPUTS.test(name)).sort()) {
    const bytes = readFileSync(join(root, name));
    hash.update(`${name} ${bytes.length} `).update(bytes);
  }
  return hash.digest("hex");
}

/** The same for all builds of a run. */
let state;

/**
 * The folder of a project whose node_modules/pulse-wasm is what `wasm-pack build --target TARGET` gives. It is built again
 * only when what it is made from has changed.
 */
export function built(target) {
  if (!state) {
    const names = tracked();
    state = { names, print: fingerprint(names) };
  }
  const project = join(folder, target);
  const stamp = join(project, ".stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === state.print) return project;
  rmSync(project, { recursive: true, force: true });
  copy(state.names);
  rmSync(join(checkout, "pkg"), { recursive: true, force: true });
  console.log(`$ wasm-pack build --target ${target}`);
  execFileSync("wasm-pack", ["build", "--target", target], { cwd: checkout, stdio: "inherit" });
  mkdirSync(join(project, "node_modules"), { recursive: true });
  renameSync(join(checkout, "pkg"), join(project, "node_modules/pulse-wasm"));
  writeFileSync(stamp, state.print);
  return project;
}
