// Vite, without a configuration: its dev server and its build, pages and workers.
import { freePort } from "../../support/trial.mjs";

export const quick = true;

const begin = (t, entry) =>
  t.html("index.html", `<script type="module" src="/src/${entry}"></script>`);

async function build(t, entry, folder) {
  begin(t, entry);
  await t.run("vite", ["build", "--outDir", folder]);
}

async function develop(t, entry) {
  begin(t, entry);
  const port = await freePort();
  const words = ["--host", "127.0.0.1", "--port", `${port}`, "--strictPort"];
  await t.serving("vite", words, /ready in/, () => t.open(`http://127.0.0.1:${port}/`));
}

export const cases = {
  async "build, in Chromium"(t) {
    await build(t, "page.js", "dist");
    await t.visit("dist");
  },
  async "build with a worker, in Chromium"(t) {
    await build(t, "worker-page.js", "dist-worker");
    await t.visit("dist-worker");
  },
  "dev server, in Chromium": (t) => develop(t, "page.js"),
  "dev server with a worker, in Chromium": (t) => develop(t, "worker-page.js"),
  async "slim, the wasm in a file of its own, in Chromium"(t) {
    await build(t, "slim-page.vite.js", "slim");
    await t.visit("slim");
    return t.withoutWasm("slim");
  },
  "dev server, slim, in Chromium": (t) => develop(t, "slim-page.vite.js"),
  async "an unused import is dropped"(t) {
    await build(t, "unused.js", "unused");
    return t.drops("unused");
  },
  async "an error class comes without the wasm"(t) {
    await build(t, "errors-only.js", "errors");
    return t.withoutWasm("errors");
  },
};
