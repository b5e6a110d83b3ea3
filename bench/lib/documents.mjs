// The parts of documents that are made of bench/results.json, and how a chart says which figures it shows.
import { createHash } from "node:crypto";
import { figures, readme } from "./report.mjs";

/** What goes between a document's markers. */
export const DOCUMENTS = { "README.md": readme, "docs/figures.md": figures };

const BEGIN = "<!-- figures: cargo xtask bench -->\n";
const END = "\n<!-- /figures -->";

/** A document's text before its figures, they themselves, and what follows. */
function parts(text, path) {
  const from = text.indexOf(BEGIN) + BEGIN.length;
  const to = text.indexOf(END, from);
  if (from < BEGIN.length || to < 0) {
    throw new Error(`${path} has lost its markers for the figures`);
  }
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}

/** What stands between the markers now. */
export const block = (text, path) => parts(text, path)[1];

/** The document with other figures between its markers, and all else as it is. */
export function withBlock(text, path, figures) {
  const [before, , after] = parts(text, path);
  return before + figures + after;
}

/** Changes with whatever the chart shows. */
export const fingerprint = (chart) =>
  createHash("sha256").update(JSON.stringify(chart)).digest("hex").slice(0, 16);
