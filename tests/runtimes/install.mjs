// The runtimes that come from npm: installed below target/ as locked, and again only when the lock file has changed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../project.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(root, "target/runtimes");
const modules = join(folder, "node_modules");

/** Installs what is missing, and says so, since it takes a while. */
export function install() {
  const lock = createHash("sha256").update(readFileSync(join(here, "package-lock.json")));
  const wanted = `${lock.digest("hex")} ${process.platform} ${process.arch}`;
  const stamp = join(modules, ".stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.log("npm ci: five majors of Node, Deno, Bun and workerd, 1.3 GB; half a minute, once");
  mkdirSync(folder, { recursive: true });
  for (const name of ["package.json", "package-lock.json"])
    copyFileSync(join(here, name), join(folder, name));
  try {
    // With install scripts, since Bun's puts its binary in place.
    execFileSync("npm", ["ci", "--no-fund", "--no-audit"], { cwd: folder, stdio: "pipe" });
  } catch (error) {
    throw new Error(`npm ci failed in ${folder}: ${error.stderr}`);
  }
  writeFileSync(stamp, wanted);
}

/** The path of an installed program. */
export function binary(...path) {
  install();
  const file = join(modules, ...path);
  if (!existsSync(file)) {
    throw new Error(
      `npm has no ${path[0]} for ${process.platform} on ${process.arch}: leave this suite out here`,
    );
  }
  return file;
}

/** Node of a major version. */
export const nodeOf = (major) =>
  binary(`node-${major}-${process.platform}-${process.arch}`, "bin/node");

export function version(name) {
  return JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
}
