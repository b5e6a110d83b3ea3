// Runs examples as their READMEs say, each in a folder of its own with the packed tarball: node run.mjs [--run=SCRIPT] [NAME…], by
// default the script `test` of each.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { root } from "../project.mjs";
import { nodeOf } from "../runtimes/install.mjs";
import { prepare } from "../support/workspace.mjs";

const suite = join(root, "examples");
/** Cloudflare's tools need a newer Node than the repository is built with. */
const nodeFor = (name) => (name === "cloudflare-queue" ? nodeOf(24) : process.execPath);

const all = readdirSync(suite).filter((name) => existsSync(join(suite, name, "package.json")));
const given = process.argv.slice(2);
const asked = given.filter((word) => !word.startsWith("--run="));
const script = given.find((word) => word.startsWith("--run="))?.slice(6) ?? "test";
for (const name of asked.length > 0 ? asked : all) {
  const env = {
    ...process.env,
    PATH: `${dirname(nodeFor(name))}${delimiter}${process.env.PATH}`,
    EMULATOR_BIN: process.env.EMULATOR_BIN ?? join(root, "target/debug/pulse-emulator"),
    // No tool of theirs may phone home.
    CI: "1",
    WRANGLER_SEND_METRICS: "false",
    NEXT_TELEMETRY_DISABLED: "1",
    NO_COLOR: "1",
  };
  const cwd = await prepare(suite, name);
  console.log(`examples/${name}: npm run ${script}`);
  const child = spawn("npm", ["run", script], {
    cwd,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "close");
  if (code !== 0) process.exitCode = 1;
}
