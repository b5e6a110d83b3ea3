// Options of any kind: what is refused is a PulseValidationError and nothing is sent; what passes makes a call that settles.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import { KEY, text } from "./texts.mjs";

const number = fc.oneof(
  fc.constantFrom(undefined, null, 0, -0, -1, 1, 0.0004, 0.001, 60, 2 ** 31, Infinity, NaN, 1e308),
  fc.double(),
  fc.integer(),
  fc.anything(),
);

const isAbsent = (value) => value === undefined || value === null;
const isNumber = (value) => typeof value === "number";
/** What each number option takes, by the contract. */
const TAKES = {
  timeoutInSeconds: (value) => isNumber(value) && value > 0,
  deadlineInSeconds: (value) => isNumber(value) && value > 0,
  maxRetries: (value) => Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff,
};

const plain = fc.record(Object.fromEntries(Object.keys(TAKES).map((name) => [name, number])), {
  requiredKeys: [],
});
/** A refusal names the header whose value is wrong, so a key that is the name of one is shown: SECURITY.md says so. */
const name = text.filter((text) => !text.includes(KEY));
const odd = fc.record(
  {
    headers: fc.oneof(fc.dictionary(name, text, { maxKeys: 3 }), fc.anything()),
    queryParams: fc.oneof(fc.dictionary(text, text, { maxKeys: 3 }), fc.anything()),
    initialRetryDelayInSeconds: number,
    maxRetryDelayInSeconds: number,
    keepalive: fc.anything(),
  },
  { requiredKeys: [] },
);

export function options({ PulseClient, PulseError, PulseValidationError }) {
  let sent;
  const fetch = async (url, init) => {
    sent.push([new URL(url), init]);
    return new Response('{"job_id":"j","message":"Job cancelled successfully"}');
  };
  return {
    name: "options",
    arbitrary: fc.record({ plain, odd, atClient: fc.boolean(), hasOdd: fc.boolean() }),
    async holds({ plain, odd, atClient, hasOdd }) {
      sent = [];
      const given = hasOdd ? { ...plain, ...odd } : plain;
      const base = { apiKey: KEY, baseUrl: "https://h.test", fetch };
      let client;
      let outcome;
      try {
        client = new PulseClient(atClient ? { ...base, ...given } : base);
        outcome = await client.cancelJob("j", atClient ? undefined : given);
      } catch (error) {
        outcome = error;
      }
      client?.free();
      const isRefused = outcome instanceof PulseValidationError;
      if (outcome instanceof Error) {
        assert.ok(outcome instanceof PulseError, outcome.stack);
        assert.ok(isRefused || outcome.name === "PulseTimeoutError", outcome.stack);
        if (isRefused) assert.equal(sent.length, 0, "it was refused and sent");
        assert.ok(!outcome.stack.includes(KEY), "the key is shown");
      } else {
        assert.equal(outcome.job_id, "j");
      }
      for (const [{ host, pathname, hash }, { headers }] of sent) {
        assert.deepEqual([host, pathname, hash], ["h.test", "/job/j", ""]);
        // One that is given in `headers` counts as the key.
        const own = new Headers(headers).get("x-api-key");
        assert.ok(hasOdd || own === KEY, own);
      }
      if (hasOdd) return;
      const wrong = Object.entries(given).filter(
        ([name, value]) => !isAbsent(value) && !TAKES[name](value),
      );
      assert.equal(isRefused, wrong.length > 0, `${inspect(wrong)}: ${outcome}`);
    },
  };
}
