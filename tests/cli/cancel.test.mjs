// `cancel` and each of its options, by the real command against the emulator.
import assert from "node:assert/strict";
import { test } from "node:test";
import { file, names, objects, run } from "./command.mjs";
import { server } from "./server.mjs";

const emulator = server();
const cancel = (args, options) => run(emulator.url, ["cancel", ...args], options);

test("it cancels the jobs of its arguments and says so, aligned", async () => {
  await emulator.jobs(["a-1", "a-22"]);
  const { code, stdout, stderr } = await cancel(["a-1", "a-22", "--concurrency", "1"]);
  assert.equal(stdout, "✓ a-1   Job cancelled successfully\n✓ a-22  Job cancelled successfully\n");
  assert.match(stderr, /^2 cancelled, in \d+\.\d s\n$/m);
  assert.equal(code, 0);
  assert.equal(await emulator.state("a-22"), "canceled");
});

test("a failure is told with the server's words and makes the exit code 1", async () => {
  await emulator.jobs(["b-1"]);
  const { code, stdout, stderr } = await cancel(["b-none", "b-1"]);
  assert.match(stdout, /^✗ b-none {2}404: Job not found \(JOB_001\)$/m);
  assert.match(stdout, /^✓ b-1 /m);
  assert.match(stderr, /^1 cancelled, 1 failed, in/m);
  assert.equal(code, 1);
});

test("--file passes over blank lines, comments, a byte order mark and CRLF", async () => {
  await emulator.jobs(["c-1", "c-2", "c-3"]);
  await emulator.forget();
  const path = file("\ufeffc-1\r\n\r\n  # c-not\r\n\t c-2 \r\n#c-neither\n   \nc-3");
  const { code, stderr } = await cancel(["--file", path, "--concurrency", "1"]);
  assert.deepEqual(await emulator.requests(), ["DELETE c-1", "DELETE c-2", "DELETE c-3"]);
  assert.match(stderr, /^3 cancelled/m);
  assert.equal(code, 0);
});

test("- reads ids from stdin", async () => {
  await emulator.jobs(["d-1", "d-2"]);
  const { code, stdout } = await cancel(["-"], { input: "d-1\nd-2\n" });
  assert.match(stdout, /✓ d-1[\s\S]*✓ d-2|✓ d-2[\s\S]*✓ d-1/);
  assert.equal(code, 0);
});

test("a file without ids is no error, and says so", async () => {
  const path = file("# none today\n\n");
  const { code, stderr } = await cancel(["--file", path]);
  assert.match(stderr, /^no ids in /);
  assert.equal(code, 0);
});

test("an id after -- may begin with a dash", async () => {
  await emulator.jobs(["-e-1"]);
  const { code } = await cancel(["--quiet", "--", "-e-1"]);
  assert.equal(code, 0);
  assert.equal(await emulator.state("-e-1"), "canceled");
});

test("an id given twice is asked once", async () => {
  await emulator.jobs(["f-1", "f-2"]);
  await emulator.forget();
  const { stderr } = await cancel(["f-1", "f-2", "f-1"]);
  assert.equal((await emulator.requests()).length, 2);
  assert.match(stderr, /^2 cancelled, 1 given twice, in/m);
});

for (const most of [1, 3]) {
  test(`--concurrency ${most} keeps no more than ${most} requests in flight, and as many`, async () => {
    const ids = names(9, `g${most}`);
    await emulator.jobs(ids);
    for (const jobId of ids) await emulator.fault({ jobId, delayMs: 40, apply: true });
    await emulator.forget();
    await cancel(["--concurrency", String(most), ...ids]);
    const record = await emulator.record();
    const at = (time) => record.filter(({ atMs, doneMs }) => atMs <= time && time < doneMs).length;
    assert.equal(Math.max(...record.map(({ atMs }) => at(atMs))), most);
  });
}

test("--confirm tells how each job really ended", async () => {
  await emulator.jobs(["h-1"]);
  await emulator.jobs(["h-2"], { pendingMs: 0, processingMs: 200, onCancel: "ignored" });
  const { code, stdout, stderr } = await cancel(["h-1", "h-2", "--confirm"]);
  assert.match(stdout, /^✓ h-1 {2}canceled$/m);
  assert.match(stdout, /^– h-2 {2}completed before the cancellation took effect$/m);
  assert.match(stderr, /^1 cancelled, 1 ended before it could be cancelled, in/m);
  assert.equal(code, 0);
});

test("--dry-run says what would be cancelled, and cancels nothing", async () => {
  await emulator.jobs(["i-1"]);
  await emulator.jobs(["i-2"], { status: "completed" });
  await emulator.forget();
  const { code, stdout, stderr } = await cancel(["i-1", "i-2", "--dry-run"]);
  assert.match(stdout, /^✓ i-1 {2}pending: would be cancelled$/m);
  assert.match(stdout, /^– i-2 {2}completed: would stay as it is$/m);
  assert.match(stderr, /^1 would be cancelled, 1 left alone, in/m);
  assert.deepEqual((await emulator.requests()).sort(), ["GET i-1", "GET i-2"]);
  assert.equal(code, 0);
});

