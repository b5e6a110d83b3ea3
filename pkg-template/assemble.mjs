// Lays out the npm package: node pkg-template/assemble.mjs <wasm-pack's output> <package folder> [<sizes.json>]
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { encode } from "./build/encode.mjs";
import { wrapGlue } from "./build/glue.mjs";
import { measure } from "./build/measure.mjs";
import { separate } from "./build/separate.mjs";
import { shrink } from "./build/shrink.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const [from, to, sizesFile = join(root, "target/npm/sizes.json")] = process.argv
  .slice(2)
  .map((path) => resolve(path));
if (!to)
  throw new Error("usage: assemble.mjs <wasm-pack's output> <package folder> [<sizes.json>]");

const work = mkdtempSync(join(tmpdir(), "pulse-assemble-"));
// Also where a step fails.
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });

const { wasm, exports, imports } = shrink(join(from, "pulse_wasm_bg.wasm"), work);
const glue = wrapGlue(readFileSync(join(from, "pulse_wasm_bg.js"), "utf8"), exports, imports);
const { bytes, starts } = separate(wasm);
const text = `export default "${encode(bytes)}"; export const starts = [${starts}];\n`;
writeFileSync(join(to, "pulse_wasm.wasm"), wasm);

/**
 * Gives the entries what is made here: the glue, the bytes, and where the module is imported from.
 * @param {string | undefined} moduleImport
 * @returns {esbuild.Plugin}
 */
const parts = (moduleImport) => ({
  name: "parts",
  setup(build) {
    build.onResolve({ filter: /^pulse-wasm:/ }, ({ path }) =>
      path === "pulse-wasm:module"
        ? { path: moduleImport, external: true }
        : { path, namespace: "parts" },
    );
    build.onLoad({ filter: /.*/, namespace: "parts" }, ({ path }) => ({
      contents: path === "pulse-wasm:glue" ? glue : text,
      resolveDir: join(here, "entries"),
    }));
  },
});

/** Properties that get short names: no caller sees them, and no platform object has them. */
const INTERNAL = `
  __wbg_ptr __destroy_into_raw __wrap slot driver timer controller reader asked
  observer given supplied before run queue told isAsync open
  ids source closed threw counts isAwaited isIterated ready isLeft
  calls listener log core functions use handle cancels endpoint suffix required
  promise onEvent onUpdate onlyIf onProgress
  callSite mismatch earlier fire culprit wall isPulling signals errorName pulls pulledSince
`
  .trim()
  .split(/\s+/);

/**
 * Reads of globals with the names of esbuild's own temporaries, `_a` to `_z`: minifying then gives none of these to a variable of
 * ours, on top of which an app's esbuild may put its own. They are taken out of what is made.
 */
const TEMPORARIES = Array.from("abcdefghijklmnopqrstuvwxyz", (letter) => `_${letter}`);

/**
 * @param {string} path
 */
function dropTemporaries(path) {
  const text = readFileSync(path, "utf8");
  const left = text.replace(/globalThis\.TEMPORARIES=\[[\s\w,]*\];?/, "");
  if (left === text) throw new Error(`${path} has changed: found no temporaries`);
  writeFileSync(path, left);
}

/**
 * @param {string} entry
 * @param {string} file
 * @param {esbuild.Format} format
 * @param {string} [moduleImport]
 */
async function bundle(entry, file, format, moduleImport) {
  await esbuild.build({
    stdin: {
      contents: `export * from "./${entry}"; globalThis.TEMPORARIES = [${TEMPORARIES}];`,
      resolveDir: join(here, "entries"),
    },
    outfile: join(to, file),
    bundle: true,
    minify: true,
    format,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    // Node prints the line that threw an error nobody caught: of a file in one line that would be all of it.
    ...(format === "cjs" && { lineLimit: 160 }),
    mangleProps: new RegExp(`^(${INTERNAL.join("|")}|pulse_\\w+)$`),
    // The exports through which the host reports events have short names in the module.
    mangleCache: Object.fromEntries([...exports].filter(([name]) => name.startsWith("pulse_"))),
    plugins: [parts(moduleImport)],
    banner: { js: "/* pulse-wasm, MIT OR Apache-2.0 */" },
  });
  dropTemporaries(join(to, file));
}

