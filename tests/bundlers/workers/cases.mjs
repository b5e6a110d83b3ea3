// Cloudflare's tools: wrangler's dev server and its bundle, and its plugin for Vitest.
import assert from "node:assert/strict";
import { holds, write } from "../../mounts/mounted.mjs";
import { DEAF } from "../../mounts/workerd.mjs";
import { freePort } from "../../support/trial.mjs";

export const quick = false;
export const tool = "wrangler";
export const node = 24;

export const cases = {
  async "wrangler dev"(t) {
    const port = `${await freePort()}`;
    const words = ["dev", "--ip", "127.0.0.1", "--port", port, "--inspector-port", "0"];
    await t.serving("wrangler", words, /Ready on/, () => t.route(`http://127.0.0.1:${port}/`));
  },
  async "wrangler deploy --dry-run: the wasm in a file of its own"(t) {
    await t.run("wrangler", ["deploy", "--dry-run", "--outdir", "out"]);
    assert.ok(t.names("out").some((name) => name.endsWith(".wasm")));
    return t.withoutWasm("out");
  },
  "wrangler dev, the proxy"(t) {
    write(t, "worker.mjs");
    const vars = (env) =>
      Object.entries(env).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
    const command = (port, env) => {
      const where = ["--ip", "127.0.0.1", "--port", port, "--inspector-port", "0"];
      const define = ["--define", `process.env.PORT:"${port}"`];
      return ["wrangler", "dev", "worker.mjs", ...where, ...define, ...vars(env)];
    };
    return holds(t, command, DEAF);
  },
  "vitest-pool-workers": (t) => t.tests("vitest", ["run", "worker.test.js"]),
};
