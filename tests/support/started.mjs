// A program beside a test: what it says, its end, and a way to end it with all that it started.
import { spawn } from "node:child_process";

/** What still runs; it must not outlive the test, however that ends. */
const running = new Set();
process.on("exit", () => running.forEach(end));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** Starts a program; the promise rejects when it ends, since by then all must be handed in. */
export function started(command, args, env = {}) {
  // A group of its own: wrappers start the runtime, which must end with them.
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  running.add(child);
  child.on("close", () => running.delete(child));
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => {
      said = (said + text).slice(-8_000);
      if (process.env.TRACE) process.stderr.write(text);
    });
  const ended = new Promise((_, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      reject(new Error(`${command} ended (${signal ?? code}) before its time:\n${said}`)),
    );
  });
  ended.catch(() => {});
  return { child, ended, said: () => said, end: () => end(child) };
}

function end(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // It has ended by itself.
    if (error.code !== "ESRCH") throw error;
  }
}
