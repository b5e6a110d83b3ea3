// One project's folder below target/: its own files, its tools at their locked versions, and the tarball as npm would unpack it.
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join, relative } from "node:path";
import { promisify } from "node:util";
import { root, tarball } from "../project.mjs";
import { npm } from "./npm.mjs";

/** The projects of a suite's folder: the folders that have cases. */
export const projects = (suite) =>
  readdirSync(suite)
    .filter((name) => existsSync(join(suite, name, "cases.mjs")))
    .sort();

/**
 * A project's folder; its tools are installed only when its lock file has changed.
 * @param {string} suite the suite's folder
 * @param {string} name the project's, below it
 * @param {string} [shared] the folder of what all projects of the suite share, below it, too
 * @param {string} [folderOfPackage] what it consumes in place of the tarball
 */
export async function prepare(suite, name, shared, folderOfPackage) {
  const folder = join(root, "target", basename(suite), name);
  const modules = join(folder, "node_modules");
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name !== "node_modules") rmSync(join(folder, name), { recursive: true, force: true });
  }
  // What somebody has installed in the tree itself stays there.
  const own = join(suite, name);
  const filter = (path) => !relative(own, path).startsWith("node_modules");
  cpSync(own, folder, { recursive: true, filter });
  if (shared) cpSync(join(suite, shared), join(folder, shared), { recursive: true });
  const stamp = join(modules, ".stamp");
  const lock = createHash("sha256").update(readFileSync(join(folder, "package-lock.json")));
  const wanted = `${lock.digest("hex")} node ${process.versions.modules}`;
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    await install(folder);
    writeFileSync(stamp, wanted);
  }
  // Not with npm, whose lock file would have to contain the tarball's hash, which changes with every build.
  const unpacked = join(modules, "pulse-wasm");
  rmSync(unpacked, { recursive: true, force: true });
  // Vite caches a package under its version, which does not change while the package is developed.
  rmSync(join(folder, "node_modules/.vite"), { recursive: true, force: true });
  if (folderOfPackage) {
    cpSync(folderOfPackage, unpacked, { recursive: true });
    return folder;
  }
  mkdirSync(unpacked, { recursive: true });
  execFileSync("tar", ["-xzf", tarball(), "-C", unpacked, "--strip-components=1"]);
  return folder;
}

async function install(folder) {
  try {
    await promisify(execFile)(...npm(["ci", "--no-fund", "--no-audit"]), { cwd: folder });
  } catch (error) {
    throw new Error(`npm ci failed in ${folder}: ${error.stderr}`);
  }
}

/** The version of an installed package. */
export function version(folder, name) {
  const manifest = join(folder, "node_modules", name, "package.json");
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}
