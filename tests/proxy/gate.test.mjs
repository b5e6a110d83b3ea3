// One gate for all pages: what a 429 of the API does to those that it was not sent to, and who retries.
import assert from "node:assert/strict";
import test from "node:test";
import { exchange, isProblem, json, OWN, stage, state } from "./stage.mjs";

test("1,000 pages under one 429 cost one request: each is told at once how long", async (t) => {
  clock(t);
  const { ask, asked } = await stage(t, {}, (_, response) =>
    json(response, 429, { error: { code: "X", message: "slow" } }, { "retry-after": "30" }),
  );
  const first = await ask("GET", "/api/job/first");
  assert.deepEqual([first.status, first.code, first.headers["retry-after"]], [429, "X", "30"]);
  for (let i = 0; i < 10; i++) {
    const pages = await Promise.all(
      Array.from({ length: 100 }, (_, page) =>
        ask(page % 2 ? "GET" : "DELETE", `/api/job/job-${i}-${page}`),
      ),
    );
    for (const page of pages) {
      isProblem(page, 429, "REQ_006");
      const seconds = Number(page.headers["retry-after"]);
      assert.equal(seconds, 30);
    }
  }
  assert.equal(asked.length, 1);
});

/** The clock by which the client waits, which stands still but for what the test adds. */
function clock(t) {
  let now = Math.ceil(performance.now());
  t.mock.method(performance, "now", () => now);
  return (milliseconds) => {
    now += milliseconds;
  };
}

test("a page whose key is still asked for when a 429 comes is told at once, too", async (t) => {
  clock(t);
  const waiting = [];
  const { ask, asked } = await stage(
    t,
    { apiKey: () => new Promise((resolve) => waiting.push(() => resolve("test-key-5f2a"))) },
    (_, response) => json(response, 429, {}, { "retry-after": "30" }),
  );
  const pages = ["a", "b", "b", "c"].map((id) => ask("GET", `/api/job/${id}`));
  while (waiting.length < 4) await new Promise(setImmediate);
  waiting.shift()();
  assert.equal((await pages[0]).headers["retry-after"], "30");
  for (const give of waiting) give();
  for (const page of await Promise.all(pages.slice(1))) {
    isProblem(page, 429, "REQ_006");
    assert.equal(page.headers["retry-after"], "30");
  }
  assert.equal(asked.length, 1);
});

test("a 429 that names no time holds pages back too, for the client's first backoff", async (t) => {
  const pass = clock(t);
  const { ask, asked } = await stage(t, {}, (_, response) => json(response, 429, {}));
  await ask("GET", "/api/job/first");
  const { status, headers } = await ask("GET", "/api/job/second");
  assert.equal(status, 429);
  // One second, give or take a tenth.
  assert.match(headers["retry-after"], /^[12]$/);
  assert.equal(asked.length, 1);
  pass(1_101);
  await ask("GET", "/api/job/third");
  assert.equal(asked.length, 2);
});

test("with maxRetries the page whose request it was waits in the proxy, and the others are told", async (t) => {
  clock(t);
  const { ask, asked, own } = await stage(
    t,
    { maxRetries: 2, onEvent: ({ type }) => type === "retry" && hold() },
    (_, response) => json(response, 429, {}, { "retry-after": "30" }),
  );
  let hold;
  const held = new Promise((resolve) => {
    hold = resolve;
  });
  const controller = new AbortController();
  const { signal } = controller;
  const first = exchange(own, { path: "/api/job/first", headers: OWN, signal });
  await held;
  const { status, headers } = await ask("GET", "/api/job/second");
  assert.deepEqual([status, headers["retry-after"]], [429, "30"]);
  assert.equal(asked.length, 1);
  controller.abort();
  await assert.rejects(first);
});

test("when its time has come, pages are served again", async (t) => {
  const pass = clock(t);
  const { ask, asked } = await stage(t, {}, ({ jobId }, response, number) =>
    number === 1
      ? json(response, 429, {}, { "retry-after": "30" })
      : json(response, 200, state(jobId)),
  );
  assert.equal((await ask("GET", "/api/job/a")).status, 429);
  pass(29_000);
  const early = await ask("GET", "/api/job/a");
  assert.deepEqual([early.status, early.headers["retry-after"]], [429, "1"]);
  pass(1_001);
  assert.equal((await ask("GET", "/api/job/a")).status, 200);
  assert.equal(asked.length, 2);
});

test("it does not retry, since the page does; with maxRetries it does", async (t) => {
  const answer = ({ jobId }, response, number) =>
    number < 3
      ? json(response, 503, {}, { "retry-after": "0" })
      : json(response, 200, state(jobId));
  const once = await stage(t, {}, answer);
  assert.equal((await once.ask("GET", "/api/job/a")).status, 503);
  assert.equal(once.asked.length, 1);
  const more = await stage(t, { maxRetries: 2 }, answer);
  assert.equal((await more.ask("GET", "/api/job/a")).status, 200);
  assert.equal(more.asked.length, 3);
});
