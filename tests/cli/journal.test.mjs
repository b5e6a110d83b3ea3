// --journal: a job that is done is not requested again, however the previous run ended.
import assert from "node:assert/strict";
import { appendFileSync, readFileSync, truncateSync } from "node:fs";
import { test } from "node:test";
import { begin, command, environment, file, names, objects, run, start } from "./command.mjs";
import { server } from "./server.mjs";

const emulator = server();
const cancel = (args) => run(emulator.url, ["cancel", "--yes", ...args]);

/** The first line of a journal of runs against a URL. */
const header = (baseUrl) => `{"journal":"pulse-wasm","version":1,"baseUrl":"${baseUrl}"}\n`;

test("each outcome is a line, and a second run asks for none of what is done", async () => {
  const ids = await emulator.jobs(names(5, "a"));
  const journal = file();
  const args = [...ids, "a-none", "--journal", journal];
  const first = await cancel(args);
  assert.equal(first.code, 1);
  const [head, ...lines] = objects(readFileSync(journal, "utf8"));
  assert.deepEqual(head, { journal: "pulse-wasm", version: 1, baseUrl: emulator.url });
  assert.deepEqual(lines.map(({ jobId }) => jobId).sort(), [...ids, "a-none"].sort());
  for (const { jobId, status, at } of lines) {
    assert.equal(status, jobId === "a-none" ? "rejected" : "fulfilled");
    assert.ok(Math.abs(Date.now() - Date.parse(at)) < 60_000);
  }
  await emulator.jobs(["a-none"]);
  await emulator.forget();
  const second = await cancel(args);
  assert.deepEqual(await emulator.requests(), ["DELETE a-none"]);
  assert.match(second.stderr, /^1 cancelled, 5 already done, in/m);
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
    // Killed right after it reports an outcome, which must already be in the journal.
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
  assert.match(last.stderr, /already done/);
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
    // If only its line break is missing, the last line counts.
    assert.deepEqual(await emulator.requests(), cut === 1 ? [] : ["DELETE c-000002"]);
    const { stderr } = await cancel(args);
    assert.match(stderr, /^3 already done, in/m);
  }
});

