// What a server sends is not trusted: the key is removed wherever it appears, and no control sequence reaches the terminal.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { file, objects, run, scratch } from "./command.mjs";
import { server } from "./server.mjs";

const emulator = server();
const cancel = (args, options) => run(emulator.url, ["cancel", ...args], options);

test("the key is nowhere in the output, not even where the server echoes it", async () => {
  const [PULSE_API_KEY, jobId] = ["other-key", "x-1"];
  const body = JSON.stringify({ job_id: jobId, message: `done for ${PULSE_API_KEY}` });
  await emulator.fault({ jobId, status: 200, body, times: 2 });
  for (const form of [[], ["--json"]]) {
    const { code, stdout, stderr } = await cancel([jobId, "--verbose", ...form], {
      env: { PULSE_API_KEY },
    });
    assert.match(stdout, /done for \[key\]/);
    assert.doesNotMatch(stdout + stderr, /other-key/);
    assert.equal(code, 0);
  }
});

test("what a server says can't steer the terminal", async () => {
  const body = JSON.stringify({ job_id: "y-1", message: "\u001b[2Jgone\nand more" });
  await emulator.fault({ jobId: "y-1", status: 200, body });
  const { stdout } = await cancel(["y-1"]);
  assert.equal(stdout, "✓ y-1  \\u001b[2Jgone\\u000aand more\n");
});

test("the key is hidden wherever a server puts it: in a state, a name, a number, deep down, an error", async () => {
  const PULSE_API_KEY = "31415926";
  const created_at = "2026-01-01T00:00:00Z";
  const journal = file();
  let made = 0;
  const hidden = async (args, answer, more = {}) => {
    const jobId = `key-${made++}`;
    const body = JSON.stringify({ job_id: jobId, created_at, ...answer });
    await emulator.fault({ jobId, status: 200, body, times: 9, ...more });
    const ended = await run(emulator.url, [...args, jobId], { env: { PULSE_API_KEY } });
    const text = ended.stdout + ended.stderr;
    assert.ok(ended.code < 2, text);
    assert.doesNotMatch(text, /31415926/);
    return text;
  };
  const told = `in ${PULSE_API_KEY}`;
  const deep = { a: [{ [`x${told}`]: told }], pages: 31415926, ratio: 1.5, message: "m" };
  const json = await hidden(["cancel", "--json"], deep);
  assert.match(json, /"a":\[\{"xin \[key\]":"in \[key\]"\}\],"pages":"\[key\]","ratio":1.5/);
  assert.match(await hidden(["status", "--json"], { status: told }), /"status":"in \[key\]"/);
  assert.match(await hidden(["status"], { status: told }), /^1 in \[key\], in/m);
  assert.match(await hidden(["cancel", "--dry-run"], { status: told }), /in \[key\]: would stay/);
  const only = ["cancel", "--only", "pending", "--journal", journal, "--verbose"];
  assert.match(await hidden(only, { status: told }), /in \[key\]: left alone/);
  const error = { status: 400, body: JSON.stringify({ error: { code: told, message: told } }) };
  await hidden(["cancel", "--journal", journal, "--json", "--verbose"], {}, error);
  const kept = readFileSync(journal, "utf8");
  assert.match(kept, /"job":"in \[key\]"/);
  assert.doesNotMatch(kept, /31415926/);
});

/** C0, DEL and C1; then what is invisible or turns text around. A byte order mark is last: at an end it would be trimmed. */
const UNSAFE = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x061c, 0x061c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xfeff, 0xfeff],
].flatMap(([from, to]) =>
  Array.from({ length: to - from + 1 }, (_, at) => String.fromCharCode(from + at)),
);
/** A text with all of them but those of `without`. */
const hostile = (without = "") =>
  `<${UNSAFE.filter((character) => !without.includes(character)).join("")}>`;
const escaped = (text) =>
  Array.from(text, (character) =>
    UNSAFE.includes(character)
      ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
      : character,
  ).join("");

/** What the API answers, with hostile texts, for a job that is told in each way. */
const ANSWER = {
  created_at: "c",
  message: hostile(),
  status: hostile(),
  updated_at: hostile(),
  error: hostile(),
  [hostile()]: [hostile()],
};
const argument = hostile("\0");
const line = hostile("\0\r\n");
const plainError = { error: { code: hostile(), message: hostile() } };

let made = 0;
const named = (text, content) => file(content, `${made++}${text}`);
const answered = async (jobId, answer, more = {}) => {
  const body = JSON.stringify({ job_id: jobId, ...answer });
  await emulator.fault({ jobId, status: 200, body, times: 9, ...more });
  return jobId;
};
const fresh = (answer, more) => answered(`hostile-${made++}`, answer, more);
const deep = (status) => fresh(plainError, { status });
const written = async (args) => {
  const path = file();
  await cancel([...args, "--journal", path]);
  return { journal: readFileSync(path, "utf8") };
};
const wrongKey = { env: { PULSE_API_KEY: "wrong-key" } };
const header = (baseUrl) => `${JSON.stringify({ journal: "pulse-wasm", version: 1, baseUrl })}\n`;
const withLongLine = () => `${header(emulator.url)}${"x".repeat(1 << 17)}\n`;

