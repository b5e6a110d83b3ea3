// Makes of bench/results.json what people read: the charts in docs/bench, docs/figures.md and README's figures: node bench/write.mjs
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../tests/project.mjs";
import { prepare } from "../tests/support/workspace.mjs";
import { charts } from "./lib/charts.mjs";
import { DOCUMENTS, fingerprint, withBlock } from "./lib/documents.mjs";
import { parsed } from "./lib/keeping.mjs";

const RESULTS = join(root, "bench/results.json");

/** Documents and charts of these results. */
export async function write(results) {
  const folder = await prepare(join(root, "bench"), "charts");
  const { draw } = await import(pathToFileURL(join(folder, "draw.mjs")));
  mkdirSync(join(root, "docs/bench"), { recursive: true });
  for (const chart of charts(results)) {
    for (const theme of ["light", "dark"]) {
      const svg = `${draw(chart, theme)}\n<!-- ${fingerprint(chart)} -->\n`;
      writeFileSync(join(root, `docs/bench/${chart.name}-${theme}.svg`), svg);
    }
  }
  for (const [path, render] of Object.entries(DOCUMENTS)) {
    const file = join(root, path);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, withBlock(text, path, render(results)));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await write(parsed(readFileSync(RESULTS, "utf8")));
}
