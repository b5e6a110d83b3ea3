// Sinon's stubs and spies on the client and on the global fetch.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulse from "pulse-wasm";
import sinon from "sinon";
import { accepted, BASE_URL, network } from "./shared/stub.cjs";

const made = (fetch) => new pulse.PulseClient({ apiKey: "test-key", baseUrl: BASE_URL, fetch });

test("a method of the client is stubbed and restored", async () => {
  const { fetch, requests } = network(accepted);
  const client = made(fetch);
  for (const [owner, name] of [
    [client, "cancelJob"],
    [client.jobs, "cancelJob"],
    [client.jobs, "getJob"],
    [client.jobs, "cancelJobs"],
  ]) {
    const stub = sinon.stub(owner, name).resolves({ stubbed: true });
    assert.deepEqual(await owner[name]("a"), { stubbed: true });
    assert.ok(stub.calledOnceWithExactly("a"));
    stub.restore();
  }
  assert.equal(requests.length, 0);
  const spy = sinon.spy(client.jobs, "cancelJob");
  assert.equal((await client.jobs.cancelJob({ jobId: "a" })).job_id, "a");
  assert.ok(spy.calledOnce);
  spy.restore();
  assert.equal((await client.jobs.cancelJob({ jobId: "b" })).job_id, "b");
});

test("the class is stubbed on its prototype", async () => {
  const client = made(network(accepted).fetch);
  const stub = sinon.stub(pulse.PulseClient.prototype, "cancelJob").resolves("stubbed");
  try {
    assert.equal(await client.cancelJob("a"), "stubbed");
  } finally {
    stub.restore();
  }
  assert.equal((await client.cancelJob("a")).job_id, "a");
});

test("the global fetch is stubbed after the client was made", async () => {
  const client = new pulse.PulseClient({ apiKey: "test-key", baseUrl: BASE_URL });
  const stub = sinon.stub(globalThis, "fetch").callsFake(network(accepted).fetch);
  try {
    assert.equal((await client.cancelJob("a")).job_id, "a");
    assert.ok(stub.calledOnce);
  } finally {
    stub.restore();
  }
});
