// Rollup, with the plugin it needs to resolve packages.
export const quick = true;

const bundle = (t, entry, format, file) =>
  t.run("rollup", [`src/${entry}`, "-p", "node-resolve", "-f", format, "-o", file]);

export const cases = {
  async "es, in Chromium"(t) {
    await bundle(t, "page.js", "es", "es/main.js");
    t.html("es/index.html", '<script type="module" src="main.js"></script>');
    await t.visit("es");
  },
  async "iife, in Chromium"(t) {
    await bundle(t, "page.js", "iife", "iife/main.js");
    t.html("iife/index.html", '<script src="main.js"></script>');
    await t.visit("iife");
  },
  async "es, in Node"(t) {
    await bundle(t, "script.js", "es", "node.mjs");
    await t.runs("node.mjs");
  },
  async "an unused import is dropped"(t) {
    await bundle(t, "unused.js", "es", "unused.js");
    return t.drops("unused.js");
  },
  async "an error class comes without the wasm"(t) {
    await bundle(t, "errors-only.js", "es", "errors.js");
    return t.withoutWasm("errors.js");
  },
};
