// What a made-up clock must drive, whichever tool makes it: retries, polls, waits that a server asks for, timeouts, bulk runs.
const assert = require("node:assert/strict");
const { accepted, BASE_URL, network, settled, silence, state, tooMany, unavailable } =
  require("./stub.cjs");

/** The answer of a call, or "pending" while it has none. */
function followed(promise) {
  const call = { end: "pending" };
  promise.then(
    (value) => (call.end = value),
    (error) => (call.end = error),
  );
  return call;
}

/**
 * The scenarios over a loaded package. Each takes a function that lets a number of milliseconds pass, in one leap.
 * @param {typeof import("pulse-wasm")} pulse
 */
exports.scenarios = ({ PulseClient, PulseTimeoutError, TooManyRequestsError }) => {
  const made = (fetch, options) =>
    new PulseClient({ apiKey: "test-key", baseUrl: BASE_URL, fetch, ...options });
  return {
    async "a 503 is sent again once its backoff has passed"(pass) {
      const { fetch, requests } = network(unavailable, accepted);
      const call = followed(made(fetch).jobs.cancelJob({ jobId: "a" }));
      await settled();
      assert.deepEqual(requests, ["DELETE a"]);
      await pass(2_000);
      assert.deepEqual(requests, ["DELETE a", "DELETE a"]);
      assert.equal(call.end.job_id, "a");
    },
    async "a server's Retry-After is waited for to its end, and no longer"(pass) {
      const { fetch, requests } = network(tooMany(5), accepted);
      const call = followed(made(fetch).cancelJob("a"));
      await settled();
      await pass(4_900);
      assert.equal(requests.length, 1);
      await pass(200);
      assert.equal(requests.length, 2);
      assert.equal(call.end.job_id, "a");
    },
    async "an attempt without an answer ends by its timeout"(pass) {
      const { fetch } = network(silence);
      const call = followed(made(fetch, { timeoutInSeconds: 10, maxRetries: 0 }).cancelJob("a"));
      await settled();
      await pass(9_000);
      assert.equal(call.end, "pending");
      await pass(1_500);
      assert.ok(call.end instanceof PulseTimeoutError, String(call.end));
    },
    async "a call ends by its deadline"(pass) {
      const { fetch } = network(silence);
      const call = followed(made(fetch).cancelJob("a", { deadlineInSeconds: 5 }));
      await settled();
      await pass(5_500);
      assert.ok(call.end instanceof PulseTimeoutError, String(call.end));
    },
    async "a job is polled until it has ended"(pass) {
      const { fetch, requests } = network(
        state("pending"),
        state("processing"),
        state("completed"),
      );
      const options = { pollIntervalInSeconds: 2 };
      const call = followed(made(fetch).jobs.waitForJob({ jobId: "a" }, options));
      await settled();
      assert.equal(requests.length, 1);
      for (let leap = 0; leap < 4; leap += 1) await pass(4_000);
      assert.equal(requests.length, 3);
      assert.equal(call.end.status, "completed");
    },
    async "the gate that a 429 has closed opens in time"(pass) {
      const { fetch, requests } = network(tooMany(3), accepted);
      const client = made(fetch);
      const first = followed(client.cancelJob("a", { maxRetries: 0 }));
      await settled();
      assert.ok(first.end instanceof TooManyRequestsError, String(first.end));
      const second = followed(client.cancelJob("b"));
      await settled();
      assert.deepEqual(requests, ["DELETE a"]);
      await pass(3_500);
      assert.deepEqual(requests, ["DELETE a", "DELETE b"]);
      assert.equal(second.end.job_id, "b");
    },
    async "a bulk run goes through its retries to a summary"(pass) {
      const { fetch } = network(unavailable, tooMany(2), accepted);
      const run = followed(made(fetch).jobs.cancelJobs(["a", "b", "c"], { concurrency: 2 }));
      await settled();
      for (let leap = 0; leap < 4; leap += 1) await pass(4_000);
      assert.equal(run.end.total, 3);
      assert.equal(run.end.cancelled, 3);
    },
  };
};
