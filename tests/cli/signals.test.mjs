// Ctrl-C, termination and closed pipes: what is reported, what is still finished, and the exit code.
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

/** Jobs whose cancellations are answered after a while. */
async function slow(ids, delayMs) {
  await emulator.jobs(ids);
  for (const jobId of ids) await emulator.fault({ jobId, delayMs, apply: true });
  await emulator.forget();
  return ids;
}

/** How many requests had arrived once no more arrived for a while. */
async function standstill() {
  let [before, still] = [0, 0];
  while (still < 10) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { length } = await emulator.record();
    still = length > 0 && length === before ? still + 1 : 0;
    before = length;
  }
  return before;
}

/** Pipes it into `head -n 1`, and appends its exit code as a line. */
function headed(words, path) {
  const line = quoted([...command, ...words, "--file", path]);
  const pipe = `{ ${line}; echo "code $?" >&2; } | head -n 1`;
  return startProcess("sh", ["-c", pipe], { env: environment(emulator.url) }).ended;
}

test("Ctrl-C stops starting, lets what is in flight finish, and tells what was not done", async () => {
  const ids = await slow(names(6, "a"), 300);
  const { child, ended, says } = start(["cancel", "--verbose", "--concurrency", "2", ...ids]);
  await says("a-000001  sent");
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 130);
  assert.match(stderr, /^stopping: 2 in flight will finish first; Ctrl-C again stops at once$/m);
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
  await says("b-000001  sent");
  child.kill("SIGINT");
  await says("Ctrl-C again stops at once");
  // A second one right after it may be the first, passed on by npx.
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
  // More than a pipe holds: once it is written the command is reading, and hears signals.
  await new Promise((resolve) => child.stdin.write(`e-1\n${"# \n".repeat(100_000)}`, resolve));
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
  assert.match(stderr, /^3 interrupted, in/m);
});

test("SIGTERM ends a run as Ctrl-C does, with its own exit code", async () => {
  const ids = await slow(names(3, "g"), 200);
  const { child, ended, says } = start(["cancel", "--verbose", "--concurrency", "1", ...ids]);
  await says("g-000000  sent");
  child.kill("SIGTERM");
  const { code, stderr } = await ended;
  assert.equal(code, 143);
  assert.match(stderr, /^stopping: 1 in flight will finish first; Ctrl-C again stops at once$/m);
  assert.match(stderr, /^1 cancelled, 2 not started/m);
});

test("a hang-up without a terminal, as under nohup or of a service, is passed over", async () => {
  const ids = await slow(names(3, "hup"), 200);
  const { child, ended, says } = start(["cancel", "--verbose", "--concurrency", "1", ...ids]);
  await says("hup-000000  sent");
  child.kill("SIGHUP");
  const { code, stderr } = await ended;
  assert.equal(code, 0);
  assert.doesNotMatch(stderr, /stopping/);
  assert.match(stderr, /^3 cancelled, in/m);
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
  assert.match(stdout, /^– i-000000 {2}not found\n$/);
  assert.equal(stderr, "code 0\n");
  assert.ok((await emulator.requests()).length < 5000);
});

test("a reader that lags is waited for, and gets every line", async () => {
  // Far more than the pipe and the buffers in front of it hold.
  const ids = names(5000, "j".repeat(200));
  const path = file(ids.join("\n"));
  await emulator.forget();
  const { child, ended } = start(["cancel", "--yes", "--missing-ok", "--json", "--file", path]);
  child.stdout.pause();
  const asked = await standstill();
  assert.ok(asked > 0 && asked < 5000, `${asked} of 5000 were asked while nobody read`);
  child.stdout.resume();
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 0);
  assert.equal(objects(stdout).length, 5000);
  assert.doesNotMatch(stderr, /warning/i);
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

test("Ctrl-C sends no cancellation for a job that a rate limit holds back", async () => {
  const ids = await emulator.jobs(names(6, "m"));
  await emulator.fault({ jobId: ids[0], status: 429, headers: { "retry-after": "3" } });
  await emulator.fault({ jobId: ids[1], delayMs: 300, apply: true });
  await emulator.forget();
  const { child, ended, says } = start(["cancel", "--verbose", "--concurrency", "2", ...ids]);
  await says("m-000002  held back");
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 130);
  assert.deepEqual((await emulator.requests()).sort(), ["DELETE m-000000", "DELETE m-000001"]);
  assert.match(stderr, /^stopping: nothing is in flight/m);
  assert.match(stderr, /^1 cancelled, 1 failed, 4 not started, in/m);
  assert.match(stdout, /^✗ m-000000 {2}429/m);
  for (const id of ids.slice(2)) assert.match(stdout, new RegExp(`^– ${id}  not started: `, "m"));
});

