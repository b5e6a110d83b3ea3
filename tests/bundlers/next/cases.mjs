// Next.js, without a configuration: a client page, a route handler, an edge route and the proxy, built and in its dev server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { holds, write } from "../../mounts/mounted.mjs";
import { MANY_PAGES } from "../../proxy/checks.mjs";
import { freePort } from "../../support/trial.mjs";

export const quick = false;

async function serve(t, command, use) {
  const port = await freePort();
  const words = [command, "--hostname", "127.0.0.1", "--port", `${port}`];
  await t.serving("next", words, /Ready in/, () => use(`http://127.0.0.1:${port}`));
}

const started = (path) => (t) => serve(t, "start", (origin) => t.route(origin + path));
/** Next's own sandbox can compile wasm from bytes, but the runtimes that such routes are deployed to cannot: a file must do. */
async function edge(t) {
  const manifest = JSON.parse(readFileSync(t.at(".next/server/middleware-manifest.json"), "utf8"));
  const { wasm } = manifest.functions["/edge/route"];
  assert.equal(wasm.length, 1, "the edge route has no wasm file of its own");
  await started("/edge")(t);
}

const developed = (path) => (t) => serve(t, "dev", (origin) => t.route(origin + path));

const proxy =
  (command, base, but = []) =>
  (t) =>
    holds(t, (port) => ["next", command, "--hostname", "127.0.0.1", "--port", port], but, base);

export const cases = {
  async build(t) {
    write(t, "route.js", "app/api/job/[jobId]/route.js");
    await t.run("next", ["build"]);
  },
  "client page, in Chromium": (t) => serve(t, "start", (origin) => t.open(`${origin}/`)),
  "route handler": started("/api/cancel"),
  "edge route": edge,
  "the proxy": proxy("start"),
  "the proxy as edge route": proxy("start", "/edge"),
  "dev server, client page, in Chromium": (t) => serve(t, "dev", (origin) => t.open(`${origin}/`)),
  "dev server, route handler": developed("/api/cancel"),
  "dev server, edge route": developed("/edge"),
  "dev server, the proxy": proxy("dev", "/api", [MANY_PAGES]),
  async "build by webpack"(t) {
    await t.run("next", ["build", "--webpack"]);
  },
  "client page by webpack, in Chromium": (t) => serve(t, "start", (origin) => t.open(`${origin}/`)),
  "route handler by webpack": started("/api/cancel"),
  "edge route by webpack": edge,
  "the proxy by webpack": proxy("start"),
};
