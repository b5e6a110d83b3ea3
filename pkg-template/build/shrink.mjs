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

const PASSES = ["--converge", "-Oz", "--flatten", "--rereloop", "-Oz", "-Oz"];

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
  const features = FEATURES.map((name) => `--enable-${name}`);
  execFileSync(
    "wasm-opt",
    [
      input,
      "-o",
      output,
      "-mvp",
      ...features,
      ...ASSUMPTIONS,
      ...PASSES,
      "--strip-producers",
      "--strip-target-features",
    ],
    {
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  const named = join(work, "named.wasm");
  const mapping = execFileSync(
    "wasm-opt",
    [output, "-o", named, "-mvp", ...features, "--minify-imports-and-exports-and-modules"],
    { encoding: "utf8" },
  );
  const before = new WebAssembly.Module(readFileSync(output));
  const wasm = readFileSync(named);
  const after = new WebAssembly.Module(wasm);
  // The pass keeps the order, so names pair up; its own listing is checked against that.
  /**
   * @param {"imports" | "exports"} kind
   * @returns {[fresh: string, old: string, from: string][]}
   */
  const pair = (kind) => {
    /** @type {{ name: string, module?: string }[][]} */
    const [old, fresh] = [before, after].map((module) => WebAssembly.Module[kind](module));
    if (old.length !== fresh.length) throw new Error(`wasm-opt changed the number of ${kind}`);
    return old.map(({ module = "", name }, index) => [fresh[index].name, name, module]);
  };
  const imports = pair("imports");
  const exports = pair("exports");
  for (const [fresh, old] of [...imports, ...exports]) {
    if (!mapping.includes(old) || !mapping.includes(fresh))
      throw new Error(`wasm-opt did not name ${old}`);
  }
  return {
    wasm,
    imports,
    /** @type {Map<string, string>} */
    exports: new Map(exports.map(([fresh, old]) => [old, fresh])),
  };
}