test("Ctrl-C sends no cancellation for a job that --only has just asked about", async () => {
  const ids = await slow(names(4, "n"), 300);
  const args = ["cancel", "--verbose", "--only", "pending", "--concurrency", "2", ...ids];
  const { child, ended, says } = start(args);
  await says("n-000001  sent");
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 130);
  const deleted = (await emulator.requests()).filter((request) => request.startsWith("DELETE"));
  assert.deepEqual(deleted, []);
  assert.match(stderr, /^4 not started, in/m);
  assert.equal(stdout.match(/not started: interrupted$/gm).length, 4);
});

test("status ends at the first Ctrl-C, with what was not asked", async () => {
  const ids = await slow(names(3, "o"), 60_000);
  const { child, ended, says } = start(["status", "--verbose", "--concurrency", "2", ...ids]);
  await says("o-000001  sent");
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 130);
  assert.match(stdout, /^– o-000001 {2}interrupted$/m);
  assert.match(stdout, /^– o-000002 {2}not started: interrupted$/m);
  assert.match(stderr, /^3 not started, in/m);
});

test("after a Ctrl-C each id that was given twice is told once", async () => {
  const ids = await slow(names(3, "p"), 300);
  const args = ["--yes", ...ids, ids[0], ids[2], ids[2]];
  const { child, ended, says } = start([
    "cancel",
    "--json",
    "--verbose",
    "--concurrency",
    "1",
    ...args,
  ]);
  await says("p-000000  sent");
  child.kill("SIGINT");
  const { stdout, stderr } = await ended;
  assert.deepEqual(
    objects(stdout).map(({ jobId, status }) => `${jobId} ${status}`),
    ["p-000000 fulfilled", "p-000001 skipped", "p-000002 skipped"],
  );
  assert.match(stderr, /^1 cancelled, 2 not started, 3 given twice, in/m);
});

for (const args of [["cancel"], ["cancel", "--journal"], ["status"], ["wait"]]) {
  test(`a full disk behind stdout stops ${args.join(" ")}, which says so and exits 1`, async () => {
    const ids = await emulator.jobs(names(200, `q${args.join("")}`));
    if (args[0] === "wait") await emulator.jobs(ids.slice(0, 1), { status: "completed" });
    const journal = args.length > 1 ? file() : undefined;
    const words = [args[0], "--json", "--concurrency", "2", "--file", file(ids.join("\n"))];
    if (args[0] === "cancel") words.push("--yes");
    if (journal) words.push("--journal", journal);
    await emulator.forget();
    const line = `${quoted([...command, ...words])} > /dev/full`;
    const { code, stderr } = await startProcess("sh", ["-c", line], {
      env: environment(emulator.url),
    }).ended;
    assert.match(stderr, /^pulse-wasm: cannot write to stdout: the disk is full$/m);
    assert.equal(stderr.match(/cannot write to stdout/g).length, 1);
    assert.equal(code, 1);
    const asked = new Set(await emulator.requests());
    assert.ok(asked.size < 200, `${asked.size}`);
    if (!journal) return;
    // What was in flight was finished, and the next run knows it.
    const kept = objects(readFileSync(journal, "utf8")).slice(1);
    assert.deepEqual(kept.map(({ jobId }) => `DELETE ${jobId}`).sort(), [...asked].sort());
  });
}

test("a disk that fills up behind stdout loses no line without a word", async () => {
  const path = file(names(200, "r").join("\n"));
  const out = file(undefined);
  // A limit on the file's size simulates a full disk; with its signal ignored, it is an error.
  const line = `trap "" XFSZ; ulimit -f 1; exec ${quoted([...command, "cancel", "--missing-ok", "--yes", "--file", path])} > '${out}'`;
  const { code, stderr } = await startProcess("sh", ["-c", line], {
    env: environment(emulator.url),
  }).ended;
  assert.match(stderr, /^pulse-wasm: cannot write to stdout: /m);
  assert.equal(code, 1);
});

test("even --help says so when it can't be written", async () => {
  const line = `${quoted([...command, "--help"])} > /dev/full`;
  const { code, stderr } = await startProcess("sh", ["-c", line], { env: environment("") }).ended;
  assert.match(stderr, /^pulse-wasm: cannot write to stdout: the disk is full$/m);
  assert.equal(code, 1);
});
