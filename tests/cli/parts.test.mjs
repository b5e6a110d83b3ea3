// Parts of the command that are easier to test with a fake clock or stream than with a run.
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { FingerprintSet } from "../../pkg-template/cli/fingerprints.js";
import { Flight } from "../../pkg-template/cli/flight.js";
import { Interrupt } from "../../pkg-template/cli/interrupt.js";
import { LineReader } from "../../pkg-template/cli/lines.js";
import { frame, Pace, show } from "../../pkg-template/cli/progress.js";
import { Run } from "../../pkg-template/cli/run.js";
import { Source } from "../../pkg-template/cli/source.js";
import { names } from "./command.mjs";

const colourless = (_, text) => text;

async function ids(chunks) {
  const reader = new LineReader(chunks, "made-up");
  const found = [];
  for (;;) {
    const id = await reader.next();
    if (id === undefined) return { found, line: reader.line };
    found.push(id);
  }
}

test("lines are the same however the stream cuts them", async () => {
  const text = "\ufeffone\r\n\r\n# no\r\ntwo ü 日\n\n  three\t\rfour\r\r\nfive";
  const bytes = new TextEncoder().encode(text);
  const whole = await ids([bytes]);
  assert.deepEqual(whole.found, ["one", "two ü 日", "three", "four", "five"]);
  for (let size = 1; size < bytes.length; size += 1) {
    const chunks = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    assert.deepEqual(await ids(chunks), whole);
  }
});

test("a line of the most characters is taken, wherever the stream cuts its end", async () => {
  const longest = "x".repeat(8_192);
  const bytes = new TextEncoder().encode(`${longest}\r\nb`);
  for (const cut of [8_191, 8_192, 8_193, 8_194]) {
    const { found } = await ids([bytes.subarray(0, cut), bytes.subarray(cut)]);
    assert.deepEqual(found, [longest, "b"], `cut after ${cut}`);
  }
});

test("an endless line is refused before it is read whole", async () => {
  let given = 0;
  async function* endless() {
    for (; given < 1000; given += 1) yield new Uint8Array(1024).fill(97);
  }
  await assert.rejects(ids(endless()), /line 1 of made-up is longer than 8192 characters/);
  assert.ok(given < 12);
});

