// --journal: what is done is not asked again, whatever ended the run before.
import assert from "node:assert/strict";
import { appendFileSync, readFileSync, truncateSync } from "node:fs";
import { test } from "node:test";
import { begin, command, environment, file, names, objects, run, start } from "./command.mjs";
import { server } from "./server.mjs";

const emulator = server();
const cancel = (args) => run(emulator.url, ["cancel", "--yes", ...args]);

const HEADER = '{"journal":"pulse-wasm","version":1}\n';

test("each outcome is a line, and a second run asks for none of what is done", async () => {
  const ids = await emulator.jobs(names(5, "a"));
  const journal = file();
  const args = [...ids, "a-none", "--journal", journal];
  const first = await cancel(args);
  assert.equal(first.code, 1);
  const [header, ...lines] = objects(readFileSync(journal, "utf8"));
  assert.deepEqual(header, { journal: "pulse-wasm", version: 1 });
  assert.deepEqual(lines.map(({ jobId }) => jobId).sort(), [...ids, "a-none"].sort());
  for (const { jobId, status, at } of lines) {
    assert.equal(status, jobId === "a-none" ? "rejected" : "fulfilled");
    assert.ok(Math.abs(Date.now() - Date.parse(at)) < 60_000);
  }
  await emulator.jobs(["a-none"]);
  await emulator.forget();
  const second = await cancel(args);
  assert.deepEqual(await emulator.requests(), ["DELETE a-none"]);
  assert.match(second.stderr, /^1 cancelled, 5 done before, in/);
  assert.equal(second.code, 0);
});

test("killed by kill -9, nothing is lost and at most the jobs in flight are asked twice", async () => {
  const concurrency = 4;
  const ids = await emulator.jobs(names(60, "b"));
  for (const jobId of ids) await emulator.fault({ jobId, delayMs: 15, apply: true });
  const journal = file();
  const list = file(ids.join("\n"));
  const args = ["--file", list, "--journal", journal, "--concurrency", String(concurrency)];
  await emulator.forget();
  const runs = 3;
  for (let turn = 0; turn < runs; turn += 1) {
    const { child, ended, says } = begin(emulator.url, ["cancel", "--yes", ...args, "--json"]);
    // Killed right after an outcome is told: it must be in the journal already.
    await says("\n", "stdout");
    child.kill("SIGKILL");
    const { signal, stdout } = await ended;
    assert.equal(signal, "SIGKILL");
    const kept = readFileSync(journal, "utf8");
    const told = stdout.slice(0, stdout.lastIndexOf("\n") + 1);
    for (const { jobId } of objects(told)) assert.match(kept, new RegExp(`"jobId":"${jobId}"`));
  }
  const last = await cancel(args);
  assert.equal(last.code, 0);
  assert.match(last.stderr, /done before/);
  for (const jobId of ids) assert.equal(await emulator.state(jobId), "canceled");
  const requests = await emulator.requests();
  assert.equal(new Set(requests).size, ids.length);
  const twice = requests.length - ids.length;
  assert.ok(twice <= runs * concurrency, `${twice} of ${runs} kills at ${concurrency} in flight`);
});

test("a torn last line is passed over: its job is asked again, and the next line is whole", async () => {
  const ids = await emulator.jobs(names(3, "c"));
  const journal = file();
  const args = [...ids, "--journal", journal, "--concurrency", "1"];
  await cancel(args);
  const whole = readFileSync(journal, "utf8");
  for (const cut of [1, 10, 60]) {
    truncateSync(journal, whole.length - cut);
    await emulator.forget();
    const { code } = await cancel(args);
    assert.equal(code, 0);
    // With all but its end there, the last line counts.
    assert.deepEqual(await emulator.requests(), cut === 1 ? [] : ["DELETE c-000002"]);
    const { stderr } = await cancel(args);
    assert.match(stderr, /^3 done before, in/);
  }
});

