// A script in a separate process: what it prints, its exit code, and how long it ran after its last line.
import { spawn } from "node:child_process";

export async function runScript(command, args, env = {}) {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env } });
  child.stdin.end();
  let [out, err, last] = ["", "", performance.now()];
  child.stdout.on("data", (chunk) => {
    last = performance.now();
    out += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    err += String(chunk);
  });
  const code = await new Promise((resolve, reject) =>
    child.on("close", resolve).on("error", reject),
  );
  return { out: out.trim(), err, code, lingered: performance.now() - last };
}
