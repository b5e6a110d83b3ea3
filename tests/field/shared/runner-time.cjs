// The scenarios of time.cjs under a runner's own fake timers, and those of a runner's asynchronous ways to let time pass.
const assert = require("node:assert/strict");
const { accepted, BASE_URL, network, settled, silence, unavailable } = require("./stub.cjs");
const { scenarios } = require("./time.cjs");

/**
 * @param {typeof import("pulse-wasm")} pulse
 * @param {{ test: Function, timers: any, kinds: Record<string, object | undefined> }} runner `timers` is `vi` or `jest`
 */
exports.declare = (pulse, { test, timers, kinds }) => {
  const made = (fetch) => new pulse.PulseClient({ apiKey: "test-key", baseUrl: BASE_URL, fetch });
  const runs = {
    ...scenarios(pulse),
    async "advanceTimersByTimeAsync drives a retry"() {
      const { fetch, requests } = network(unavailable, accepted);
      const call = made(fetch).cancelJob("a");
      await timers.advanceTimersByTimeAsync(2_000);
      assert.equal((await call).job_id, "a");
      assert.equal(requests.length, 2);
    },
    async "runAllTimersAsync goes through the retries and comes to its end"() {
      const { fetch, requests } = network(unavailable, unavailable, accepted);
      const call = made(fetch).cancelJob("a");
      await settled();
      await timers.runAllTimersAsync();
      assert.equal((await call).job_id, "a");
      assert.equal(requests.length, 3);
    },
    async "runAllTimersAsync ends a call that nobody answers by its timeouts"() {
      const call = made(network(silence).fetch).cancelJob("a");
      const refused = assert.rejects(call, { name: "PulseTimeoutError", attempts: 3 });
      await settled();
      await timers.runAllTimersAsync();
      await refused;
    },
  };
  for (const [kind, config] of Object.entries(kinds)) {
    for (const [title, run] of Object.entries(runs)) {
      // Jest's legacy timers have nothing asynchronous.
      if (config?.legacyFakeTimers && title.includes("Async")) continue;
      test(`${kind}: ${title}`, async () => {
        timers.useFakeTimers(config);
        try {
          await run(async (milliseconds) => {
            timers.advanceTimersByTime(milliseconds);
            await settled();
          });
        } finally {
          timers.useRealTimers();
        }
      });
    }
  }
};
