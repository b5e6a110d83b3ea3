// `status` and `wait`, by the real command against the emulator.
import assert from "node:assert/strict";
import { test } from "node:test";
import { file, names, objects, run } from "./command.mjs";
import { server } from "./server.mjs";

const emulator = server();
const status = (args, options) => run(emulator.url, ["status", ...args], options);
const wait = (args, options) => run(emulator.url, ["wait", ...args], options);

test("status shows each job's state, in the order of the ids", async () => {
  await emulator.jobs(["a-1"]);
  await emulator.jobs(["a-2"], { status: "completed" });
  await emulator.jobs(["a-3"], { status: "cancelled" });
  // The first is answered last.
  await emulator.fault({ jobId: "a-1", delayMs: 150 });
  const { code, stdout, stderr } = await status(["a-1", "a-2", "a-none", "a-3"]);
  const shown = stdout.split("\n").map((line) => line.replace(/\d{4}-\S+Z$/, "DATE"));
  assert.deepEqual(shown, [
    "• a-1     pending     DATE",
    "✓ a-2     completed   DATE",
    "✗ a-none  404: Job not found (JOB_001)",
    "– a-3     cancelled   DATE",
    "",
  ]);
  assert.match(stderr, /^1 pending, 1 completed, 1 canceled, 1 not found, in/m);
  assert.equal(code, 1);
});

test("status exits 0 where each job could be asked, whatever its state", async () => {
  await emulator.jobs(["b-1"], { status: "failed" });
  const { code, stdout } = await status(["b-1", "b-none", "--missing-ok"]);
  assert.match(stdout, /^✗ b-1 {5}failed/m);
  assert.match(stdout, /^– b-none {2}not found$/m);
  assert.equal(code, 0);
});

test("status --json gives the job as the server told it", async () => {
  await emulator.jobs(["c-1"], { status: "expired" });
  const [{ jobId, job, status: settled }] = objects((await status(["c-1", "--json"])).stdout);
  assert.equal(`${jobId} ${settled} ${job.job_id} ${job.status}`, "c-1 fulfilled c-1 expired");
});

test("status reads ids from a file and from stdin", async () => {
  await emulator.jobs(["d-1", "d-2"]);
  const byFile = await status(["--file", file("d-1\n# d-3\nd-2\n"), "--json"]);
  const byPipe = await status(["-", "--json"], { input: "d-1\nd-2" });
  for (const { stdout, code } of [byFile, byPipe]) {
    assert.deepEqual(
      objects(stdout).map(({ jobId }) => jobId),
      ["d-1", "d-2"],
    );
    assert.equal(code, 0);
  }
});

test("status --concurrency bounds what is in flight", async () => {
  const ids = names(8, "e");
  await emulator.jobs(ids);
  for (const jobId of ids) await emulator.fault({ jobId, delayMs: 40 });
  await emulator.forget();
  await status([...ids, "--concurrency", "2"]);
  const record = await emulator.record();
  const at = (time) => record.filter(({ atMs, doneMs }) => atMs <= time && time < doneMs).length;
  assert.equal(Math.max(...record.map(({ atMs }) => at(atMs))), 2);
});

test("status stops at a refused key, and tells what was not asked", async () => {
  const { code, stdout, stderr } = await status([...names(20, "f"), "--concurrency", "1"], {
    env: { PULSE_API_KEY: "wrong-key" },
  });
  assert.match(
    stdout,
    /^✗ f-000000 {2}401: [^\n]+\n– f-000001 {2}not started: the key was refused\n/,
  );
  assert.equal(stdout.trim().split("\n").length, 20);
  assert.match(stderr, /^stopped: the key was refused/);
  assert.equal(code, 1);
});

test("status stops at a dead server", async () => {
  const { code, stderr } = await status([...names(100, "g"), "--retries", "0"], {
    env: { PULSE_BASE_URL: "http://127.0.0.1:9" },
  });
  assert.match(stderr, /^stopped: too many connection failures in a row$/m);
  assert.match(stderr, /\d+ errors, \d+ not started/);
  assert.equal(code, 1);
});

