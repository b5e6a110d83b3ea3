// The runtimes that come from npm: installed below target/ as locked, and again only when the lock file has changed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  const isThere = () => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (isThere()) return;
  mkdirSync(folder, { recursive: true });
  // Suites run side by side: one installs, and the others wait for it.
  const release = locked(join(folder, "install.lock"));
  try {
    if (!isThere()) installNow(stamp, wanted);
  } finally {
    release();
  }
}

/** Waits until no other process holds the file, holds it, and returns what lets it go. */
function locked(file) {
  for (;;) {
    try {
      writeFileSync(file, `${process.pid}`, { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!isAlive(file)) rmSync(file, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

/** Whether the process that holds the file still runs. */
function isAlive(file) {
  try {
    process.kill(Number(readFileSync(file, "utf8")), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function installNow(stamp, wanted) {
  console.log("npm ci: five majors of Node, Deno, Bun and workerd, 1.3 GB; half a minute, once");
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
