// The command on a terminal: the question, the bar, colours and Ctrl-C, through a pseudo-terminal.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { command, environment, file, names, objects, quoted, run, start } from "./command.mjs";
import { server } from "./server.mjs";

const emulator = server();

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of it
const COLOURS = /\u001b\[\d*m/g;
const CLEAR = "\r\u001b[K";

/** util-linux's `script` makes the terminal. Starts the command with all three streams on a terminal 100 columns wide; `after` follows it in the shell's line. */
function terminal(args, { env, after = "" } = {}) {
  const line = `stty cols 100; ${quoted([...command, ...args])} ${after}`;
  const options = { env: { ...environment(emulator.url, env), SHELL: "/bin/sh" }, open: true };
  const running = start("script", ["-qec", line, "/dev/null"], options);
  /** Types, as on the keyboard. */
  running.type = (text) => running.child.stdin.write(text);
  return running;
}

/** What a person sees at the end: no colours, and each redrawn line as it was drawn last. */
const seen = (text) =>
  text
    .replace(COLOURS, "")
    .split("\r\n")
    .map((line) => line.split(CLEAR).at(-1))
    .join("\n");

test("it asks before cancelling more than 25 jobs, and does after a yes", async () => {
  const ids = await emulator.jobs(names(26, "a"));
  await emulator.forget();
  const { ended, says, type } = terminal(["cancel", ...ids]);
  await says("Cancel 26 jobs (a-000000, a-000001, a-000002, …)? [y/N] ", "stdout");
  assert.deepEqual(await emulator.requests(), []);
  type("y\n");
  const { code, stdout } = await ended;
  assert.match(seen(stdout), /^26 cancelled, in/m);
  assert.equal(code, 0);
});

for (const [what, answer] of [
  ["no", "n\n"],
  ["an empty line", "\n"],
  ["the end of input", "\u0004"],
  ["anything else", "yesterday\n"],
]) {
  test(`${what} cancels nothing`, async () => {
    await emulator.forget();
    const { ended, says, type } = terminal(["cancel", ...names(26, "b")]);
    await says("[y/N] ", "stdout");
    type(answer);
    const { code, stdout } = await ended;
    assert.match(stdout, /nothing was cancelled/);
    assert.equal(code, 1);
    assert.deepEqual(await emulator.requests(), []);
  });
}

test("Ctrl-C at the question cancels nothing, with exit code 130", async () => {
  await emulator.forget();
  const { ended, says, type } = terminal(["cancel", ...names(26, "c")]);
  await says("[y/N] ", "stdout");
  type("\u0003");
  assert.equal((await ended).code, 130);
  assert.deepEqual(await emulator.requests(), []);
});

test("25 jobs, --yes and --dry-run are not asked about", async () => {
  const many = names(26, "d");
  for (const args of [
    ["cancel", "--missing-ok", ...many.slice(1)],
    ["cancel", "--missing-ok", "--yes", ...many],
    ["cancel", "--missing-ok", "--dry-run", ...many],
  ]) {
    const { code, stdout } = await terminal(args).ended;
    assert.doesNotMatch(stdout, /\[y\/N\]/);
    assert.equal(code, 0);
  }
});

test("of a file it reads no more than it takes to ask", async () => {
  const path = file([...names(26, "e"), "x".repeat(9000)].join("\n"));
  const { ended, says, type } = terminal(["cancel", "--file", path]);
  await says(`Cancel all jobs in ${path} (more than 25: `, "stdout");
  type("n\n");
  assert.equal((await ended).code, 1);
});

test("what a journal has as done is not asked about", async () => {
  const ids = names(30, "f");
  const journal = file();
  const args = ["cancel", "--missing-ok", "--journal", journal];
  await terminal([...args, ...ids.slice(0, 10)]).ended;
  const { code, stdout } = await terminal([...args, ...ids]).ended;
  assert.match(stdout, /20 left alone, 10 already done/);
  assert.equal(code, 0);
});

for (const [from, name] of [
  [["-"], "stdin"],
  [["--file", "/dev/stdin"], "/dev/stdin"],
  [["--file", "/dev/tty"], "/dev/tty"],
]) {
  test(`ids typed at the terminal as ${name} are asked about in the next line`, async () => {
    const { ended, says, type } = terminal(["cancel", "--missing-ok", ...from]);
    type(`${names(26, "g").join("\n")}\n`);
    await says(
      `Cancel all jobs ${name === "stdin" ? "from" : "in"} ${name} (more than 25: `,
      "stdout",
    );
    type("y\n\u0004");
    const { code, stdout } = await ended;
    assert.match(seen(stdout), /^26 left alone, in/m);
    assert.equal(code, 0);
  });
}

test("where stdin is no terminal but stderr is, more than 25 jobs need --yes", async () => {
  const path = file(names(26, "h").join("\n"));
  for (const after of ["</dev/null", "2>/dev/null"]) {
    const { code } = await terminal(["cancel", "--file", path], { after }).ended;
    assert.equal(code, 2);
  }
});

test("a bar shows how far it is, and is gone in the end", async () => {
  const ids = await emulator.jobs(names(4, "i"));
  for (const jobId of ids) await emulator.fault({ jobId, delayMs: 400, apply: true });
  const path = file(`${ids.join("\n")}\n`);
  const { code, stdout } = await terminal(["cancel", "--concurrency", "1", "--file", path]).ended;
  assert.equal(code, 0);
  const frames = stdout.split(CLEAR).filter((frame) => frame.includes("━"));
  assert.ok(
    frames.some((frame) => /25 % {2}1 done {2}\d\.\d\/s {2}\d\.\d s left/.test(frame)),
    stdout,
  );
  const lines = seen(stdout).trimEnd().split("\n");
  assert.deepEqual(
    lines.slice(0, 4),
    ids.map((id) => `✓ ${id}  Job cancelled successfully`),
  );
  assert.match(lines[4], /^4 cancelled, in/);
  assert.equal(lines.length, 5);
});

test("of a pipe of unknown length it shows the count and the rate", async () => {
  await emulator.jobs(["j-1"]);
  await emulator.fault({ jobId: "j-1", delayMs: 400, apply: true });
  const line = `printf 'j-1\\n' | ${quoted([...command, "cancel", "-"])}`;
  const env = { ...environment(emulator.url), SHELL: "/bin/sh" };
  const { stdout } = await start("script", ["-qec", line, "/dev/null"], { env, open: true }).ended;
  assert.match(stdout, /0 done/);
  assert.doesNotMatch(stdout, /%|left|━/);
});

test("--quiet shows no bar", async () => {
  await emulator.jobs(["k-1"]);
  await emulator.fault({ jobId: "k-1", delayMs: 400, apply: true });
  const { stdout } = await terminal(["cancel", "k-1", "--quiet"]).ended;
  assert.equal(stdout, "");
});

test("marks have colours, unless NO_COLOR or a dumb terminal say otherwise", async () => {
  await emulator.jobs(["l-1"]);
  const args = ["cancel", "l-1", "l-none"];
  const { stdout } = await terminal(args).ended;
  assert.ok(stdout.includes("\u001b[32m✓\u001b[0m l-1"));
  assert.ok(stdout.includes("\u001b[31m✗\u001b[0m l-none"));
  for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
    const plain = await terminal(args, { env }).ended;
    assert.match(plain.stdout, /✓ l-1/);
    assert.doesNotMatch(plain.stdout, COLOURS);
  }
  const empty = await terminal(args, { env: { NO_COLOR: "" } }).ended;
  assert.ok(empty.stdout.includes("\u001b[32m✓"));
  const json = await terminal([...args, "--json"]).ended;
  assert.doesNotMatch(
    json.stdout
      .split("\r\n")
      .filter((line) => line.startsWith("{"))
      .join(""),
    COLOURS,
  );
});

