// The document's worker in workerd itself, bundled as its tools do it: by the condition of that name, with .wasm left to the runtime.
import { copyFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { binary } from "../runtimes/install.mjs";
import { holds, write } from "./mounted.mjs";

const WASM = "pulse_wasm.wasm";

/** Its own server does not tell a worker that a page has left, whatever the flags; Cloudflare's does. */
export const DEAF = ["a page that leaves ends the request upstream"];

const config = (port, env) => `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      compatibilityDate = "2026-11-01",
      compatibilityFlags = ["enable_request_signal"],
      modules = [
        (name = "main.js", esModule = embed "bundled.js"),
        (name = "${WASM}", wasm = embed "${WASM}"),
      ],
      bindings = [
${Object.entries(env)
  .map(([name, value]) => `        (name = "${name}", text = ${JSON.stringify(value)}),`)
  .join("\n")}
      ],
    )),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;

export async function workerd(t) {
  write(t, "worker.mjs");
  const asModule = {
    name: "as-module",
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, () => ({ path: `./${WASM}`, external: true }));
    },
  };
  copyFileSync(t.at(`node_modules/pulse-wasm/${WASM}`), t.at(WASM));
  const command = async (port, env) => {
    await build({
      entryPoints: [t.at("worker.mjs")],
      outfile: t.at("bundled.js"),
      bundle: true,
      format: "esm",
      conditions: ["workerd", "worker"],
      define: { "process.env.PORT": JSON.stringify(port) },
      plugins: [asModule],
    });
    writeFileSync(t.at("config.capnp"), config(port, env));
    return [binary(".bin/workerd"), "serve", t.at("config.capnp")];
  };
  return holds(t, command, DEAF);
}
