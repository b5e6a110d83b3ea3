// Sinon's fake timers, whole and in part. No test runner: by default Sinon takes process.nextTick from it, too.
import assert from "node:assert/strict";
import * as pulse from "pulse-wasm";
import sinon from "sinon";
import { accepted, BASE_URL, network, settled, silence, unavailable } from "./shared/stub.cjs";
import { scenarios } from "./shared/time.cjs";

const PARTS = [
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "setImmediate",
  "Date",
];
const KINDS = {
  "its default": {},
  "setTimeout, clearTimeout and Date": { toFake: ["setTimeout", "clearTimeout", "Date"] },
  "all but performance": { toFake: PARTS },
  "a clock that begins in 2040": { now: Date.UTC(2040, 0, 1) },
};
const made = (fetch) => new pulse.PulseClient({ apiKey: "test-key", baseUrl: BASE_URL, fetch });
const RUNS = {
  ...scenarios(pulse),
  async "runAllAsync goes through the retries and comes to its end"(_, clock) {
    const { fetch, requests } = network(unavailable, unavailable, accepted);
    const call = made(fetch).cancelJob("a");
    await settled();
    await clock.runAllAsync();
    assert.equal((await call).job_id, "a");
    assert.equal(requests.length, 3);
  },
  async "runAllAsync ends a call that nobody answers by its timeouts"(_, clock) {
    const call = made(network(silence).fetch).cancelJob("a");
    const refused = assert.rejects(call, { name: "PulseTimeoutError", attempts: 3 });
    await settled();
    await clock.runAllAsync();
    await refused;
  },
};

let failed = 0;
for (const [kind, config] of Object.entries(KINDS)) {
  for (const [title, run] of Object.entries(RUNS)) {
    const clock = sinon.useFakeTimers(config);
    const pass = async (milliseconds) => {
      clock.tick(milliseconds);
      await settled();
    };
    const problem = await run(pass, clock).then(
      () => clock.countTimers() > 0 && "a timer is left behind",
      (error) => error,
    );
    clock.restore();
    if (problem) console.log(`✖ ${kind}: ${title}\n${problem.stack ?? problem}`);
    if (problem) failed += 1;
  }
}
console.log(`${failed} failed`);
process.exitCode = Math.min(failed, 1);
