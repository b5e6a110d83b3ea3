// What a body's stream hands out is let go as it is read: some runtimes keep 64 KiB alive for each chunk, however short.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { project } from "../project.mjs";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const entry = join(process.env.PULSE_PROJECT ?? project(), "body-entry.mjs");
writeFileSync(entry, 'export * from "pulse-wasm";\n');
const { PulseClient } = await import(pathToFileURL(entry));

test("a body that comes in many chunks is read whole, and of its chunks only the last are alive", async () => {
  // The snowman is three bytes, each of which comes by itself.
  const answer = { job_id: "j", message: `cancelled ☃ ${"x".repeat(400)}` };
  const bytes = new TextEncoder().encode(JSON.stringify(answer));
  const chunks = [];
  let alive;
  const reader = {
    async read() {
      const at = chunks.length;
      if (at === bytes.length) {
        await new Promise((done) => setImmediate(done));
        collect();
        alive = chunks.filter((chunk) => chunk.deref() !== undefined).length;
        return { done: true };
      }
      const value = new Uint8Array(new ArrayBuffer(65_536), 0, 1);
      value[0] = bytes[at];
      chunks.push(new WeakRef(value));
      return { done: false, value };
    },
    cancel: async () => {},
  };
  const fetch = async () => ({
    status: 200,
    headers: new Headers(),
    text: async () => "",
    body: { getReader: () => reader },
  });
  const client = new PulseClient({ apiKey: "test-key", baseUrl: "https://h.test", fetch });
  assert.deepEqual(await client.cancelJob("j"), answer);
  assert.ok(chunks.length > 400);
  assert.ok(alive < 10, `${alive} of ${chunks.length} chunks are alive`);
});