/**
 * Restores the annotation that making the class has no side effects, which minifying drops: without it an app that only
 * uses an error would keep the class.
 * @param {string} path
 */
function markPure(path) {
  const text = readFileSync(path, "utf8");
  const marked = text.replace(
    /(var [\w$]+=)([\w$]+\(\(\)=>[\w$]+\([^;]*\)\);export\{)/,
    "$1/* @__PURE__ */ $2",
  );
  if (marked === text) throw new Error(`${path} has changed: found no client class`);
  writeFileSync(path, marked);
}

await bundle("inline.js", "index.js", "esm");
await bundle("inline.js", "index.cjs", "cjs");
await bundle("slim.js", "slim.js", "esm");
await bundle("slim.js", "slim.cjs", "cjs");
await bundle("module.js", "workerd.js", "esm", "./pulse_wasm.wasm");
await bundle("module.js", "edge-light.js", "esm", "./pulse_wasm.wasm?module");

for (const file of ["index.js", "slim.js", "workerd.js", "edge-light.js"]) markPure(join(to, file));

// The command imports the published package, so none of it is bundled into the command.
await esbuild.build({
  entryPoints: [join(here, "cli/main.js")],
  outfile: join(to, "cli.js"),
  bundle: true,
  minify: true,
  format: "esm",
  platform: "node",
  target: "node18",
  charset: "utf8",
  alias: { "pulse-wasm": "./index.js" },
  external: ["./index.js"],
});
chmodSync(join(to, "cli.js"), 0o755);

// So does the proxy, by the package's own name: it gets the entry of the runtime, and the class that its user has. It is not
// minified: who entrusts a key to it may want to read it.
for (const [file, format] of /** @type {const} */ ([
  ["proxy.js", "esm"],
  ["proxy.cjs", "cjs"],
]))
  await esbuild.build({
    entryPoints: [join(here, "proxy/main.js")],
    outfile: join(to, file),
    bundle: true,
    format,
    target: "es2022",
    charset: "utf8",
    external: ["pulse-wasm"],
    banner: { js: "/* pulse-wasm, MIT OR Apache-2.0 */" },
  });

// One class for import and require in Node: the .mjs re-exports the .cjs.
const names = (
  await esbuild.build({
    entryPoints: [join(to, "index.js")],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
  })
).metafile.outputs;
const exported = Object.values(names)[0].exports;
writeFileSync(
  join(to, "node.mjs"),
  `import cjs from "./index.cjs";\nexport const { ${exported.join(", ")} } = cjs;\n`,
);

for (const [name, parts] of Object.entries({
  index: ["client", "bulk", "errors", "npm"],
  slim: ["slim"],
  proxy: ["proxy"],
})) {
  const types = parts.map((part) => readFileSync(join(root, "types", `${part}.d.ts`), "utf8"));
  const text = types.join("\n");
  writeFileSync(join(to, `${name}.d.ts`), text);
  // A relative import in a .d.cts must lead to another one.
  writeFileSync(join(to, `${name}.d.cts`), text.replaceAll('.js"', '.cjs"'));
}
for (const name of ["package.json", "README.md"]) copyFileSync(join(here, name), join(to, name));
for (const name of ["CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"])
  copyFileSync(join(root, name), join(to, name));

const sizes = await measure(to, wasm);
mkdirSync(dirname(sizesFile), { recursive: true });
writeFileSync(sizesFile, `${JSON.stringify(sizes, null, 2)}\n`);
console.log(JSON.stringify(sizes));