test("a file that can't be read to its end is named, with how far it was read", async () => {
  async function* broken() {
    yield new TextEncoder().encode("a\nb\n");
    throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
  }
  await assert.rejects(ids(broken()), /^Error: made-up can't be read after line 2: EIO$/);
});

test("half a character at the end is no text", () =>
  assert.rejects(ids([new Uint8Array([97, 10, 0xc3])]), /not UTF-8/));

test("a set of fingerprints knows what is in it, and nothing else", () => {
  const set = new FingerprintSet();
  assert.equal(set.has("job-000000"), false);
  for (const id of names(20_000)) set.add(id);
  for (const id of names(20_000)) set.add(id);
  assert.equal(set.size, 20_000);
  for (const id of names(20_000)) assert.ok(set.has(id));
  for (const id of names(20_000, "other")) assert.ok(!set.has(id));
});

test("texts that are no Unicode are told apart, and from the sign that would stand for them", () => {
  const set = new FingerprintSet();
  for (const id of ["\ud800", "\ud801", "a\ud800"]) set.add(id);
  assert.equal(set.size, 3);
  for (const id of ["\ufffd", "\ud802", "a\ufffd"]) assert.equal(set.has(id), false);
});

const list = (...values) => ({ next: async () => values.shift() });

test("a source hands out what was read ahead first, each id once", async () => {
  const source = new Source(list("a", "a", "b", "c"), { isDone: (id) => id === "b" });
  assert.deepEqual(await source.peek(2), ["a", "c"]);
  const given = [];
  for await (const id of source) given.push(id);
  assert.deepEqual(given, ["a", "c"]);
  assert.deepEqual([source.given, source.already, source.repeated], [2, 1, 1]);
});

test("a stop answers a read that is under way, and gives nothing out after it", async () => {
  let answer;
  const late = new Promise((resolve) => {
    answer = resolve;
  });
  const source = new Source({ next: () => late });
  const asked = source.next();
  source.stop();
  assert.equal((await asked).done, true);
  answer("a");
  assert.equal((await source.next()).done, true);
  assert.equal(source.given, 0);
});

const done = (jobId) => ({ jobId, status: "fulfilled" });

/** Takes an outcome in, and gives the ids of those that are told now. */
const told = (flight, jobId) => [...flight.settle(done(jobId))].map(({ outcome }) => outcome.jobId);

test("outcomes are told in the order of the ids where that is asked for, else as they settle", async () => {
  for (const isOrdered of [true, false]) {
    const flight = new Flight(new Source(list("a", "b", "c")), 3, isOrdered);
    for (let count = 0; count < 3; count += 1) await flight.next();
    assert.deepEqual(told(flight, "b"), isOrdered ? [] : ["b"]);
    assert.deepEqual(told(flight, "a"), isOrdered ? ["a", "b"] : ["a"]);
    assert.deepEqual(told(flight, "c"), ["c"]);
  }
});

test("an outcome that waits for its turn counts as one under way", async () => {
  const source = new Source(list("a", "b", "c"));
  const flight = new Flight(source, 2, true);
  await flight.next();
  await flight.next();
  const third = flight.next();
  assert.deepEqual(told(flight, "b"), []);
  await null;
  assert.equal(source.given, 2);
  assert.deepEqual(told(flight, "a"), ["a", "b"]);
  assert.equal((await third).value, "c");
  assert.equal((await flight.next()).done, true);
});

test("the rate is that of the last ten seconds", () => {
  const pace = new Pace();
  assert.equal(pace.rate, 0);
  for (let second = 0; second <= 100; second += 1) {
    pace.note(second, second <= 50 ? second * 100 : 5000 + (second - 50) * 10);
  }
  assert.equal(pace.rate, 10);
});

test("the bar fits the terminal, whatever its width", () => {
  const state = { done: 24_012, failed: 3, fraction: 0.48, remaining: 26_000 };
  assert.equal(
    frame(state, 812, 80, colourless),
    "━━━━━━━━━━──────────  48 %  24,012 done  3 failed  812/s  32 s left".replace(
      "━━━━━━━━━━──────────",
      `${"━".repeat(12)}${"─".repeat(12)}`,
    ),
  );
  for (let columns = 1; columns <= 120; columns += 1) {
    assert.ok(frame(state, 812, columns, colourless).length < columns, `${columns}`);
  }
});

test("a signal that comes twice within a moment counts once, as npx sends it on", () => {
  let milliseconds = 1000;
  const told = [];
  const process = Object.assign(new EventEmitter(), { exit: (code) => told.push(code) });
  const interrupt = new Interrupt(process, () => milliseconds);
  interrupt.handle(
    () => void told.push("first"),
    () => void told.push("last"),
  );
  for (const pause of [0, 49]) {
    milliseconds += pause;
    process.emit("SIGINT");
  }
  assert.deepEqual(told, ["first"]);
  assert.equal(interrupt.code, 130);
  milliseconds += 1;
  process.emit("SIGINT");
  assert.deepEqual(told, ["first", "last", 130]);
});

for (const [what, isLost, code] of [
  ["the run's own code when all is told", false, 1],
  ["the signal's when lines are lost with it", true, 130],
]) {
  test(`a signal after the end says nothing and ends the process, with ${what}`, () => {
    const told = [];
    const process = Object.assign(new EventEmitter(), { exit: (code) => told.push(code) });
    const interrupt = new Interrupt(process);
    interrupt.handle(
      () => void told.push("first"),
      () => void told.push("last"),
    );
    interrupt.over(1, () => isLost);
    process.emit("SIGINT");
    assert.deepEqual(told, [code]);
  });
}

test("a terminal that hangs up stops a run once, however often it says so; without one it goes on", () => {
  for (const [onTerminal, tells, code] of [
    [true, ["first"], 129],
    [false, [], undefined],
  ]) {
    let milliseconds = 1000;
    const told = [];
    const process = Object.assign(new EventEmitter(), { exit: (code) => told.push(code) });
    const interrupt = new Interrupt(process, () => milliseconds, onTerminal);
    interrupt.handle(
      () => void told.push("first"),
      () => void told.push("last"),
    );
    for (let turn = 0; turn < 3; turn += 1) {
      process.emit("SIGHUP");
      milliseconds += 1000;
    }
    assert.deepEqual(told, tells);
    assert.equal(interrupt.code, code);
    // Ctrl-C still stops it.
    process.emit("SIGINT");
    assert.equal(told.at(-1), onTerminal ? 130 : "first");
  }
});

test("before a run has begun the first signal ends it", () => {
  const told = [];
  const process = Object.assign(new EventEmitter(), { exit: (code) => told.push(code) });
  new Interrupt(process);
  process.emit("SIGTERM");
  assert.deepEqual(told, [143]);
});

test("plain lines come soon at first, then ever less often", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  let seconds = 0;
  const notes = [];
  const output = { live: false, note: () => notes.push(seconds), bar() {} };
  const shown = show(
    output,
    () => ({ done: 0, failed: 0 }),
    () => seconds,
  );
  for (; seconds < 300; seconds += 1) shown.draw();
  shown.stop();
  assert.deepEqual(notes, [1, 3, 7, 15, 31, 63, 123, 183, 243]);
});