test("a torn header is completed", async () => {
  const [id] = await emulator.jobs(["d-1"]);
  for (const cut of [0, 1, 20, HEADER.length - 1]) {
    const journal = file(HEADER.slice(0, cut));
    const { code } = await cancel([id, "--journal", journal]);
    assert.equal(code, 0);
    assert.ok(readFileSync(journal, "utf8").startsWith(`${HEADER}{"jobId":"d-1"`));
  }
});

test("a job that was not there is done with --missing-ok, a failed one is not", async () => {
  const journal = file();
  await cancel(["e-none", "--journal", journal, "--missing-ok"]);
  await cancel(["e-gone", "--journal", journal]);
  await emulator.forget();
  await cancel(["e-none", "e-gone", "--journal", journal, "--missing-ok"]);
  assert.deepEqual(await emulator.requests(), ["DELETE e-gone"]);
});

test("a job that --only left alone is asked again only under other states", async () => {
  await emulator.jobs(["f-1"]);
  const journal = file();
  const only = (states) => cancel(["f-1", "--journal", journal, "--only", states]);
  await only("processing");
  await emulator.forget();
  assert.match((await only("processing")).stderr, /^1 done before/);
  assert.deepEqual(await emulator.requests(), []);
  assert.match((await only("pending")).stderr, /^1 cancelled/);
});

test("--dry-run passes over what is done, and writes nothing", async () => {
  await emulator.jobs(["g-1", "g-2"]);
  const journal = file();
  const none = await cancel(["g-1", "--dry-run", "--journal", journal]);
  assert.equal(none.code, 0);
  assert.throws(() => readFileSync(journal), { code: "ENOENT" });
  await cancel(["g-1", "--journal", journal]);
  const before = readFileSync(journal, "utf8");
  const { stdout } = await cancel(["g-1", "g-2", "--dry-run", "--journal", journal]);
  assert.equal(stdout, "✓ g-2  pending: would be cancelled\n");
  assert.equal(readFileSync(journal, "utf8"), before);
});

test("an id of any characters is known again", async () => {
  const ids = ["a b", 'quo"te', "back\\slash", "ünï", "日本", "-", "#no"];
  await emulator.jobs(ids);
  const journal = file();
  const args = ["--journal", journal, "--", ...ids];
  assert.match((await cancel(args)).stderr, /^7 cancelled/);
  assert.match((await cancel(args)).stderr, /^7 done before/);
});

test("lines of others are passed over", async () => {
  await emulator.jobs(["h-1"]);
  const journal = file(HEADER);
  appendFileSync(journal, 'garbage\n{"jobId":7,"status":"fulfilled"}\nnull\n\u0000\u0000\n');
  const { code } = await cancel(["h-1", "--journal", journal]);
  assert.equal(code, 0);
  assert.match((await cancel(["h-1", "--journal", journal])).stderr, /^1 done before/);
});

test("a journal that can't be written is refused before anything is sent", async () => {
  await emulator.forget();
  const { code, stderr } = await cancel(["i-1", "--journal", "/dev/full"]);
  assert.match(stderr, /--journal \/dev\/full can't be written: the disk is full/);
  assert.equal(code, 2);
  assert.deepEqual(await emulator.requests(), []);
});

test("a disk that fills up stops the run, and what was in flight is told", async () => {
  const ids = await emulator.jobs(names(40, "j"));
  const journal = file();
  // A limit on the file's size stands for the disk's end; ignored, its signal becomes an error.
  const limited = `trap "" XFSZ; ulimit -f 2; exec "$0" "$@"`;
  const args = ["cancel", "--yes", "--concurrency", "1", ...ids, "--journal", journal];
  const env = environment(emulator.url);
  const { code, stdout, stderr } = await start("sh", ["-c", limited, ...command, ...args], { env })
    .ended;
  assert.match(stderr, /^pulse-wasm: --journal .* can't be written: (EFBIG|File too large.*)$/m);
  assert.match(stderr, /^\d+ cancelled, \d+ not started/m);
  assert.equal(stdout.trim().split("\n").length, 40);
  assert.equal(code, 1);
  const again = await cancel([...ids, "--journal", journal]);
  assert.match(again.stderr, /\d+ cancelled, \d+ done before/);
  assert.equal(again.code, 0);
});