test("wait ends when each job has, and tells how", async () => {
  await emulator.jobs(["h-1"], { pendingMs: 0, processingMs: 100 });
  await emulator.jobs(["h-2"], { status: "canceled" });
  const { code, stdout, stderr } = await wait(["h-1", "h-2"]);
  assert.match(stdout, /^✓ h-1 {2}completed {3}after \d+\.\d s$/m);
  assert.match(stdout, /^– h-2 {2}canceled {4}after \d+\.\d s$/m);
  assert.match(stderr, /1 canceled, 1 completed, in|1 completed, 1 canceled, in/);
  assert.equal(code, 0);
});

test("wait exits 1 when a job ended as failed, and tells its error", async () => {
  await emulator.jobs(["i-1"], { pendingMs: 0, processingMs: 0, ends: "failed" });
  const { code, stdout } = await wait(["i-1"]);
  assert.match(stdout, /^✗ i-1 {2}failed {6}after \d+\.\d s {2}\S/m);
  assert.equal(code, 1);
});

test("in a summary, failed is a job's state, and what could not be read has another name", async () => {
  await emulator.jobs(["p-1"], { status: "failed" });
  await emulator.fault({ jobId: "p-2", status: 403, times: 0 });
  for (const [command, ids, counts] of [
    [status, ["p-1", "p-2"], "1 failed, 1 error"],
    [wait, ["p-1", "p-none", "p-2", "p-2"], "1 failed, 1 not found, 1 error, 1 given twice"],
  ]) {
    const { stderr } = await command([...ids, "--concurrency", "1"]);
    assert.match(stderr, new RegExp(`^${counts}, in`, "m"));
  }
  await emulator.heal();
});

test("wait says which jobs had not ended by --deadline, and counts them", async () => {
  await emulator.jobs(["q-1"], { status: "completed" });
  await emulator.jobs(["q-2", "q-3"]);
  const { code, stdout, stderr } = await wait(["q-1", "q-2", "q-3", "--deadline", "0.5"]);
  for (const id of ["q-2", "q-3"])
    assert.match(stdout, new RegExp(`^✗ ${id}  had not ended after --deadline 0.5 s$`, "m"));
  assert.match(stderr, /^1 completed, 2 not ended, in/m);
  assert.equal(code, 1);
});

test("wait --deadline gives up", async () => {
  await emulator.jobs(["j-1"]);
  const { code, stdout } = await wait(["j-1", "--deadline", "0.3", "--json"]);
  assert.equal(objects(stdout)[0].error.name, "PulseTimeoutError");
  assert.equal(code, 1);
});

test("wait tells of a job as soon as it has ended, whatever stands before it", async () => {
  await emulator.jobs(["k-1"], { pendingMs: 0, processingMs: 1500 });
  await emulator.jobs(["k-2"], { status: "completed" });
  const { stdout } = await wait(["k-1", "k-2", "--json"]);
  assert.deepEqual(
    objects(stdout).map(({ jobId }) => jobId),
    ["k-2", "k-1"],
  );
});

test("--quiet leaves states and no summary", async () => {
  await emulator.jobs(["l-1"]);
  await emulator.jobs(["l-2"], { status: "completed" });
  const asked = await status(["l-1", "l-2", "--quiet"]);
  assert.match(asked.stdout, /^• l-1 .*\n✓ l-2 /);
  assert.equal(asked.stderr, "");
  const waited = await wait(["l-2", "--quiet"]);
  assert.equal(waited.stderr, "");
  assert.equal(waited.code, 0);
});

test("--verbose tells of each request", async () => {
  await emulator.jobs(["m-1"]);
  const { stderr } = await status(["m-1", "--verbose"]);
  // On a busy machine a line about progress may come in between.
  assert.match(stderr, /^ {2}GET {4}m-1 {2}sent\n(?:.* done\n)* {2}GET {4}m-1 {2}200 after/);
});