test("a torn header is completed", async () => {
  const [id] = await emulator.jobs(["d-1"]);
  const own = header(emulator.url);
  for (const cut of [0, 1, 20, own.length - 4, own.length - 1]) {
    const journal = file(own.slice(0, cut));
    const { code } = await cancel([id, "--journal", journal]);
    assert.equal(code, 0);
    assert.ok(readFileSync(journal, "utf8").startsWith(`${own}{"jobId":"d-1"`));
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
  assert.match((await only("processing")).stderr, /^1 already done/m);
  assert.deepEqual(await emulator.requests(), []);
  assert.match((await only("pending")).stderr, /^1 cancelled/m);
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
  assert.match((await cancel(args)).stderr, /^7 cancelled/m);
  assert.match((await cancel(args)).stderr, /^7 already done/m);
});

test("lines of others are passed over", async () => {
  await emulator.jobs(["h-1"]);
  const journal = file(header(emulator.url));
  appendFileSync(journal, 'garbage\n{"jobId":7,"status":"fulfilled"}\nnull\n\u0000\u0000\n');
  const { code } = await cancel(["h-1", "--journal", journal]);
  assert.equal(code, 0);
  assert.match((await cancel(["h-1", "--journal", journal])).stderr, /^1 already done/m);
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
  // A limit on the file's size simulates a full disk; with its signal ignored, it is an error.
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
  assert.match(again.stderr, /\d+ cancelled, \d+ already done/);
  assert.equal(again.code, 0);
});

test("--confirm asks again for what was cancelled without it, and not for what was confirmed", async () => {
  const ids = await emulator.jobs(["k-1", "k-2"]);
  const journal = file();
  const args = ["--journal", journal, "--only", "pending,processing,canceled"];
  // With --only, the journal has a state from before the cancellation, which confirms nothing.
  await cancel([ids[0], ...args]);
  await cancel([ids[0], ...args, "--confirm"]);
  const entries = objects(readFileSync(journal, "utf8")).slice(1);
  assert.deepEqual(
    entries.map(({ jobId, job, confirmed }) => [jobId, job, confirmed]),
    [
      ["k-1", "pending", undefined],
      ["k-1", "canceled", true],
    ],
  );
  await emulator.forget();
  const again = await cancel([...ids, ...args, "--confirm"]);
  assert.match(again.stderr, /^1 cancelled, 1 already done, in/m);
  assert.deepEqual(new Set(await emulator.requests()), new Set(["GET k-2", "DELETE k-2"]));
  // A confirmed job is done for a run without --confirm too.
  assert.match((await cancel([...ids, "--journal", journal])).stderr, /^2 already done, in/m);
});

test("what was not there, or was left alone, leaves --confirm nothing to follow", async () => {
  await emulator.jobs(["l-1"]);
  const journal = file();
  const args = ["l-1", "l-none", "--journal", journal, "--missing-ok", "--only", "processing"];
  assert.match((await cancel(args)).stderr, /^2 left alone, in/m);
  assert.match((await cancel([...args, "--confirm"])).stderr, /^2 already done, in/m);
});

test("a journal of another base URL is refused, before anything is sent or written", async () => {
  await emulator.jobs(["m-1"]);
  await emulator.forget();
  const other = "https://staging.example.com/api";
  const entry = '{"jobId":"m-1","status":"fulfilled"}\n';
  for (const text of [
    header(other) + entry,
    header(other).slice(0, -3),
    // Two runs that created the same file at the same moment.
    header(emulator.url) + header(other) + entry,
    header(emulator.url) + entry + header(other).trimEnd(),
  ]) {
    const journal = file(text);
    for (const more of [[], ["--dry-run"]]) {
      const { code, stdout, stderr } = await cancel(["m-1", "--journal", journal, ...more]);
      const both = `--journal ${journal} belongs to runs against ${other}, but this run is against ${emulator.url}: `;
      assert.ok(stderr.startsWith(`pulse-wasm: ${both}`), stderr);
      assert.equal(stdout, "");
      assert.equal(code, 2);
      assert.equal(readFileSync(journal, "utf8"), text);
    }
  }
  assert.deepEqual(await emulator.requests(), []);
});

test("a base URL is the same however it is written or given", async () => {
  await emulator.jobs(["n-1"]);
  const journal = file();
  const args = ["cancel", "n-1", "--journal", journal];
  await cancel(args.slice(1));
  for (const text of [`${emulator.url}/`, `${emulator.url}//`, emulator.url.toUpperCase()]) {
    const { code, stderr } = await run("http://127.0.0.1:1", [...args, "--base-url", text]);
    assert.match(stderr, /^1 already done, in/m);
    assert.equal(code, 0);
  }
});

test("with no base URL given, the journal names the API's own", async () => {
  const journal = file(header(emulator.url));
  // Nothing of a test reaches the network, whatever it does.
  const NODE_OPTIONS = `--import ${new URL("stub-fetch.mjs", import.meta.url)}`;
  const args = ["cancel", "o-1", "--journal", journal];
  const { code, stderr } = await run(undefined, args, { env: { NODE_OPTIONS } });
  assert.match(stderr, /, but this run is against https:\/\/api\.runpulse\.com: /);
  assert.equal(code, 2);
});

test("a key that is part of the base URL is not in the journal, and the journal is known again", async () => {
  const env = { PULSE_API_KEY: "s3cret-path" };
  const journal = file();
  const args = ["cancel", "p-1", "--journal", journal, "--base-url", `${emulator.url}/s3cret-path`];
  for (let turn = 0; turn < 2; turn += 1) {
    const { code, stderr } = await run(emulator.url, args, { env });
    assert.match(stderr, /^1 failed, in/m);
    assert.equal(code, 1);
  }
  const text = readFileSync(journal, "utf8");
  assert.ok(text.startsWith(header(`${emulator.url}/[key]`)));
  assert.doesNotMatch(text, /s3cret/);
});

test("a journal that an editor on Windows has saved is read: carriage returns, a byte order mark", async () => {
  await emulator.jobs(["q-1", "q-2"]);
  const own = header(emulator.url);
  const entry = '{"jobId":"q-1","status":"fulfilled"}\n';
  for (const [text, ends] of [
    [own + entry, /^1 already done, in/m],
    [own, /^1 cancelled, in/m],
    [own.trimEnd(), /^1 cancelled, in/m],
  ]) {
    for (const mark of ["", "\ufeff"]) {
      const journal = file(
        mark + text.replaceAll("\n", "\r\n") + (text === own.trimEnd() ? "\r" : ""),
      );
      const { code, stderr } = await cancel(["q-1", "--journal", journal]);
      assert.match(stderr, ends);
      assert.equal(code, 0);
      assert.match((await cancel(["q-1", "--journal", journal])).stderr, /^1 already done, in/m);
    }
  }
});

for (const [what, write] of [
  ["a line of 40 MB", (path) => appendFileSync(path, `${"x".repeat(40 << 20)}\n`)],
  [
    "200 MB of NULs, as a crash of the system may leave them",
    (path) => truncateSync(path, 200 << 20),
  ],
]) {
  test(`${what} in a journal is ignored in little time and memory, and told`, {
    timeout: 60_000,
  }, async () => {
    await emulator.jobs(["r-1", "r-2"]);
    const journal = file(header(emulator.url));
    write(journal);
    appendFileSync(journal, '\n{"jobId":"r-1","status":"fulfilled"}\n');
    const args = ["cancel", "r-1", "r-2", "--journal", journal];
    // A heap into which neither fits.
    const env = { NODE_OPTIONS: "--max-old-space-size=32" };
    const { code, stderr } = await run(emulator.url, args, { env });
    assert.match(stderr, /^ignored lines of --journal .* that are longer than 64 KiB: 1$/m);
    assert.match(stderr, /^1 cancelled, 1 already done, in/m);
    assert.equal(code, 0);
  });
}

test("a journal's own lines are short, however long a state is", async () => {
  const body = JSON.stringify({ job_id: "s-1", status: "s".repeat(1 << 20), created_at: "c" });
  await emulator.fault({ jobId: "s-1", status: 200, body });
  const journal = file();
  await cancel(["s-1", "--only", "pending", "--journal", journal]);
  const [, line] = readFileSync(journal, "utf8").split("\n");
  assert.match(line, /"reason":"filtered".*"job":"s{256}…"/);
});
