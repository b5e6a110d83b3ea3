// An app's esbuild that takes object rest apart puts its temporaries, `_a` and so on, on top of variables of those names where a rest
// pattern stands outside of every function: silently, or as a SyntaxError. So the package has neither.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
// The newest major has no compiler API.
import ts from "typescript-5";

const folder = process.env.PULSE_PKG;
const ENTRIES = [
  "index.js",
  "index.cjs",
  "slim.js",
  "slim.cjs",
  "workerd.js",
  "edge-light.js",
  "proxy.js",
  "proxy.cjs",
];

/** What the source has: rest patterns outside of functions, and variables with the names of temporaries. */
function found(text) {
  const source = ts.createSourceFile("entry.js", text, ts.ScriptTarget.Latest, true);
  const patterns = [];
  const temporaries = new Set();
  const walk = (node, isInFunction) => {
    const isRest =
      (ts.isBindingElement(node) &&
        node.dotDotDotToken &&
        ts.isObjectBindingPattern(node.parent)) ||
      // As the left side of an assignment it looks like a spread.
      (ts.isSpreadAssignment(node) &&
        ts.isBinaryExpression(node.parent.parent) &&
        node.parent.parent.left === node.parent);
    if (isRest && !isInFunction) patterns.push(node.parent.getText());
    if (ts.isIdentifier(node) && /^_[a-z]$/.test(node.text)) temporaries.add(node.text);
    ts.forEachChild(node, (child) => walk(child, isInFunction || ts.isFunctionLike(node)));
  };
  walk(source, false);
  return { patterns, temporaries: [...temporaries] };
}

test("what would collide is seen", () => {
  const source =
    "var _a = 1; const { x, ...rest } = f(); ({ x, ...y } = z); for (const { ...c } of d);";
  const { patterns, temporaries } = found(source);
  assert.deepEqual(patterns, ["{ x, ...rest }", "{ x, ...y }", "{ ...c }"]);
  assert.deepEqual(temporaries, ["_a"]);
  assert.deepEqual(found("function f({ x, ...rest }) { return { ...rest }; }"), {
    patterns: [],
    temporaries: [],
  });
});

for (const entry of ENTRIES) {
  test(`nothing of ${entry} meets the temporaries of an app's esbuild`, () => {
    const nothing = { patterns: [], temporaries: [] };
    assert.deepEqual(found(readFileSync(`${folder}/${entry}`, "utf8")), nothing);
  });
}
