// Nuxt with Nitro's presets for Node and for Cloudflare, whose workers may not compile wasm from bytes.
import assert from "node:assert/strict";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { binary } from "../../runtimes/install.mjs";
import { freePort } from "../../support/trial.mjs";

export const quick = false;
export const node = 24;

async function started(t, use) {
  const PORT = `${await freePort()}`;
  const env = { PORT, HOST: "127.0.0.1" };
  const words = [".output/server/index.mjs"];
  await t.serving(t.node, words, /Listening on/i, () => use(`http://127.0.0.1:${PORT}`), env);
}

/** All files of the built worker as modules of workerd, which takes no others. */
function configure(t, port) {
  const folder = t.at(".output/server");
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  const kinds = { ".mjs": "esModule", ".js": "esModule", ".wasm": "wasm" };
  const modules = files.flatMap((file) => {
    const kind = kinds[/\.\w+$/.exec(file)?.[0]];
    if (!kind || file.includes("node_modules") || !statSync(file).isFile()) return [];
    const name = relative(folder, file);
    return [{ name, line: `(name = "${name}", ${kind} = embed "server/${name}"),` }];
  });
  // The first one is the worker.
  modules.sort((one, other) => (other.name === "index.mjs") - (one.name === "index.mjs"));
  assert.ok(
    modules.some(({ name }) => name.endsWith(".wasm")),
    "the worker has no wasm file of its own",
  );
  writeFileSync(
    t.at(".output/workerd.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      compatibilityDate = "2026-01-01",
      compatibilityFlags = ["nodejs_compat"],
      modules = [
        ${modules.map(({ line }) => line).join("\n        ")}
      ],
    )),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`,
  );
}

async function edge(t) {
  await t.run("nuxt", ["build", "--preset", "cloudflare_module"], { EDGE: "1" });
  const port = await freePort();
  configure(t, port);
  const words = ["serve", "--control-fd=1", t.at(".output/workerd.capnp")];
  const address = `http://127.0.0.1:${port}/api/cancel`;
  await t.serving(binary(".bin/workerd"), words, /"listen"/, () => t.route(address));
}

export const cases = {
  async build(t) {
    await t.run("nuxt", ["build"]);
  },
  "page, in Chromium": (t) => started(t, (origin) => t.open(`${origin}/`)),
  "route on the server": (t) => started(t, (origin) => t.route(`${origin}/api/cancel`)),
  "build for Cloudflare, with experimental.wasm, in workerd": edge,
};