test("--dry-run asks no question about many jobs", async () => {
  const { code } = await cancel(["--dry-run", "--missing-ok", "-"], {
    input: names(30).join("\n"),
  });
  assert.equal(code, 0);
});

test("--only leaves jobs in other states alone", async () => {
  await emulator.jobs(["j-1"]);
  await emulator.jobs(["j-2"], { pendingMs: 0, processingMs: 600_000 });
  await emulator.jobs(["j-3"], { status: "cancelled" });
  await emulator.forget();
  const { code, stdout, stderr } = await cancel([
    "j-1",
    "j-2",
    "j-3",
    "--only",
    "pending,canceled",
  ]);
  assert.match(stdout, /^– j-2 {2}processing: left alone$/m);
  assert.match(stderr, /^2 cancelled, 1 left alone, in/m);
  const deleted = (await emulator.requests()).filter((request) => request.startsWith("DELETE"));
  assert.deepEqual(deleted.sort(), ["DELETE j-1", "DELETE j-3"]);
  assert.equal(code, 0);
});

test("--missing-ok takes a job that is not there for no failure", async () => {
  const { code, stdout, stderr } = await cancel(["k-none", "--missing-ok"]);
  assert.equal(stdout, "– k-none  not found\n");
  assert.match(stderr, /^1 left alone, in/m);
  assert.equal(code, 0);
});

test("--json puts nothing but outcomes on stdout, one object a line", async () => {
  await emulator.jobs(["l-1"]);
  const args = ["l-1", "l-none", "--json", "--concurrency", "1", "--verbose"];
  const { code, stdout } = await cancel(args);
  const [good, bad] = objects(stdout);
  assert.deepEqual(good, {
    jobId: "l-1",
    status: "fulfilled",
    response: { job_id: "l-1", message: "Job cancelled successfully" },
  });
  assert.deepEqual(bad, {
    jobId: "l-none",
    status: "rejected",
    error: {
      name: "NotFoundError",
      message: "404: Job not found (JOB_001)",
      statusCode: 404,
      code: "JOB_001",
      attempts: 1,
    },
  });
  assert.equal(code, 1);
});

test("--json tells of skipped jobs why, and of confirmed ones their state", async () => {
  await emulator.jobs(["m-1"]);
  const skipped = await cancel(["m-1", "--json", "--only", "failed"]);
  const [first] = objects(skipped.stdout);
  assert.equal(`${first.status} ${first.reason} ${first.job.status}`, "skipped filtered pending");
  const confirmed = await cancel(["m-1", "--json", "--confirm"]);
  assert.equal(objects(confirmed.stdout)[0].job.status, "canceled");
});

test("--quiet leaves only what failed", async () => {
  await emulator.jobs(["n-1"]);
  const { code, stdout, stderr } = await cancel(["n-1", "n-none", "--quiet"]);
  assert.equal(stdout, "✗ n-none  404: Job not found (JOB_001)\n");
  assert.equal(stderr, "");
  assert.equal(code, 1);
});

test("--verbose tells of each request, answer and wait", async () => {
  await emulator.jobs(["o-1"]);
  await emulator.fault({ jobId: "o-1", status: 503, headers: { "retry-after": "1" } });
  const { stderr } = await cancel(["o-1", "--verbose"]);
  assert.match(stderr, /^ {2}DELETE o-1 {2}sent$/m);
  assert.match(stderr, /^ {2}DELETE o-1 {2}503 after \d+\.\d+ s$/m);
  assert.match(stderr, /^ {2}DELETE o-1 {2}retrying in \d\.\d+ s$/m);
  assert.match(stderr, /^ {2}DELETE o-1 {2}attempt 2$/m);
  assert.match(stderr, /^ {2}DELETE o-1 {2}200 after \d+\.\d+ s$/m);
});

test("--base-url beats PULSE_BASE_URL", async () => {
  await emulator.jobs(["p-1"]);
  const env = { PULSE_BASE_URL: "http://127.0.0.1:1" };
  const { code } = await cancel(["p-1", "--base-url", emulator.url], { env });
  assert.equal(code, 0);
});

test("--timeout ends an attempt", async () => {
  await emulator.jobs(["q-1"]);
  await emulator.fault({ jobId: "q-1", hang: "before-headers" });
  const { code, stdout } = await cancel(["q-1", "--timeout", "0.2", "--retries", "0", "--json"]);
  assert.equal(objects(stdout)[0].error.name, "PulseTimeoutError");
  assert.equal(code, 1);
});

