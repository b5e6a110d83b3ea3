// --file with a named pipe: it is read like a file, and never keeps the process from exiting.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { test } from "node:test";
import { begin, command, environment, file, names, quoted, run, start } from "./command.mjs";
import { server } from "./server.mjs";

const emulator = server();

/** Only a process that hangs takes this long. */
const TOO_LONG = 20_000;

/** A named pipe; a writer that opens it for reading too does not wait for a reader. */
function pipe() {
  const path = file(undefined);
  execFileSync("mkfifo", [path]);
  return path;
}

/** Writes to a pipe, and leaves it open until `close`. */
function writer(path, text) {
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  writeSync(fd, text);
  return { close: () => closeSync(fd) };
}

/** Runs it with a pipe; a process that does not exit is killed, which its signal shows. */
function over(path, args = [], options = {}) {
  const running = begin(emulator.url, ["cancel", "--yes", "--file", path, ...args], options);
  const timer = setTimeout(() => running.child.kill("SIGKILL"), TOO_LONG);
  running.ended = running.ended.finally(() => clearTimeout(timer));
  return running;
}

test("--file reads a pipe to its end", async () => {
  const ids = await emulator.jobs(["a-1", "a-2"]);
  const line = quoted([...command, "cancel", "--json", "--file"]);
  const path = pipe();
  const script = `printf '${ids.join("\\n")}\\n' > '${path}' & exec ${line} '${path}'`;
  const { code, stderr } = await start("sh", ["-c", script], { env: environment(emulator.url) })
    .ended;
  assert.match(stderr, /^2 cancelled, in/m);
  assert.equal(code, 0);
});

test("a run that stops ends the process, though the pipe's writer stays", async () => {
  const path = pipe();
  const { close } = writer(path, "b-1\nb-2\n");
  const { code, stderr } = await over(path, [], { env: { PULSE_API_KEY: "wrong-key" } }).ended;
  close();
  assert.match(stderr, /^stopped: the key was refused/m);
  assert.equal(code, 1);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  test(`${signal} ends a run over a pipe that still owes ids`, async () => {
    await emulator.jobs([`c-${signal}`]);
    const path = pipe();
    const { close } = writer(path, `c-${signal}\n`);
    const { child, ended, says } = over(path);
    await says("Job cancelled", "stdout");
    child.kill(signal);
    const { code, stderr } = await ended;
    close();
    assert.match(stderr, /^the rest of .* was not started, from line 2 on$/m);
    assert.match(stderr, /^1 cancelled, in/m);
    assert.equal(code, signal === "SIGINT" ? 130 : 143);
  });
}

test("a pipe that nobody writes to keeps no signal from ending the process", async () => {
  const { child, ended } = over(pipe());
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill("SIGINT");
  const { code, signal } = await ended;
  // If no listener is installed yet, the signal itself ends it; a shell reports 130 either way.
  assert.ok(code === 130 || signal === "SIGINT", `${code} ${signal}`);
});

test("a pipe as a journal is refused: no later run could read it", async () => {
  const path = pipe();
  const { code, stderr } = await over("/dev/null", ["--journal", path]).ended;
  assert.match(
    stderr,
    /--journal .* can't be opened: it is a pipe, and no later run could read it/,
  );
  assert.equal(code, 2);
});

test("a thread that is stuck in a read keeps no Ctrl-C from ending the process", async () => {
  const [id] = await emulator.jobs(["d-1"]);
  await emulator.fault({ jobId: id, hang: "before-headers" });
  const stuck = `import { createReadStream } from "node:fs"; createReadStream(${JSON.stringify(pipe())});`;
  const preload = `data:text/javascript,${encodeURIComponent(stuck)}`;
  const path = file(`${id}\n`);
  const env = { NODE_OPTIONS: `--import ${preload}` };
  const { child, ended, says } = over(path, ["--verbose"], { env });
  await says("  sent");
  child.kill("SIGINT");
  await says("Ctrl-C again stops at once");
  // A second one right after it may be the first, passed on by npx.
  await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill("SIGINT");
  const { code, signal, stderr } = await ended;
  assert.match(stderr, /^1 cut short, in/m);
  // exit() would wait for the thread, so the signal may end it; a shell reports 130 either way.
  assert.ok(code === 130 || signal === "SIGINT", `${code} ${signal}`);
});

test("a key file that nobody writes to yet can be interrupted", async () => {
  const { child, ended } = over("/dev/null", ["--api-key-file", pipe()]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill("SIGINT");
  assert.equal((await ended).signal, "SIGINT");
});

/** Ways to pass ids on stdin, under any of its names: shell commands, where `$IDS` is a file of ids. */
const AS_STDIN = [
  'cat "$IDS" | COMMAND -',
  'cat "$IDS" | COMMAND --file /dev/stdin',
  'cat "$IDS" | COMMAND --file /proc/self/fd/0',
  'COMMAND --file /dev/fd/0 < "$IDS"',
  'COMMAND --file "$IDS" < "$IDS"',
  'mkfifo "$IDS.pipe"; cat "$IDS" > "$IDS.pipe" & COMMAND --file "$IDS.pipe"',
];
for (const [at, line] of AS_STDIN.entries()) {
  test(`more than 25 ids need --yes: ${line.replace("COMMAND", "cancel")}`, async () => {
    const through = (ids) => {
      const words = line.replace("COMMAND", quoted([...command, "cancel"]));
      const env = { ...environment(emulator.url), IDS: file(`${ids.join("\n")}\n`) };
      return start("sh", ["-c", words], { env }).ended;
    };
    const ids = await emulator.jobs(names(26, `e${at}`));
    await emulator.forget();
    const { code, stderr } = await through(ids);
    assert.match(stderr, /more than 25 jobs, and no terminal to ask on: add --yes/);
    assert.equal(code, 2);
    assert.deepEqual(await emulator.requests(), []);
    const few = await through(ids.slice(1));
    assert.match(few.stderr, /^25 cancelled, in/m);
    assert.equal(few.code, 0);
  });
}

test("a socket as stdin is read by its name too", async () => {
  const ids = await emulator.jobs(names(26, "f"));
  const args = ["cancel", "--file", "/dev/stdin"];
  await emulator.forget();
  const { code, stderr } = await run(emulator.url, args, { input: ids.join("\n") });
  assert.match(stderr, /more than 25 jobs, and no terminal to ask on: add --yes/);
  assert.equal(code, 2);
  assert.deepEqual(await emulator.requests(), []);
  const few = await run(emulator.url, args, { input: ids.slice(1).join("\n") });
  assert.match(few.stderr, /^25 cancelled, in/m);
});
