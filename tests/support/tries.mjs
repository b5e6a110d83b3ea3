// Runs wasm-pack's browser tests again where they hang: node tries.mjs COMMAND…
// The test runner's own web server (tiny_http) now and then leaves one of a browser's six connections waiting for
// ever, as soon as a page loads more than a few files at once; then no test has begun, so none is judged twice.
import { spawn } from "node:child_process";

const TRIES = 6;
const LIMIT = 40_000;
const BEGUN = "Running headless tests";

// wasm-pack is given its driver, but would prefer one that it finds here.
const { CHROMEDRIVER: _, GECKODRIVER: __, ...env } = process.env;

/** Whether the command exited by itself, and its exit code. */
function attempt([program, ...words]) {
  return new Promise((resolve) => {
    // In a process group of its own, so that the driver and the browser end with it.
    const child = spawn(program, words, { detached: true, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    let timer;
    const hear = (stream) => (chunk) => {
      stream.write(chunk);
      text += chunk;
      if (!timer && text.includes(BEGUN)) {
        timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), LIMIT);
      }
    };
    child.stdout.on("data", hear(process.stdout));
    child.stderr.on("data", hear(process.stderr));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const judged = /test result: (ok|FAILED)/.test(text.slice(text.indexOf(BEGUN)));
      resolve({ code: code ?? 1, hung: signal === "SIGKILL" && !judged });
    });
  });
}

for (let number = 1; ; number++) {
  const { code, hung } = await attempt(process.argv.slice(2));
  if (!hung || number === TRIES) process.exit(code);
  console.log(`\nno test began within ${LIMIT / 1_000} s: once more (${number} of ${TRIES})\n`);
}
