// Angular: an application's build for production and for development, and its dev server with and without prebundling.
import { freePort } from "../../support/trial.mjs";

export const quick = false;
export const tool = "@angular/cli";
export const node = 24;

async function build(t, configuration, folder) {
  await t.run("ng", ["build", "--configuration", configuration, "--output-path", folder]);
  await t.visit(`${folder}/browser`);
}

async function serve(t, ...options) {
  const port = `${await freePort()}`;
  const words = ["serve", "--host", "127.0.0.1", "--port", port, "--no-live-reload", ...options];
  await t.serving("ng", words, /Local:\s+http/, () => t.open(`http://127.0.0.1:${port}/`));
}

export const cases = {
  "build, in Chromium": (t) => build(t, "production", "dist"),
  "build for development, in Chromium": (t) => build(t, "development", "dist-dev"),
  "dev server, in Chromium": (t) => serve(t),
  "dev server without prebundling, in Chromium": (t) => serve(t, "--configuration", "bundled"),
};
