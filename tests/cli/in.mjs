// Runs the command's tests with the command in another runtime: node tests/cli/in.mjs "Node 18" | "Node 22" | … | Deno | Bun
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { binary } from "../runtimes/install.mjs";

const here = dirname(fileURLToPath(import.meta.url));

const node = (version) => () => [
  binary(`node-${version}-${process.platform}-${process.arch}`, "bin/node"),
];

/** What runs a script in each. */
const RUNTIMES = {
  "Node 18": node(18),
  "Node 22": node(22),
  "Node 24": node(24),
  "Node 26": node(26),
  Deno: () => [binary(".bin/deno"), "run", "--no-prompt", "--allow-all"],
  Bun: () => [binary(".bin/bun"), "run"],
};

const runtime = RUNTIMES[process.argv[2]];
if (!runtime) throw new Error(`which runtime? ${Object.keys(RUNTIMES).join(", ")}`);

const files = ["usage", "cancel", "follow", "untrusted", "proxy", "journal", "signals", "pipes"];
// A terminal is made by util-linux's `script`; the suite of its own says where there is none.
if (spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0) files.push("terminal");
const tests = files.map((name) => join(here, `${name}.test.mjs`));
const env = { ...process.env, PULSE_COMMAND_RUNTIME: JSON.stringify(runtime()) };
const { status } = spawnSync(process.execPath, ["--test", "--test-reporter=spec", ...tests], {
  env,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
