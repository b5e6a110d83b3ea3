// esbuild, by its command line and without options for this package.
export const quick = true;

const bundle = (t, entry, ...options) => t.run("esbuild", [`src/${entry}`, "--bundle", ...options]);

export const cases = {
  async "esm, in Chromium"(t) {
    await bundle(t, "page.js", "--format=esm", "--outfile=esm/main.js");
    t.html("esm/index.html", '<script type="module" src="main.js"></script>');
    await t.visit("esm");
  },
  async "iife, minified, in Chromium"(t) {
    await bundle(t, "page.js", "--format=iife", "--minify", "--outfile=iife/main.js");
    t.html("iife/index.html", '<script src="main.js"></script>');
    await t.visit("iife");
  },
  async "node, esm"(t) {
    await bundle(t, "script.js", "--platform=node", "--format=esm", "--outfile=node.mjs");
    await t.runs("node.mjs");
  },
  async "node, cjs, minified"(t) {
    await bundle(t, "script.js", "--platform=node", "--minify", "--outfile=node.cjs");
    await t.runs("node.cjs");
  },
  async "slim, the wasm in a file of its own, in Chromium"(t) {
    await t.run("esbuild", [
      "src/slim-page.esbuild.js",
      "--bundle",
      "--format=esm",
      "--loader:.wasm=file",
      "--outfile=slim/main.js",
    ]);
    t.html("slim/index.html", '<script type="module" src="main.js"></script>');
    await t.visit("slim");
    return t.withoutWasm("slim");
  },
  async "an unused import is dropped"(t) {
    await bundle(t, "unused.js", "--format=esm", "--outfile=unused.js");
    return t.drops("unused.js");
  },
  async "an error class comes without the wasm"(t) {
    await bundle(t, "errors-only.js", "--format=esm", "--outfile=errors.js");
    return t.withoutWasm("errors.js");
  },
};
