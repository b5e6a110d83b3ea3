// A program that a test starts: its output, its exit, and a way to end it with everything it started.
import { spawn } from "node:child_process";

/** What is still running; it must not outlive the test, however that ends. */
const running = new Set();
process.on("exit", () => running.forEach(end));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** Starts a program; the promise rejects when it exits, since by then it must have reported everything. */
export function started(command, args, env = {}) {
  // In a process group of its own, since wrappers start the runtime, which must end with them.
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
    // It has already exited.
    if (error.code !== "ESRCH") throw error;
  }
}
