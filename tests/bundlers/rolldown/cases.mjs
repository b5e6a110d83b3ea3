// Rolldown, by its command line and without plugins.
export const quick = false;

const bundle = (t, entry, ...options) => t.run("rolldown", [`src/${entry}`, ...options]);

export const cases = {
  async "esm, in Chromium"(t) {
    await bundle(t, "page.js", "--platform", "browser", "--file", "esm/main.js");
    t.html("esm/index.html", '<script type="module" src="main.js"></script>');
    await t.visit("esm");
  },
  async "iife, minified, in Chromium"(t) {
    const options = ["--platform", "browser", "--format", "iife", "--minify"];
    await bundle(t, "page.js", ...options, "--file", "iife/main.js");
    t.html("iife/index.html", '<script src="main.js"></script>');
    await t.visit("iife");
  },
  async "esm, in Node"(t) {
    await bundle(t, "script.js", "--platform", "node", "--file", "node.mjs");
    await t.runs("node.mjs");
  },
  async "an unused import is dropped"(t) {
    await bundle(t, "unused.js", "--platform", "browser", "--file", "unused.js");
    return t.drops("unused.js");
  },
  async "an error class comes without the wasm"(t) {
    await bundle(t, "errors-only.js", "--platform", "browser", "--file", "errors.js");
    return t.withoutWasm("errors.js");
  },
};
