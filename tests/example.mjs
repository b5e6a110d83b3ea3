// Runs an example's own tests as its users do: its folder, its locked dependencies, the packed tarball. node example.mjs NAME
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./project.mjs";
import { prepare } from "./support/workspace.mjs";

const folder = await prepare(join(root, "examples"), process.argv[2]);
const { status } = spawnSync("npm", ["test"], { cwd: folder, stdio: "inherit" });
process.exitCode = status ?? 1;
