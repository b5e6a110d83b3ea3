// Parcel, without a configuration: its build, with a worker too, and its dev server.
import { freePort } from "../../support/trial.mjs";

export const quick = false;

const begin = (t, entry) =>
  t.html("index.html", `<script type="module" src="./src/${entry}"></script>`);

async function build(t, entry, folder) {
  begin(t, entry);
  await t.run("parcel", ["build", "index.html", "--dist-dir", folder]);
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
  async "dev server, in Chromium"(t) {
    begin(t, "page.js");
    const port = await freePort();
    const words = ["serve", "index.html", "--host", "127.0.0.1", "--port", `${port}`, "--no-hmr"];
    await t.serving("parcel", words, /Built in/, () => t.open(`http://127.0.0.1:${port}/`));
  },
  async "an unused import is dropped"(t) {
    await build(t, "unused.js", "unused");
    return t.drops("unused");
  },
};