/** Each place where the command prints what is not its own: what it is run with, and the text that must be shown escaped. */
const PLACES = [
  ["a message", async () => cancel([await fresh(ANSWER)]), hostile()],
  ["an answer in JSON", async () => cancel(["--json", await fresh(ANSWER)])],
  ["a state in a dry run", async () => cancel(["--dry-run", await fresh(ANSWER)]), hostile()],
  ["a state", async () => run(emulator.url, ["status", await fresh(ANSWER)]), hostile()],
  ["a state in JSON", async () => run(emulator.url, ["status", "--json", await fresh(ANSWER)])],
  ["an error", async () => cancel([await deep(400)]), "\\u202e"],
  ["an error in JSON", async () => cancel(["--json", await deep(400)]), "\\u202e"],
  ["an error under --verbose", async () => cancel(["--verbose", await deep(400)]), "\\u202e"],
  ["an id", async () => cancel([await answered(argument, ANSWER), "--verbose"]), argument],
  ["an id in JSON", async () => cancel([await answered(argument, ANSWER), "--json"])],
  ["an id of a file", async () => cancel(["--file", file(`${line}\n`), "--missing-ok"]), line],
  ["an id in the journal", async () => written([await answered(argument, ANSWER)])],
  ["an error in the journal", async () => written([await deep(400)]), "\\u202e"],
  ["a state in the journal", async () => written(["--only", "failed", await fresh(ANSWER)])],
  ["a file that is missing", () => cancel(["--file", join(scratch, argument)]), argument],
  ["a file without ids", () => cancel(["--file", named(argument, "\n")]), argument],
  [
    "a file with the rest of its ids not started",
    () =>
      cancel(["--file", named(argument, "a\nb\nc\nd\n".repeat(9)), "--concurrency", "1"], wrongKey),
    argument,
  ],
  ["a file that is no text", () => cancel(["--file", named(argument, "\0\n")]), argument],
  [
    "a journal that can't be opened",
    () => cancel(["a", "--journal", `${scratch}/${argument}/j`]),
    argument,
  ],
  ["a journal of another kind", () => cancel(["a", "--journal", named(argument, "x")]), argument],
  [
    "a journal with long lines",
    () => cancel(["none", "--journal", named(argument, withLongLine())]),
    argument,
  ],
  ["the base URL of a journal", () => cancel(["a", "--journal", file(header(line))]), "\\u009b"],
  ["a key file", () => cancel(["a", "--api-key-file", join(scratch, argument)]), argument],
  ["an unknown command", () => run(emulator.url, [argument]), argument],
  ["an unknown option", () => cancel(["a", `--x${argument}`]), argument],
  ["an unknown state", () => cancel(["a", "--only", `x${argument}x`]), argument],
];
for (const [what, ends, shown] of PLACES) {
  test(`no control and nothing invisible is printed raw: ${what}`, async () => {
    const { stdout = "", stderr = "", journal = "" } = await ends();
    const text = stdout + stderr + journal;
    const raw = UNSAFE.filter((character) => character !== "\n" && text.includes(character));
    assert.deepEqual(raw.map(escaped), []);
    if (shown) assert.ok(text.includes(escaped(shown)), text);
    // In JSON an escape is the character itself.
    for (const line of text.split("\n").filter((line) => line.startsWith("{"))) JSON.parse(line);
  });
}

test("a state can't steer the terminal either", async () => {
  const body = JSON.stringify({ job_id: "y-2", status: "\u001b[2Jx", created_at: "c" });
  await emulator.fault({ jobId: "y-2", status: 200, body, times: 2 });
  const { stdout, stderr } = await run(emulator.url, ["status", "y-2"]);
  assert.match(stdout, /^• y-2 {2}\\u001b\[2Jx/);
  assert.match(stderr, /^1 \\u001b\[2Jx, in/m);
  const { stdout: json } = await run(emulator.url, ["status", "y-2", "--json"]);
  assert.ok(!json.includes("\u001b"));
});

test("an answer as deep as no stack goes is told all the same", async () => {
  const depth = 20_000;
  const nested = `${"[".repeat(depth)}1${"]".repeat(depth)}`;
  const body = `{"job_id":"deep","message":"m","nested":${nested}}`;
  await emulator.jobs(["deep-2"]);
  await emulator.fault({ jobId: "deep", status: 200, body });
  const { code, stdout } = await cancel(["deep", "deep-2", "--json"]);
  assert.equal(objects(stdout).length, 2);
  assert.match(stdout, /\[too deep\]/);
  assert.equal(code, 0);
});