test("FORCE_COLOR gives colours where no one looks, and NO_COLOR beats it", async () => {
  const args = ["cancel", "l-none"];
  const { stdout, stderr } = await run(emulator.url, args, { env: { FORCE_COLOR: "1" } });
  assert.ok(stdout.startsWith("\u001b[31m✗\u001b[0m l-none  \u001b[31m404"), stdout);
  assert.ok(stderr.includes("\u001b[1m1 failed\u001b[0m, in"), stderr);
  const both = await terminal(args, { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }).ended;
  assert.match(both.stdout, /✗ l-none/);
  assert.doesNotMatch(both.stdout, COLOURS);
  const json = await run(emulator.url, [...args, "--json"], { env: { FORCE_COLOR: "1" } });
  assert.doesNotMatch(json.stdout, COLOURS);
});

test("the question can't steer the terminal, whatever the ids and the file are called", async () => {
  const path = file(names(26, "\u009b2J\u202e").join("\n"), "q\u001b[2J\u2066");
  const { ended, says, type } = terminal(["cancel", "--file", path]);
  await says("q\\u001b[2J\\u2066 (more than 25: \\u009b2J\\u202e-000000, …)? [y/N] ", "stdout");
  type("n\n");
  const { stdout } = await ended;
  for (const raw of ["\u009b", "\u202e", "\u2066", "\u001b[2J"]) assert.ok(!stdout.includes(raw));
});