/** Sets the next responses for a job, in this order. */
async function answers(jobId, ...statuses) {
  for (const status of statuses)
    await emulator.fault({ jobId, status, headers: { "retry-after": "0" } });
}

for (const [command, jobId] of [
  [status, "n-1"],
  [wait, "n-2"],
]) {
  test(`a 429 uses up none of a job's retries: ${jobId}`, async () => {
    await emulator.jobs([jobId], { status: "completed" });
    await answers(jobId, 429, 503, 429, 429, 429, 503, 429);
    await emulator.forget();
    const { code, stdout } = await command([jobId, "--retries", "2"]);
    assert.match(stdout, /completed/);
    assert.equal((await emulator.requests()).length, 8);
    assert.equal(code, 0);
  });

  test(`other failures use up the retries, with 429s between them or not: ${jobId}`, async () => {
    await emulator.jobs([jobId], { status: "completed" });
    for (const more of [[], [429, 429]]) {
      await answers(jobId, 503, 503, ...more, 503, 503, 503, 503, 503);
      const { code, stdout } = await command([jobId, "--retries", "1", "--json"]);
      await emulator.heal();
      assert.equal(objects(stdout)[0].error.statusCode, 503);
      assert.equal(code, 1);
    }
  });

  test(`twenty 429s in a row, each after its wait, stop the run: ${jobId}`, async () => {
    await emulator.fault({ status: 429, times: 0, headers: { "retry-after": "0" } });
    await emulator.forget();
    const { code, stdout, stderr } = await command(names(60, jobId));
    await emulator.heal();
    assert.match(stderr, /^stopped: the API's rate limit lets nothing through for now$/m);
    assert.match(stdout, /-000059 {2}not started: the API's rate limit lets nothing through$/m);
    assert.equal(stdout.trim().split("\n").length, 60);
    const { length } = await emulator.requests();
    assert.ok(length >= 20 && length < 20 * 16, `${length} requests`);
    assert.equal(code, 1);
  });

  test(`a 429 that asks for a longer wait than a call makes stops the run: ${jobId}`, async () => {
    await emulator.fault({ status: 429, times: 0, headers: { "retry-after": "3600" } });
    const { code, stderr } = await command(names(20, jobId));
    await emulator.heal();
    assert.match(stderr, /^stopped: the API's rate limit lets nothing through for now$/m);
    assert.equal(code, 1);
  });

  test(`each id is asked once, however often it comes: ${jobId}`, async () => {
    await emulator.jobs([jobId], { status: "completed" });
    for (const args of [
      [jobId, jobId],
      ["--file", file(`${jobId}\n${jobId}\n`)],
    ]) {
      await emulator.forget();
      const { stdout, stderr } = await command([...args, "--json"]);
      assert.equal(objects(stdout).length, 1);
      assert.match(stderr, /^1 completed, 1 given twice, in/m);
      assert.deepEqual(await emulator.requests(), [`GET ${jobId}`]);
    }
  });
}

test("wait goes on waiting after 429s, and its deadline is for all of it", async () => {
  await emulator.jobs(["o-1"], { pendingMs: 0, processingMs: 700 });
  await answers("o-1", 429, 429, 429, 429);
  assert.match((await wait(["o-1"])).stdout, /completed/);
  await emulator.jobs(["o-2"]);
  await answers("o-2", 429, 429, 429, 429);
  const { stdout, stderr } = await wait(["o-2", "--deadline", "1", "--json"]);
  assert.equal(objects(stdout)[0].error.name, "PulseTimeoutError");
  assert.match(stderr, / in [01]\.\d s$/m);
});

test("an id that can't be one is a failure of its own", async () => {
  const { code, stdout } = await status(["--file", file("..\n"), "--json"]);
  assert.equal(objects(stdout)[0].error.name, "PulseValidationError");
  assert.equal(code, 1);
});
