// A separate project with the packed tarball installed, as a user has it.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { atEnd } from "./support/at-end.mjs";
import { npm } from "./support/npm.mjs";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The tarball that the test command names, or the one that was packed last. */
export function tarball() {
  if (process.env.PULSE_TARBALL) return process.env.PULSE_TARBALL;
  const folder = join(root, "target/npm");
  const packed = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".tgz"))
    .map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }))
    .sort((one, other) => other.at - one.at)[0]?.name;
  if (!packed) throw new Error("there is no tarball: run cargo xtask package");
  return join(folder, packed);
}

/** Creates the project, and removes it when the process ends. */
export function project() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulse-project-")));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  // Offline, which works because the package has no dependencies.
  execFileSync(...npm(["install", "--offline", "--ignore-scripts", tarball()]), {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return folder;
}
