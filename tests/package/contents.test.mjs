// The packed tarball contains exactly the files of contents.txt, and none of them shows where it was built.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import test from "node:test";
import { encode } from "../../pkg-template/build/encode.mjs";
import { decode } from "../../pkg-template/entries/decode.js";
import { interleave } from "../../pkg-template/entries/interleave.js";

const tarball = process.env.PULSE_TARBALL;
const folder = process.env.PULSE_PKG;

test("the tarball holds exactly the files of contents.txt", () => {
  const listed = readFileSync(new URL("contents.txt", import.meta.url), "utf8")
    .trim()
    .split("\n");
  const packed = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((path) => path.replace(/^package\//, ""))
    .sort();
  assert.deepEqual(packed, listed.sort());
});

test("package.json names no file that is not packed", () => {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const packed = new Set(
    execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" })
      .split("\n")
      .map((path) => path.replace(/^package\//, "./")),
  );
  const named = [];
  const collect = (value) => {
    if (typeof value === "string") named.push(value);
    else if (value) Object.values(value).forEach(collect);
  };
  collect(manifest.exports);
  collect(manifest.bin);
  for (const field of ["main", "module", "types"]) collect(manifest[field]);
  assert.ok(named.length > 0, "package.json names no entry");
  for (const name of named) {
    const path = `./${name.replace(/^\.\//, "").replace(/\?.*$/, "")}`;
    assert.ok(packed.has(path), `${name} is not packed`);
  }
});

test("the package has no dependencies", () => {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  for (const kind of ["dependencies", "peerDependencies", "optionalDependencies"]) {
    assert.equal(manifest[kind], undefined, kind);
  }
});

test("no packed file tells where it was built", () => {
  const bytes = execFileSync("tar", ["-xzOf", tarball], { maxBuffer: 1 << 28 });
  const magic = [0x00, 0x61, 0x73, 0x6d, 0x01];
  assert.ok(bytes.includes(encode(magic)), "the inlined wasm is encoded otherwise");
  for (const place of [homedir(), new URL("../..", import.meta.url).pathname]) {
    assert.equal(bytes.indexOf(place), -1, `a packed file holds ${place}`);
    // The inlined wasm is checked as bytes, so that its encoding hides nothing.
    assert.equal(bytes.indexOf(encode(Buffer.from(place))), -1, `the wasm holds ${place}`);
  }
});

test("the module that the entries carry is pulse_wasm.wasm, byte for byte", () => {
  const wasm = readFileSync(`${folder}/pulse_wasm.wasm`);
  for (const entry of ["index.js", "index.cjs"]) {
    // The lines of index.cjs end within the text.
    const script = readFileSync(`${folder}/${entry}`, "utf8").replaceAll("\\\n", "");
    const [, text] = script.match(/"([^"]{30000,})"/) ?? [];
    const [, starts] = script.match(/=\s*\[((?:\d+,\s*){13}\d+)\]/) ?? [];
    assert.ok(text && starts, `${entry} carries no module as interleave.js takes it`);
    const carried = interleave(decode(text), starts.split(",").map(Number));
    assert.ok(wasm.equals(carried), `${entry} carries another module`);
  }
});
