// webpack 5, without a configuration: for the web, with a worker, and for Node.
export const quick = true;

const bundle = (t, entry, folder, ...options) =>
  t.run("webpack", ["--mode", "production", "--entry", `./src/${entry}`, "-o", folder, ...options]);

export const cases = {
  async "web, in Chromium"(t) {
    await bundle(t, "page.js", "web");
    t.html("web/index.html", '<script src="main.js"></script>');
    await t.visit("web");
  },
  async "web in development mode, in Chromium"(t) {
    await bundle(t, "page.js", "web-dev", "--mode", "development");
    t.html("web-dev/index.html", '<script src="main.js"></script>');
    await t.visit("web-dev");
  },
  async "web with a worker, in Chromium"(t) {
    await bundle(t, "worker-page.js", "worker");
    t.html("worker/index.html", '<script src="main.js"></script>');
    await t.visit("worker");
  },
  async node(t) {
    await bundle(t, "script.js", "node", "--target", "node");
    await t.runs("node/main.js");
  },
  async "slim, the wasm in a file of its own, in Chromium"(t) {
    await bundle(t, "slim-page.webpack.js", "slim");
    t.html("slim/index.html", '<script src="main.js"></script>');
    await t.visit("slim");
    return t.withoutWasm("slim");
  },
  async "an unused import is dropped"(t) {
    await bundle(t, "unused.js", "unused");
    return t.drops("unused");
  },
  async "an error class comes without the wasm"(t) {
    await bundle(t, "errors-only.js", "errors");
    return t.withoutWasm("errors");
  },
};
