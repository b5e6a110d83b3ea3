// The command's two streams by themselves: what is escaped, coloured, hidden and waited for.
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { grouped, plain, span } from "../../pkg-template/cli/format.js";
import { Output } from "../../pkg-template/cli/output.js";

test("counts and times are worded for people", () => {
  assert.deepEqual([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
  const spans = [0.04, 9.94, 10, 59.6, 61, 3599, 3600, 90_061].map(span);
  const words = [
    "0.0 s",
    "9.9 s",
    "10 s",
    "1 min 0 s",
    "1 min 1 s",
    "59 min 59 s",
    "1 h 0 min",
    "25 h 1 min",
  ];
  assert.deepEqual(spans, words);
});

test("what came from elsewhere can't steer a terminal or pass for another line", () => {
  assert.equal(
    plain("a\u001b[31m\r\nb\u0085c\u202ed"),
    "a\\u001b[31m\\u000d\\u000ab\\u0085c\\u202ed",
  );
  assert.equal(plain("ünï 日本 ✓"), "ünï 日本 ✓");
  // In JSON an escape is the character.
  const text = "\u0000\u009b\u200b\u061c\u2066\ufeff";
  assert.equal(JSON.parse(plain(JSON.stringify(text))), text);
});

/** A process whose stdout forwards nothing until it is told to. */
function madeUp() {
  const waiting = [];
  const written = { stdout: "", stderr: "" };
  const stream = (name, take) =>
    Object.assign(new EventEmitter(), {
      write(text, done) {
        written[name] += text;
        take(done);
      },
    });
  const stdout = stream("stdout", (done) => waiting.push(done));
  const process = { stdout, stderr: stream("stderr", (done) => done?.()), env: {} };
  return { process, waiting, written };
}

test("whoever waits for stdout leaves no listener behind, and goes on when there is room", async () => {
  const { process, waiting } = madeUp();
  const output = new Output(process);
  await output.room();
  output.line("x".repeat(1 << 18));
  const listeners = process.stdout.eventNames().length;
  let gone = 0;
  const rooms = Array.from({ length: 40 }, () => output.room().then(() => (gone += 1)));
  output.flush();
  await null;
  assert.equal(process.stdout.eventNames().length, listeners);
  for (const name of process.stdout.eventNames())
    assert.equal(process.stdout.listenerCount(name), 1);
  assert.equal(gone, 0);
  waiting.shift()();
  await Promise.all(rooms);
  await output.room();
});

test("stdout's failure is told once and lets nobody wait; a reader that has gone is none", async () => {
  for (const [code, says] of [
    ["ENOSPC", "pulse-wasm: cannot write to stdout: the disk is full\n"],
    ["EPIPE", ""],
  ]) {
    const { process, written } = madeUp();
    const output = new Output(process);
    let stopped = 0;
    output.onFailure = () => (stopped += 1);
    output.line("x".repeat(1 << 18));
    const room = output.room();
    output.flush();
    const error = Object.assign(new Error(code), { code });
    process.stdout.emit("error", error);
    process.stdout.emit("error", error);
    await room;
    output.line("y");
    output.flush();
    assert.equal(written.stderr, says);
    assert.doesNotMatch(written.stdout, /y/);
    assert.deepEqual([stopped, output.failure], says ? [1, error] : [0, undefined]);
    assert.ok(output.closed);
  }
});

test("colours are for terminals, NO_COLOR takes them away, and FORCE_COLOR gives them where it may", () => {
  const coloured = (isTTY, env) => {
    const { process, written } = madeUp();
    Object.assign(process.stdout, { isTTY });
    Object.assign(process, { env });
    const output = new Output(process);
    output.line(["red", "x"], "y");
    output.flush();
    if (written.stdout === "xy\n") return false;
    assert.equal(written.stdout, "\u001b[31mx\u001b[0my\n");
    return true;
  };
  for (const [isTTY, env, isColoured] of [
    [true, {}, true],
    [false, {}, false],
    [true, { TERM: "dumb" }, false],
    [true, { NO_COLOR: "1" }, false],
    [true, { NO_COLOR: "" }, true],
    [false, { FORCE_COLOR: "1" }, true],
    [false, { FORCE_COLOR: "true" }, true],
    [false, { FORCE_COLOR: "3", TERM: "dumb" }, true],
    [false, { FORCE_COLOR: "" }, false],
    [true, { FORCE_COLOR: "0" }, false],
    [true, { FORCE_COLOR: "false" }, false],
    [true, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    [false, { FORCE_COLOR: "1", NO_COLOR: "" }, true],
  ]) {
    assert.equal(coloured(isTTY, env), isColoured, JSON.stringify([isTTY, env]));
  }
});

test("nothing that is said on stderr holds the key, once it is known", () => {
  const { process, written } = madeUp();
  const output = new Output(process);
  output.note("a$&k");
  output.hide("$&k");
  output.note("b$&k $&k");
  output.flush();
  assert.equal(written.stderr, "a$&k\nb[key] [key]\n");
});
