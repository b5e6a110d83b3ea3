// The same calls by the official Python SDK and by this client give the same requests, results and error statuses.
// PYTHON is an interpreter that has the SDK; it runs differential.py.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { project } from "../project.mjs";
import { emulator } from "../support/emulator.mjs";

const { PYTHON = "python3", PULSE_PROJECT = project() } = process.env;
const { PulseClient } = createRequire(join(PULSE_PROJECT, "index.js"))("pulse-wasm");
const script = fileURLToPath(new URL("differential.py", import.meta.url));

const PATIENT = { pendingMs: 600_000 };
const error = (code, message, details) => ({
  error: { code, message, ...(details && { details }) },
});

/** Jobs by id; the SDK does not encode ids, so they consist of [A-Za-z0-9_-]. */
const JOBS = {
  "job-111-aaa": PATIENT,
  JOB_2: PATIENT,
  x: PATIENT,
  "-": PATIENT,
  _: PATIENT,
  0: PATIENT,
  "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-": PATIENT,
  ["long-".repeat(100)]: PATIENT,
  processing: { pendingMs: 0, processingMs: 600_000, cancelMs: 600_000 },
  canceled: { status: "canceled" },
  completed: { pendingMs: 0, processingMs: 0, ends: "completed" },
  failed: { pendingMs: 0, processingMs: 0, ends: "failed" },
  ignored: { pendingMs: 0, processingMs: 600_000, onCancel: "ignored" },
  others: { ...PATIENT, key: "other-key" },
};

/** Responses by id that the emulator would not give by itself. */
const FAULTS = {
  "status-400": { status: 400, body: JSON.stringify(error("REQ_001", "bad", { field: "jobId" })) },
  "status-401": { status: 401, body: JSON.stringify(error("AUTH_003", "expired")) },
  "status-403": { status: 403, body: JSON.stringify(error("AUTH_006", "domain")) },
  "status-404": { status: 404, body: JSON.stringify(error("JOB_001", "none")) },
  "status-429": {
    status: 429,
    body: JSON.stringify(error("REQ_429", "slow")),
    headers: { "retry-after": "0" },
  },
  "status-500": { status: 500, body: JSON.stringify(error("JOB_002", "could not be cancelled")) },
  "status-503": { status: 503, body: JSON.stringify(error("GENERAL_001", "down")) },
  "plain-text": { status: 502, body: "Bad gateway" },
};

const NOBODYS = ["nobodys-job", "another_one"];
const ids = [...Object.keys(JOBS), ...Object.keys(FAULTS), ...NOBODYS];

/** An emulator with these jobs and faults; each client has one of its own, since a cancellation changes a job. */
async function world() {
  const one = await emulator([]);
  for (const [jobId, life] of Object.entries(JOBS)) await one.job({ jobId, ...life });
  for (const [jobId, fault] of Object.entries(FAULTS)) {
    const body = JSON.stringify({ jobId, times: 0, ...fault });
    const answer = await fetch(`${one.url}/_emulator/faults`, { method: "POST", body });
    if (!answer.ok) throw new Error(`${jobId}: ${await answer.text()}`);
  }
  return one;
}

/** What was sent for each id, in order: what the two clients must agree on. */
async function record(url) {
  const answer = await fetch(`${url}/_emulator/requests`);
  const { requests } = await answer.json();
  return requests.map(({ method, path, query, jobId, status, headers }) => {
    return { jobId, method, path, query, key: headers["x-api-key"], status };
  });
}

async function byPython(url, key) {
  const child = spawn(PYTHON, [script], {
    env: { ...process.env, EMULATOR_URL: url, PULSE_API_KEY: key },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(ids.join("\n"));
  let out = "";
  for await (const chunk of child.stdout) out += chunk;
  return out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

async function byUs(url, key) {
  const { jobs } = new PulseClient({ apiKey: key, baseUrl: url, maxRetries: 0 });
  const lines = [];
  for (const id of ids) {
    for (const call of ["cancelJob", "getJob"]) {
      const line = await jobs[call]({ jobId: id }).then(
        (answer) => ({ ok: true, status: 200, answer }),
        (error) => ({ ok: false, status: error.statusCode, answer: error.body }),
      );
      lines.push({ id, call, ...line });
    }
  }
  return lines;
}

/** Two emulators don't create a job at the same moment, so only the presence of a time is compared. */
const withoutTimes = (line) => {
  const masked = { ...line.answer };
  if (typeof line.answer !== "object" || line.answer === null) return line;
  for (const name of ["created_at", "updated_at"])
    if (name in masked) masked[name] = typeof masked[name];
  return { ...line, answer: masked };
};

const results = [];
function check(name, theirs, ours) {
  const same = isDeepStrictEqual(theirs, ours);
  results.push(same);
  if (!same) {
    console.log(
      `FAILED: ${name}\n  SDK:  ${JSON.stringify(theirs)}\n  ours: ${JSON.stringify(ours)}`,
    );
  }
}

/** All calls of both clients with one key, compared call by call. */
async function compare(key) {
  const [theirWorld, ourWorld] = [await world(), await world()];
  const [theirs, ours] = [await byPython(theirWorld.url, key), await byUs(ourWorld.url, key)];
  const sent = [await record(theirWorld.url), await record(ourWorld.url)];
  check(`${key}: as many answers as calls`, theirs.length, ids.length * 2);
  check(
    `${key}: one request a call`,
    [sent[0].length, sent[1].length],
    [ids.length * 2, ids.length * 2],
  );
  ours.forEach((line, i) => {
    const what = `${key}: ${line.call} of ${line.id.slice(0, 40)}`;
    check(`${what} is answered alike`, withoutTimes(theirs[i] ?? {}), withoutTimes(line));
    check(`${what} sends the same request`, sent[0][i], sent[1][i]);
  });
}

for (const key of ["test-key", "other-key", "a-key-nobody-knows"]) await compare(key);
const passed = results.filter(Boolean).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
process.exit(passed === results.length ? 0 : 1);