test("--deadline ends a job, all its attempts and waits together", async () => {
  await emulator.jobs(["r-1"]);
  await emulator.fault({ jobId: "r-1", status: 503, times: 0, headers: { "retry-after": "30" } });
  const { code, stdout } = await cancel(["r-1", "--deadline", "2", "--json"]);
  assert.equal(objects(stdout)[0].error.attempts, 1);
  assert.equal(code, 1);
});

for (const retries of [0, 3]) {
  test(`--retries ${retries} makes ${retries + 1} attempts`, async () => {
    const jobId = `s-${retries}`;
    await emulator.fault({ jobId, status: 503, times: 0, headers: { "retry-after": "0" } });
    await emulator.forget();
    const { code } = await cancel([jobId, "--retries", String(retries)]);
    assert.equal((await emulator.requests()).length, retries + 1);
    assert.equal(code, 1);
  });
}

test("--api-key-file holds the key, and beats PULSE_API_KEY", async () => {
  await emulator.jobs(["t-1"]);
  const key = file("test-key\n");
  for (const PULSE_API_KEY of [undefined, "wrong-key"]) {
    const { code } = await cancel(["t-1", "--api-key-file", key], { env: { PULSE_API_KEY } });
    assert.equal(code, 0);
  }
});

test("a refused key stops the run, and the rest is told as not started", async () => {
  const env = { PULSE_API_KEY: "wrong-key" };
  const ids = names(20, "u");
  const { code, stdout, stderr } = await cancel(ids, { env });
  assert.match(stderr, /^stopped: the key was refused/m);
  assert.match(stdout, /^– u-000019 {2}not started: the key was refused$/m);
  assert.equal(stdout.trim().split("\n").length, 20);
  assert.equal(code, 1);
});

test("a dead server stops the run, and says from where on a file was left", async () => {
  const env = { PULSE_BASE_URL: "http://127.0.0.1:9" };
  const path = file(names(500).join("\n"));
  const { code, stderr } = await cancel(["--yes", "--retries", "0", "--file", path], { env });
  assert.match(stderr, /^stopped: too many connection failures in a row$/m);
  assert.match(stderr, /^the rest of .* was not started, from line \d+ on$/m);
  assert.equal(code, 1);
});

test("a rate limit that asks for a longer wait than a call makes stops the run", async () => {
  await emulator.fault({ status: 429, times: 0, headers: { "retry-after": "3600" } });
  const { code, stdout, stderr } = await cancel(names(20, "rate"));
  await emulator.heal();
  assert.match(stderr, /^stopped: the API's rate limit lets nothing through for now$/m);
  assert.match(
    stdout,
    /^– rate-000019 {2}not started: the API's rate limit lets nothing through$/m,
  );
  assert.equal(code, 1);
});

test("a rate limit that soon ends is waited out, and none is lost", async () => {
  const ids = await emulator.jobs(names(6, "brief"));
  await emulator.fault({ status: 429, times: 2, headers: { "retry-after": "0" } });
  const { code, stderr } = await cancel(ids);
  assert.match(stderr, /^6 cancelled, in/m);
  assert.equal(code, 0);
});

test("more than 25 jobs from a pipe need --yes, and 25 do not", async () => {
  const many = names(26, "v").join("\n");
  await emulator.forget();
  const refused = await cancel(["-"], { input: many });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /more than 25 jobs, and no terminal to ask on: add --yes/);
  assert.deepEqual(await emulator.requests(), []);
  const agreed = await cancel(["-", "--yes", "--missing-ok"], { input: many });
  assert.equal(agreed.code, 0);
  const few = await cancel(["-", "--missing-ok"], { input: names(25, "v").join("\n") });
  assert.equal(few.code, 0);
});

test("a script that names its jobs is not asked", async () => {
  const path = file(names(30, "w").join("\n"));
  const { code } = await cancel(["--file", path, "--missing-ok"]);
  assert.equal(code, 0);
});

test("without a terminal progress is plain lines, and there are no colours", async () => {
  await emulator.jobs(["z-1"]);
  await emulator.fault({ jobId: "z-1", delayMs: 1300, apply: true });
  const path = file("z-1\n");
  const { stdout, stderr } = await cancel(["--file", path]);
  assert.match(stderr, /^\d+ %, 0 done\n1 cancelled, in/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
  assert.doesNotMatch(stdout + stderr, /[\u001b\r]/);
});

test("25 jobs that are given twice are no more than 25, and each is told once when the run stops", async () => {
  const ids = names(25, "twice");
  for (const more of [[], ["--yes"]]) {
    const { code, stdout, stderr } = await cancel([...more, ...ids, ...ids], {
      env: { PULSE_API_KEY: "wrong-key" },
    });
    assert.equal(code, 1);
    assert.equal(stdout.trim().split("\n").length, 25);
    assert.match(stderr, /^(\d+ failed, )?\d+ not started, 25 given twice, in/m);
  }
});