test("states and failures are counted by 64 characters, in at most 32 kinds and the API's own", () => {
  const output = { onFailure() {} };
  const run = new Run("status", {
    values: {},
    source: { settled() {} },
    output,
    report: { outcome() {} },
    interrupt: {},
  });
  for (let turn = 0; turn < 100; turn += 1) {
    const status = `${turn}`.padStart(3, "0").padEnd(1 << 16, "x");
    run.take({ jobId: "a", status: "fulfilled", job: { status } }, ["going", ""]);
    run.take({ jobId: "a", status: "rejected", error: { statusCode: 600 + turn } }, ["failed", ""]);
  }
  run.take({ jobId: "a", status: "fulfilled", job: { status: "failed" } }, ["failed", ""]);
  run.take({ jobId: "a", status: "rejected", error: { statusCode: 401 } }, ["failed", ""]);
  assert.equal(run.states.size, 34);
  assert.deepEqual([run.states.get("other"), run.states.get("failed")], [68, 1]);
  for (const state of run.states.keys()) assert.ok(state.length <= 65, state);
  assert.equal(run.kinds.size, 33);
  assert.equal(run.kinds.get("other"), 69);
  // What the run hangs on does not get lost among the rest.
  run.source.closed = true;
  run.nameStop(undefined);
  assert.equal(run.stoppedBy, "unauthorized");
});

test("of a source that is stopped in the moment of handing an id out, no id is lost or told twice", async () => {
  const all = ["a", "b", "c", "d"];
  for (let turns = 0; turns < 12; turns += 1) {
    const source = new Source(list(...all));
    const settled = [];
    const client = (async () => {
      for (;;) {
        const { done, value } = await source.next();
        if (done || source.closed) return;
        await null;
        settled.push(value);
        source.settled(value);
      }
    })();
    for (let turn = 0; turn < turns; turn += 1) await null;
    source.stop();
    await client;
    const left = [];
    if (source.cutShort) for await (const id of source.left()) left.push(id);
    assert.deepEqual([...settled, ...left].sort(), all, `after ${turns} turns`);
  }
});

test("a source that is to be distinct hands each id out once", async () => {
  const source = new Source(list("a", "b", "a", "b", "c"), { distinct: true });
  const given = [];
  for await (const id of source) given.push(id);
  assert.deepEqual(given, ["a", "b", "c"]);
  assert.equal(source.repeated, 2);
});
