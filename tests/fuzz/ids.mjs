// Job ids: what passes is sent as one segment that is read back as the id; what does not is refused, and nothing is sent.
import assert from "node:assert/strict";
import fc from "fast-check";
import { KEY, text } from "./texts.mjs";

const isId = (id) =>
  typeof id === "string" &&
  id !== "" &&
  id !== "." &&
  id !== ".." &&
  id.isWellFormed() &&
  [...id].length <= 1_024 &&
  !id.includes(KEY);

export function ids({ PulseClient, PulseValidationError }) {
  const sent = [];
  const client = new PulseClient({
    apiKey: KEY,
    baseUrl: "https://h.test/base",
    maxRetries: 0,
    fetch: async (url, init) => {
      sent.push({ url: String(url), init });
      return new Response("{}", { status: 404 });
    },
  });
  const methods = [
    ["DELETE", (id) => client.cancelJob(id)],
    ["GET", (jobId) => client.jobs.getJob({ jobId })],
  ];
  return {
    name: "ids",
    arbitrary: fc.tuple(fc.oneof({ weight: 4, arbitrary: text }, fc.anything()), fc.boolean()),
    async holds([id, isGet]) {
      sent.length = 0;
      const [method, call] = methods[Number(isGet)];
      const error = await call(id).then(
        () => assert.fail("a 404 is an error"),
        (error) => error,
      );
      assert.ok(!String(error.stack).includes(KEY), "the key is shown");
      // An id that holds the key is refused only where it is the key; either way nothing may show it.
      if (typeof id === "string" && id.includes(KEY) && id !== KEY) return;
      if (!isId(id)) {
        assert.ok(error instanceof PulseValidationError, String(error));
        assert.equal(sent.length, 0);
        return;
      }
      assert.equal(error.statusCode, 404);
      assert.equal(error.jobId, id);
      assert.equal(sent.length, 1);
      const [{ url, init }] = sent;
      assert.equal(init.method, method);
      const { pathname, search, hash, host } = new URL(url);
      const segments = pathname.split("/");
      assert.deepEqual(segments.slice(0, 3), ["", "base", "job"]);
      assert.equal(segments.length, 4);
      assert.equal(decodeURIComponent(segments[3]), id);
      assert.deepEqual([search, hash, host], ["", "", "h.test"]);
    },
  };
}
