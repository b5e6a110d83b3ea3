// The README's figures: the sizes that the package's build measured, and the time of a call compared with bare fetch.
// `node bench/figures.mjs` prints them, with --write they go between the README's markers.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../tests/project.mjs";
import { measure } from "./percall.mjs";

const best = await measure();
const [fetched, called] = [best["bare fetch"], best["pulse-wasm"]];

const sizes = JSON.parse(readFileSync(join(root, "target/npm/sizes.json"), "utf8"));
const cell = (bytes) => `${(bytes / 1_000).toFixed(1)} KB`;
const row = (title, { raw, gzip, brotli }) =>
  `| ${title} | ${cell(raw)} | ${cell(gzip)} | ${cell(brotli)} |`;

const figures = `| what is shipped | raw | gzip | brotli |
| --- | --- | --- | --- |
${row("an app's bundle with all of the package", sizes.bundle)}
${row("of it the WebAssembly module", sizes.wasm)}
${row("of it the JavaScript around it", sizes.glue)}

A call costs ${called.toFixed(1)} µs where bare \`fetch\` without retries, timeout or abort costs ${fetched.toFixed(1)} µs (${(called / fetched).toFixed(2)} times; Node ${process.versions.node},
a stub in the network's place, the best of some rounds that alternate). Beside a request over a network neither is seen.
`;
console.log(figures);

if (process.argv.includes("--write")) {
  const path = join(root, "README.md");
  const text = readFileSync(path, "utf8");
  const markers = /(<!-- figures: [^\n]*-->\n)[\s\S]*?(<!-- \/figures -->)/;
  if (!markers.test(text)) throw new Error("README.md has lost its markers for the figures");
  writeFileSync(
    path,
    text.replace(markers, (_, begin, end) => `${begin}\n${figures}\n${end}`),
  );
}
