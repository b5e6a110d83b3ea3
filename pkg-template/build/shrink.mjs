// Makes the module small: wasm-opt again after wasm-bindgen, and short names for what it imports and exports.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What every runtime supports; --all-features would emit what some reject. */
const FEATURES = [
  "bulk-memory",
  "bulk-memory-opt",
  "mutable-globals",
  "nontrapping-float-to-int",
  "sign-ext",
  "multivalue",
];

// Memory begins zeroed, and its first page is not used. Not --traps-never-happen: a panic must stay a trap.
const ASSUMPTIONS = ["--zero-filled-memory", "--low-memory-unused"];

// One more round, or --converge, would take twice as long for a thousandth less.
const PASSES = ["-Oz", "--flatten", "--rereloop", "-Oz", "-Oz", "-Oz"];

/**
 * Strings that are never used: the standard library's panic messages, since a panic of ours traps without one; its digits, since
 * no code of ours formats numbers; and wasm-bindgen's errors about a freed client, which the package's own class reports first.
 */
const UNUSED = [
  /\/rustc\/[0-9a-f]{40}\/[\w/.]+\.rs/g,
  /memory allocation of | bytes failed/g,
  /capacity overflow|Tried to shrink to a larger capacity/g,
  /00010203\d{184}96979899/g,
  /attempted to take ownership of Rust value while it was borrowed/g,
  /null pointer passed to rust|recursive use of an object[ -z]*in rust/g,
];

/**
 * The module with these strings zeroed, which then compress to nothing.
 * @param {Buffer} wasm
 */
function withoutPanics(wasm) {
  const text = UNUSED.reduce((text, unused) => {
    const left = text.replace(unused, ({ length }) => "\0".repeat(length));
    if (left === text) throw new Error(`the module has changed: it has no ${unused}`);
    return left;
  }, wasm.toString("latin1"));
  return Buffer.from(text, "latin1");
}

/**
 * @param {string} source the module as wasm-pack left it
 * @param {string} work a folder for intermediate files
 */
export function shrink(source, work) {
  const input = join(work, "silent.wasm");
  writeFileSync(input, withoutPanics(readFileSync(source)));
  const output = join(work, "small.wasm");
  // Named in the same run: a second one would read what the first wrote, and lose what it did last of all.
  const mapping = execFileSync(
    "wasm-opt",
    [
      input,
      "-o",
      output,
      "-mvp",
      ...FEATURES.map((name) => `--enable-${name}`),
      ...ASSUMPTIONS,
      ...PASSES,
      "--strip-producers",
      "--strip-target-features",
      "--minify-imports-and-exports-and-modules",
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  const wasm = readFileSync(output);
  /** @type {{ imports: [from: string, old: string, fresh: string][], exports: [old: string, fresh: string][] }} */
  const named = JSON.parse(mapping);
  const module = new WebAssembly.Module(wasm);
  // In the module's own order, which is not the list's.
  const imports = WebAssembly.Module.imports(module).map(({ name }) => {
    const [from, old] = named.imports.find(([, , fresh]) => fresh === name) ?? [];
    if (old === undefined || from === undefined)
      throw new Error(`wasm-opt did not tell what it named ${name}`);
    return /** @type {[fresh: string, old: string, from: string]} */ ([name, old, from]);
  });
  const exports = new Map(named.exports);
  const fresh = [...exports.values()].sort().join();
  if (
    fresh !==
    WebAssembly.Module.exports(module)
      .map(({ name }) => name)
      .sort()
      .join()
  ) {
    throw new Error("wasm-opt's list of exports is not that of the module");
  }
  return { wasm, imports, exports };
}
