// What the built page weighs, by library: each alone as a bundler takes it, minified, in bytes of brotli.
import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { build } from "vite";

const weigh = (bytes) => brotliCompressSync(bytes).length;

/** What the page takes of each. */
const TAKEN = {
  "pulse-wasm": 'export { PulseClient } from "pulse-wasm"',
  preact: 'export { render, h, Fragment } from "preact"; export * from "preact/hooks"',
  "@preact/signals": 'export { signal, computed, batch, effect } from "@preact/signals"',
  "@tanstack/virtual-core": 'export { Virtualizer } from "@tanstack/virtual-core"',
  idb: 'export { openDB } from "idb"',
  uplot: 'export { default } from "uplot"; import "uplot/dist/uPlot.min.css"',
};

/** What another library brings along is counted there. */
const ELSEWHERE = { "@preact/signals": ["preact", "preact/hooks"] };

for (const [name, text] of Object.entries(TAKEN)) {
  const { output } = await build({
    configFile: false,
    logLevel: "silent",
    plugins: [
      {
        name: "taken",
        resolveId: (id) => (id === "virtual:taken" ? id : undefined),
        load: (id) => (id === "virtual:taken" ? text : undefined),
      },
    ],
    build: {
      write: false,
      target: "es2022",
      rolldownOptions: {
        input: "virtual:taken",
        preserveEntrySignatures: "strict",
        external: ELSEWHERE[name] ?? [],
      },
    },
  });
  const bytes = output.map(({ code, source }) => Buffer.from(code ?? source));
  const sum = bytes.reduce((all, each) => all + weigh(each), 0);
  console.log(`${name.padEnd(24)}${String(sum).padStart(7)}`);
}

const folder = process.argv[2];
if (folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const sum = files
    .filter((entry) => entry.isFile())
    .reduce((all, { parentPath, name }) => all + weigh(readFileSync(`${parentPath}/${name}`)), 0);
  console.log(`${"the whole page".padEnd(24)}${String(sum).padStart(7)}`);
}
