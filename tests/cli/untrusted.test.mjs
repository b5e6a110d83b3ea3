// What a server sends is not trusted: the key is removed wherever it appears, and no control sequence reaches the terminal.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { file, objects, run } from "./command.mjs";
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

test("a state can't steer the terminal either", async () => {
  const body = JSON.stringify({ job_id: "y-2", status: "\u001b[2Jx", created_at: "c" });
  await emulator.fault({ jobId: "y-2", status: 200, body, times: 2 });
  const { stdout, stderr } = await run(emulator.url, ["status", "y-2"]);
  assert.match(stdout, /^• y-2 {2}\\u001b\[2Jx/);
  assert.match(stderr, /^1 \\u001b\[2Jx, in/);
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
