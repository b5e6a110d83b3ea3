// What the figures were taken on: nothing that names a host, a user or a path.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { arch, cpus, loadavg, release, totalmem, type } from "node:os";

/** The distribution's name where there is one. */
function system() {
  const file = "/etc/os-release";
  const named = existsSync(file) && /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync(file, "utf8"));
  return named ? `${named[1]}, ${type()} ${release().split("-")[0]}` : `${type()} ${release()}`;
}

function chromium() {
  const binary = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(binary)) return undefined;
  return /\d[\d.]+/.exec(execFileSync(binary, ["--version"], { encoding: "utf8" }))?.[0];
}

/** The machine as it is now; `load` is the average of the last minute before anything ran. */
export const machine = () => ({
  cpu: cpus()[0].model.replace(/\s+/g, " ").trim(),
  cores: cpus().length,
  memoryInGiB: Math.round(totalmem() / 2 ** 30),
  architecture: arch(),
  system: system(),
  node: process.versions.node,
  chromium: chromium(),
  load: Number(loadavg()[0].toFixed(2)),
});
