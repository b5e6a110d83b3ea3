// What wraps a client or its calls: Vue's reactive, p-retry, AsyncLocalStorage, and the environments of happy-dom and jsdom.
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { test } from "node:test";
import { Window } from "happy-dom";
import { JSDOM } from "jsdom";
import pRetry, { AbortError } from "p-retry";
import { NotFoundError, PulseClient } from "pulse-wasm";
import { isProxy, reactive, readonly, ref, shallowReactive } from "vue";
import { accepted, BASE_URL, network, state, unavailable } from "./shared/stub.cjs";

const made = (fetch, options) =>
  new PulseClient({ apiKey: "test-key", baseUrl: BASE_URL, fetch, ...options });

const WRAPPERS = {
  reactive: (client) => reactive({ client }).client,
  readonly: (client) => readonly({ client }).client,
  ref: (client) => ref({ client }).value.client,
  shallowReactive: (client) => shallowReactive({ client }).client,
};
for (const [name, wrap] of Object.entries(WRAPPERS)) {
  test(`a client in Vue's ${name} works as it does outside`, async () => {
    const client = wrap(made(network(accepted).fetch));
    if (name !== "shallowReactive") assert.ok(isProxy(client));
    assert.equal((await client.cancelJob("a")).job_id, "a");
    assert.equal((await client.jobs.cancelJob({ jobId: "b" })).job_id, "b");
    const { data } = await client.jobs.cancelJob({ jobId: "c" }).withRawResponse();
    assert.equal(data.job_id, "c");
    assert.equal((await client.jobs.cancelJobs(["d", "e"])).cancelled, 2);
    client.free();
    await assert.rejects(client.cancelJob("f"), /freed/);
  });
}

test("a bulk run in Vue's reactive is awaited, iterated and stopped", async () => {
  const client = made(network(accepted).fetch);
  const awaited = reactive({ run: client.jobs.cancelJobs(["a", "b"]) }).run;
  assert.equal((await awaited).cancelled, 2);
  const seen = [];
  const iterated = reactive({ run: client.jobs.cancelJobs(["a", "b"]) }).run;
  for await (const { jobId } of iterated) seen.push(jobId);
  assert.deepEqual(seen.sort(), ["a", "b"]);
  const stopped = reactive({
    run: client.jobs.cancelJobs(["a", "b", "c"], { concurrency: 1 }),
  }).run;
  stopped.stop();
  assert.equal((await stopped).stoppedBy, "aborted");
});

test("methods taken off their objects work", async () => {
  const client = made(network(accepted).fetch);
  const { cancelJob } = client;
  const { cancelJob: ofJobs, cancelJobs } = client.jobs;
  assert.equal((await cancelJob("a")).job_id, "a");
  assert.equal((await ofJobs({ jobId: "b" })).job_id, "b");
  assert.equal((await cancelJobs(["c"])).cancelled, 1);
  assert.deepEqual(
    (await Promise.all(["d", "e"].map((jobId) => cancelJob(jobId)))).map(({ job_id }) => job_id),
    ["d", "e"],
  );
});

test("p-retry tries again what rejects, and gives up by AbortError", async () => {
  const { fetch, requests } = network(unavailable, unavailable, accepted);
  const client = made(fetch, { maxRetries: 0 });
  const quick = { retries: 3, minTimeout: 1, factor: 1 };
  const { job_id } = await pRetry(() => client.cancelJob("a"), quick);
  assert.equal(job_id, "a");
  assert.equal(requests.length, 3);
  const missing = { status: 404, headers: new Headers(), text: async () => "{}" };
  const none = made(async () => missing);
  let tries = 0;
  const given = pRetry(async () => {
    tries += 1;
    return none.cancelJob("a").catch((error) => {
      throw error instanceof NotFoundError ? new AbortError(error) : error;
    });
  }, quick);
  await assert.rejects(given, NotFoundError);
  assert.equal(tries, 1);
});

test("a handler hears the AsyncLocalStorage of its own call", async () => {
  const storage = new AsyncLocalStorage();
  const heard = [];
  const hear = (answer) => {
    heard.push(storage.getStore());
    return answer;
  };
  const { fetch } = network(unavailable, accepted, state("pending"), state("completed"));
  const client = made((...args) => hear(fetch(...args)), {
    onEvent: hear,
    logging: { level: "debug", logger: { debug: hear, info: hear, warn: hear, error: hear } },
    headers: { "x-trace": () => hear("t") },
  });
  await storage.run("mine", async () => {
    await client.cancelJob("a");
    const polled = { onUpdate: hear, pollIntervalInSeconds: 0.01 };
    await client.jobs.waitForJob({ jobId: "a" }, polled);
  });
  assert.ok(heard.length > 8, `${heard.length} calls of handlers`);
  assert.deepEqual([...new Set(heard)], ["mine"]);
});

test("an abort of happy-dom's or of jsdom's own signal ends a call", async () => {
  for (const window of [new Window(), new JSDOM("").window]) {
    const controller = new window.AbortController();
    const client = made(() => new Promise(() => {}));
    const call = client.cancelJob("a", { abortSignal: controller.signal });
    controller.abort();
    await assert.rejects(call, { name: "AbortError" });
    await window.happyDOM?.close();
  }
});
