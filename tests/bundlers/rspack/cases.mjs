// Rspack, without a configuration.
export const quick = false;
export const tool = "@rspack/core";

const build = (t, entry, ...options) =>
  t.run("rspack", ["build", "--entry", `./src/${entry}`, ...options]);

export const cases = {
  async "web, production, in Chromium"(t) {
    await build(t, "page.js", "--mode", "production", "-o", "web");
    t.html("web/index.html", '<script src="main.js"></script>');
    await t.visit("web");
  },
  async "web, development, in Chromium"(t) {
    await build(t, "page.js", "--mode", "development", "-o", "dev");
    t.html("dev/index.html", '<script src="main.js"></script>');
    await t.visit("dev");
  },
  async node(t) {
    await build(t, "script.js", "--mode", "production", "-c", "node.config.mjs", "-o", "node");
    await t.runs("node/main.js");
  },
  async "an unused import is dropped"(t) {
    await build(t, "unused.js", "--mode", "production", "-o", "unused");
    return t.drops("unused");
  },
  async "an error class comes without the wasm"(t) {
    await build(t, "errors-only.js", "--mode", "production", "-o", "errors");
    return t.withoutWasm("errors");
  },
};