for (const [what, hangUp] of [
  ["a hang-up", (pid) => process.kill(pid, "SIGHUP")],
  ["a terminal that is closed", (_pid, child) => child.kill("SIGKILL")],
]) {
  test(`${what} stops a run as SIGTERM does: the journal has what was in flight`, async () => {
    const ids = await emulator.jobs(names(6, what.at(-1)));
    for (const jobId of ids) await emulator.fault({ jobId, delayMs: 700, apply: true });
    const journal = file();
    const args = ["cancel", "--concurrency", "4", "--verbose", "--journal", journal, ...ids];
    const line = `echo pid $$ end; exec ${quoted([...command, ...args])}`;
    const env = { ...environment(emulator.url), SHELL: "/bin/sh" };
    const running = start("script", ["-qec", line, "/dev/null"], { env, open: true });
    await running.says(`${ids[3]}  sent`, "stdout");
    const pid = Number(/pid (\d+) end/.exec(running.wrote.stdout)[1]);
    hangUp(pid, running.child);
    const { code } = await running.ended;
    if (code !== null) assert.equal(code, 129);
    const alive = () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    while (alive()) await new Promise((resolve) => setTimeout(resolve, 20));
    const kept = objects(readFileSync(journal, "utf8")).slice(1);
    const done = kept.filter(({ status }) => status === "fulfilled").map(({ jobId }) => jobId);
    assert.deepEqual(done.sort(), ids.slice(0, 4));
    assert.equal(await emulator.state(ids[4]), "pending");
  });
}

test("Ctrl-C at the keyboard lets what is in flight finish", async () => {
  const ids = await emulator.jobs(names(4, "m"));
  for (const jobId of ids) await emulator.fault({ jobId, delayMs: 400, apply: true });
  const { ended, says, type } = terminal(["cancel", "--concurrency", "2", "--verbose", ...ids]);
  await says("m-000001  sent", "stdout");
  type("\u0003");
  const { code, stdout } = await ended;
  assert.equal(code, 130);
  assert.match(seen(stdout), /^2 cancelled, 2 not started, in/m);
});

test("a run over ids typed at --file /dev/tty ends when it is over, and not only with the input", async () => {
  const env = { PULSE_API_KEY: "wrong-key" };
  const { ended, says, type } = terminal(["cancel", "--file", "/dev/tty", "--yes"], { env });
  type("o-1\no-2\n");
  await says("stopped: the key was refused", "stdout");
  assert.equal((await ended).code, 1);
});
