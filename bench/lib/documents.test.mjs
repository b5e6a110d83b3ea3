// What goes between a document's markers, and that nothing else of it changes.
import assert from "node:assert/strict";
import test from "node:test";
import { block, withBlock } from "./documents.mjs";

const document = (figures) =>
  `# A title\n\nBefore.\n<!-- figures: cargo xtask bench -->\n${figures}\n<!-- /figures -->\n\nAfter.\n`;

test("figures go between the markers, and all else stays", () => {
  for (const figures of ["", "\n", "e", "\nsome\nlines\n"]) {
    const text = document(figures);
    assert.equal(block(text, "a.md"), figures);
    assert.equal(withBlock(text, "a.md", "$1 $& other"), document("$1 $& other"));
  }
});

test("a document without its markers is refused", () => {
  assert.throws(() => block("# A title\n", "a.md"), /a\.md has lost its markers/);
  assert.throws(() => block(document("x").replace("<!-- /figures -->", ""), "a.md"), /lost/);
});
