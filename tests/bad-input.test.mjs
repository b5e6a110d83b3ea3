// Bad arguments are refused with a clear error, and the emulator sees no request.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test from "node:test";

const url = process.env.EMULATOR_URL;
const require = createRequire(`${process.env.PULSE_PROJECT}/index.js`);
const { PulseClient, PulseValidationError } = require("pulse-wasm");

const client = () => new PulseClient({ apiKey: "test-key", baseUrl: url });

/** The requests the emulator has seen since it was last asked to forget them. */
async function seen() {
  const answer = await fetch(`${url}/_emulator/requests`);
  return (await answer.json()).requests.length;
}

/** Runs what must be refused, and checks the error and that nothing was sent. */
async function refused(work, says) {
  await fetch(`${url}/_emulator/requests`, { method: "DELETE" });
  const error = await (async () => work())().then(
    (value) => assert.fail(`it resolved with ${JSON.stringify(value)}`),
    (error) => error,
  );
  assert.ok(error instanceof PulseValidationError, `${error?.name}: ${error?.message}`);
  assert.match(error.message, says);
  assert.equal(await seen(), 0, "the emulator saw a request");
}

test("the emulator sees the request of a good call, so that its silence means something", async () => {
  await fetch(`${url}/_emulator/requests`, { method: "DELETE" });
  const response = await client().cancelJob("job-111-aaa");
  assert.equal(response.job_id, "job-111-aaa");
  assert.equal(await seen(), 1);
});

for (const id of ["", ".", "..", 42, undefined, null, {}, "\ud800"]) {
  const shown = typeof id === "string" ? JSON.stringify(id) : String(id);
  test(`cancelJob(${shown}) is refused`, async () => {
    await refused(() => client().cancelJob(id), /job ?id/i);
  });
  test(`jobs.cancelJob({ jobId: ${shown} }) is refused`, async () => {
    await refused(() => client().jobs.cancelJob({ jobId: id }), /job ?id/i);
  });
}

test("jobs.cancelJob without an argument is refused", async () => {
  await refused(() => client().jobs.cancelJob(), /job ?id/i);
});

test("no key is refused", async () => {
  await refused(() => new PulseClient({ baseUrl: url }).cancelJob("job-111-aaa"), /key/i);
});

test("an empty key is refused", async () => {
  const options = { apiKey: "", baseUrl: url };
  await refused(() => new PulseClient(options).cancelJob("job-111-aaa"), /key/i);
});

for (const baseUrl of ["not a url", "", "ftp://127.0.0.1/", "http://", 42]) {
  test(`the base URL ${JSON.stringify(baseUrl)} is refused`, async () => {
    const options = { apiKey: "test-key", baseUrl };
    await refused(() => new PulseClient(options).cancelJob("job-111-aaa"), /url/i);
  });
}
