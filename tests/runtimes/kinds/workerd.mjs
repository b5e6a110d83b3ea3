// workerd itself, without its usual wrappers: one worker whose one request runs everything.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { started } from "../../support/started.mjs";
import { binary, version } from "../install.mjs";

const inside = fileURLToPath(new URL("../inside/workerd.mjs", import.meta.url));
const WASM = "pulse_wasm.wasm";

/** A worker may load only what its configuration lists. */
const config = (modules, date, flags) => `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      compatibilityDate = "${date}",
      compatibilityFlags = ${JSON.stringify(flags)},
      modules = [
${modules.map(([name, kind, file]) => `        (name = "${name}", ${kind} = embed "${file}"),`).join("\n")}
      ],
    )),
    # It may reach this machine alone; by default it could reach everything but this machine.
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;

/** As a bundler for workerd does it: by the condition of that name, and with .wasm left to the runtime. */
async function bundle(files) {
  const asModule = {
    name: "as-module",
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, () => ({ path: `./${WASM}`, external: true }));
    },
  };
  const entry = files.write("entry.mjs", 'export * from "pulse-wasm";\n');
  const common = { bundle: true, format: "esm", write: false, conditions: ["workerd", "worker"] };
  const text = async (options) => (await build({ ...common, ...options })).outputFiles[0].text;
  const pulse = await text({ entryPoints: [entry], plugins: [asModule] });
  if (!pulse.includes(WASM)) throw new Error("the condition workerd was not taken");
  files.write("pulse.js", pulse);
  files.write("main.js", await text({ entryPoints: [inside], external: ["./pulse.js", "node:*"] }));
  return Object.keys(files.copies);
}

/** The port that it reports. */
async function listening({ child }) {
  for await (const line of createInterface({ input: child.stdout })) {
    const { port } = JSON.parse(line);
    if (port) return port;
  }
  throw new Error("workerd tells no port");
}

const kind = (date, ...flags) => ({
  async start({ settings, files, url }) {
    const program = binary(".bin/workerd");
    const copies = await bundle(files);
    files.write(WASM, readFileSync(`${settings.project}/node_modules/pulse-wasm/${WASM}`));
    files.write(
      "config.capnp",
      config(
        [
          ["main.js", "esModule", "main.js"],
          ["pulse.js", "esModule", "pulse.js"],
          ...copies.map((name) => [name, "esModule", "pulse.js"]),
          [WASM, "wasm", WASM],
        ],
        date,
        flags,
      ),
    );
    const running = [];
    /** Runs each in a new process, which reports its port on the control channel. */
    const run = (path) => async () => {
      const one = started(program, ["serve", `${files.folder}/config.capnp`, "--control-fd=1"]);
      running.push(one);
      const port = await Promise.race([one.ended, listening(one)]);
      const asked = fetch(`http://127.0.0.1:${port}${path}`, {
        method: "POST",
        body: JSON.stringify({ ...settings, desk: url, copies: copies.length }),
      }).then(async (response) => {
        if (!response.ok) throw new Error(`${await response.text()}\n${one.said()}`);
      });
      return { ended: Promise.race([one.ended, asked.then(() => new Promise(() => {}))]) };
    };
    return {
      version: version("workerd"),
      firstCall: run("/first-call"),
      suite: run("/suite"),
      stop: () => {
        for (const one of running) one.end();
      },
    };
  },
});

export const workerd = kind("2026-11-01");

/** A worker that has not been updated for years: no process, no cache modes, no FinalizationRegistry. */
export const oldWorkerd = kind(
  "2023-08-01",
  // Without it each rejection is reported before its handler can be attached, so the suite could not tell which are unhandled.
  "unhandled_rejection_after_microtask_checkpoint",
);
