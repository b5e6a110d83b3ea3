// What must work where the language's own objects are frozen: by SES's lockdown, asked for as an argument, or by Node's flag.
import assert from "node:assert/strict";
import { accepted, BASE_URL, network, state, unavailable } from "./shared/stub.cjs";

const [way] = process.argv.slice(2);
if (way === "ses") {
  await import("ses");
  lockdown();
}
assert.ok(Object.isFrozen(Object.prototype), "nothing is frozen here");
const { NotFoundError, PulseClient } = await import("pulse-wasm");

const made = (...answers) => {
  const { fetch } = network(...answers);
  return new PulseClient({
    apiKey: "test-key",
    baseUrl: BASE_URL,
    fetch,
    onEvent() {},
    logging: { level: "debug", logger: { debug() {}, info() {}, warn() {}, error() {} } },
    headers: { "x-tag": () => "t" },
  });
};
const none = { status: 404, headers: new Headers(), text: async () => '{"detail":"none"}' };

const { data } = await made(unavailable, accepted).cancelJob("a").withRawResponse();
assert.equal(data.job_id, "a");
const failed = await made(() => none)
  .cancelJob("a")
  .catch((error) => error);
assert.ok(failed instanceof NotFoundError && /none/.test(failed.message), failed.stack);
assert.equal((await made(state("completed")).jobs.waitForJob({ jobId: "a" })).status, "completed");

const ids = Array.from({ length: 20 }, (_, index) => `job-${index}`);
const { total, cancelled } = await made(accepted).jobs.cancelJobs(ids);
assert.deepEqual([total, cancelled], [20, 20]);
const seen = [];
for await (const { jobId } of made(accepted).jobs.cancelJobs(ids)) seen.push(jobId);
assert.equal(seen.length, 20);
const run = made(accepted).jobs.cancelJobs(ids);
for await (const _ of run) break;
const { failures } = await made(() => none).jobs.getJobs(["a", "b"]);
assert.equal(failures.length, 2);

const controller = new AbortController();
const call = made(() => new Promise(() => {})).cancelJob("a", { abortSignal: controller.signal });
controller.abort(new Error("enough"));
await assert.rejects(call, { name: "AbortError" });
made(accepted).free();
console.log("done");
