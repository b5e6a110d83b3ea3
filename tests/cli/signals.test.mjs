// Ctrl-C, termination and closed pipes: what is told, what is still done, and the exit code.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  begin,
  command,
  environment,
  file,
  names,
  objects,
  quoted,
  run,
  start as startProcess,
} from "./command.mjs";
import { server } from "./server.mjs";

const emulator = server();
const start = (args, options) => begin(emulator.url, args, options);

/** Jobs whose cancellation takes a while to be answered. */
async function slow(ids, delayMs) {
  await emulator.jobs(ids);
  for (const jobId of ids) await emulator.fault({ jobId, delayMs, apply: true });
  await emulator.forget();
  return ids;
}

/** Runs it into `head -n 1`, and adds its exit code as a line. */
function headed(words, path) {
  const line = quoted([...command, ...words, "--file", path]);
  const pipe = `{ ${line}; echo "code $?" >&2; } | head -n 1`;
  return startProcess("sh", ["-c", pipe], { env: environment(emulator.url) }).ended;
}

test("Ctrl-C stops starting, lets what is in flight finish, and tells what was not done", async () => {
  const ids = await slow(names(6, "a"), 300);
  const { child, ended, says } = start(["cancel", "--verbose", "--concurrency", "2", ...ids]);
  await says("a-000001  is sent");
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 130);
  assert.match(stderr, /^stopping: 2 in flight are finished first; Ctrl-C again stops at once$/m);
  assert.match(stderr, /^2 cancelled, 4 not started, in/m);
  assert.deepEqual(
    stdout.trim().split("\n").sort(),
    [
      ...ids.slice(2).map((id) => `– ${id}  not started: interrupted`),
      ...ids.slice(0, 2).map((id) => `✓ ${id}  Job cancelled successfully`),
    ].sort(),
  );
  assert.equal((await emulator.requests()).length, 2);
});

test("Ctrl-C twice stops at once", async () => {
  const ids = await slow(names(4, "b"), 60_000);
  const journal = file();
  const args = ["cancel", "--verbose", "--concurrency", "2", "--journal", journal, ...ids];
  const { child, ended, says } = start(args);
  await says("b-000001  is sent");
  child.kill("SIGINT");
  await says("Ctrl-C again stops at once");
  // A second one right behind may be an echo of the first, by npx.
  await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill("SIGINT");
  const { code, stderr } = await ended;
  assert.equal(code, 130);
  assert.match(stderr, /2 cut short, in/);
  assert.equal(objects(readFileSync(journal, "utf8")).length, 1);
});

test("Ctrl-C while stdin still owes ids ends the run", async () => {
  const [id] = await emulator.jobs(["d-1"]);
  const { child, ended, says } = start(["cancel", "--yes", "-"], { open: true });
  child.stdin.write(`${id}\n`);
  await says("d-1  Job cancelled", "stdout");
  child.kill("SIGINT");
  const { code, stderr } = await ended;
  assert.equal(code, 130);
  assert.match(stderr, /^the rest of stdin was not started, from line 2 on$/m);
});

test("Ctrl-C before anything was sent says so by its code alone", async () => {
  const { child, ended } = start(["cancel", "-"], { open: true });
  child.stdin.write("e-1\n");
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill("SIGINT");
  assert.equal((await ended).code, 130);
});

test("wait ends at the first Ctrl-C, with the jobs that have not ended", async () => {
  const ids = await emulator.jobs(names(3, "f"));
  const { child, ended, says } = start(["wait", "--verbose", "--concurrency", "2", ...ids]);
  await says("f-000001  200");
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 130);
  assert.match(stdout, /^– f-000001 {2}interrupted before it ended$/m);
  assert.match(stdout, /^– f-000002 {2}not started: interrupted$/m);
  assert.match(stderr, /^3 not waited for, in/m);
});

test("SIGTERM ends a run as Ctrl-C does, with its own exit code", async () => {
  const ids = await slow(names(3, "g"), 200);
  const { child, ended, says } = start(["cancel", "--verbose", "--concurrency", "1", ...ids]);
  await says("g-000000  is sent");
  child.kill("SIGTERM");
  const { code, stderr } = await ended;
  assert.equal(code, 143);
  assert.match(stderr, /^1 cancelled, 2 not started/m);
});

test("a closed pipe is no error, and what was asked for is still done", async () => {
  const ids = await emulator.jobs(names(300, "h"));
  const path = file(ids.join("\n"));
  const { stdout, stderr } = await headed(["cancel", "--yes"], path);
  assert.match(stdout, /^✓ h-\d+ {2}Job cancelled successfully\n$/);
  assert.match(stderr, /^300 cancelled, in .*\ncode 0$/m);
  assert.equal(await emulator.state(ids.at(-1)), "canceled");
});

test("status stops asking when nobody reads on", async () => {
  const path = file(names(5000, "i").join("\n"));
  await emulator.forget();
  const { stdout, stderr } = await headed(["status", "--missing-ok", "--quiet"], path);
  assert.match(stdout, /^– i-000000 {2}not there\n$/);
  assert.equal(stderr, "code 0\n");
  assert.ok((await emulator.requests()).length < 5000);
});

test("a reader that lags is waited for, and gets every line", async () => {
  const ids = names(2000, "j");
  const path = file(ids.join("\n"));
  const { child, ended } = start(["cancel", "--yes", "--missing-ok", "--json", "--file", path]);
  child.stdout.pause();
  setTimeout(() => child.stdout.resume(), 500);
  const { code, stdout } = await ended;
  assert.equal(code, 0);
  assert.equal(objects(stdout).length, 2000);
});

test("the process ends though stdin stays open", async () => {
  const [id] = await emulator.jobs(["k-1"]);
  const { ended } = start(["cancel", id], { open: true });
  assert.equal((await ended).code, 0);
});

test("what ended early leaves no line without its outcome", async () => {
  const { code, stdout } = await run(emulator.url, ["cancel", "l-1", "l-2", "--json"]);
  assert.equal(code, 1);
  assert.equal(objects(stdout).length, 2);
});
