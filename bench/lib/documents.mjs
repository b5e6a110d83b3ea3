// The parts of documents that are made of bench/results.json, and how a chart says which figures it shows.
import { createHash } from "node:crypto";
import { figures, readme } from "./report.mjs";

/** What goes between a document's markers. */
export const DOCUMENTS = { "README.md": readme, "docs/figures.md": figures };

/** What stands between the markers now. */
export function block(text, path) {
  const found = /(?<=<!-- figures: cargo xtask bench -->\n)[\s\S]*?(?=\n<!-- \/figures -->)/.exec(
    text,
  );
  if (!found) throw new Error(`${path} has lost its markers for the figures`);
  return found[0];
}

/** Changes with whatever the chart shows. */
export const fingerprint = (chart) =>
  createHash("sha256").update(JSON.stringify(chart)).digest("hex").slice(0, 16);
