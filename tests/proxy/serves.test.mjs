// The proxy at work: what a page gets, what the API gets, and that neither gets more.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import test from "node:test";
import { folder, json, KEY, OWN, stage, state } from "./stage.mjs";

const { PulseClient, NotFoundError, TooManyRequestsError } = await import(join(folder, "node.mjs"));

/** A page's client in front of the proxy. */
const page = (own, options) =>
  new PulseClient({ apiKey: null, baseUrl: `${own.url}/api`, maxRetries: 0, ...options });

test("a page's client reads and cancels a job, and the key is added", async (t) => {
  const { own, asked } = await stage(t);
  const client = page(own);
  assert.equal((await client.jobs.getJob({ jobId: "job-1" })).status, "pending");
  assert.equal((await client.cancelJob("job-1")).message, "Job cancelled successfully");
  assert.deepEqual(
    asked.map(({ method, url, headers }) => [method, url, headers["x-api-key"]]),
    [
      ["GET", "/job/job-1", KEY],
      ["DELETE", "/job/job-1", KEY],
    ],
  );
});

test("a page's client waits, runs over many jobs and sees errors through it as without it", async (t) => {
  const { own } = await stage(t, {}, ({ method, jobId }, response) =>
    jobId === "no-such-job"
      ? json(response, 404, { error: { code: "JOB_001", message: "Job not found" } })
      : json(response, 200, { ...state(jobId), status: "canceled", message: method }),
  );
  const client = page(own);
  const { outcome } = await client.jobs.cancelJobAndWait({ jobId: "job-1" });
  assert.equal(outcome, "canceled");
  const run = await client.jobs.cancelJobs(["a", "b", "no-such-job"]);
  assert.deepEqual([run.cancelled, run.failed], [2, 1]);
  await assert.rejects(client.cancelJob("no-such-job"), (error) => {
    assert.ok(error instanceof NotFoundError);
    assert.equal(error.message, "404: Job not found (JOB_001)");
    return true;
  });
});

test("require and import give the same two functions", () => {
  const cjs = createRequire(join(folder, "index.js"))("pulse-wasm/proxy");
  assert.deepEqual(Object.keys(cjs).sort(), ["createProxy", "toNodeHandler"]);
  assert.equal(typeof cjs.createProxy({ apiKey: KEY, authorize: () => true }), "function");
});

test("status, body and the two rate headers come back, and nothing else", async (t) => {
  const { ask } = await stage(t, {}, (_, response) =>
    json(
      response,
      429,
      { error: { code: "X_1", message: "slow down" }, extra: 1 },
      {
        "retry-after": "7",
        "x-ratelimit-reset": "1800000009",
        "set-cookie": "a=b",
        location: "http://127.0.0.1:1/",
        "access-control-allow-origin": "*",
        server: "s",
        "x-powered-by": "p",
        "www-authenticate": "Basic",
        "content-disposition": "attachment",
      },
    ),
  );
  const { status, headers, json: body } = await ask("GET", "/api/job/a");
  assert.equal(status, 429);
  assert.deepEqual(body, { error: { code: "X_1", message: "slow down" }, extra: 1 });
  const { date, connection, "transfer-encoding": _, ...rest } = headers;
  assert.deepEqual(rest, {
    "cache-control": "no-store",
    "content-type": "application/json",
    "retry-after": "7",
    "x-content-type-options": "nosniff",
    "x-ratelimit-reset": "1800000009",
  });
});

test("a success comes back with its own status, and what the API adds to it", async (t) => {
  const { ask } = await stage(t, {}, ({ jobId }, response) =>
    json(response, 202, { job_id: jobId, message: "m", more: [1, { b: null }] }),
  );
  const { status, json: body } = await ask("DELETE", "/api/job/a");
  assert.equal(status, 202);
  assert.deepEqual(body, { job_id: "a", message: "m", more: [1, { b: null }] });
});

test("no header, cookie, query or body of the page goes upstream", async (t) => {
  const { ask, asked, api } = await stage(t);
  const { host } = new URL(api.url);
  const headers = {
    ...OWN,
    cookie: "session=1",
    authorization: "Bearer x",
    "x-api-key": "the-pages-own",
    "x-forwarded-for": "10.0.0.1",
    "x-http-method-override": "PUT",
    "user-agent": "page",
    "accept-language": "de",
    "content-type": "text/plain",
    te: "trailers",
  };
  assert.equal((await ask("DELETE", "/api/job/a?force=1&x=y", headers, "a body")).status, 200);
  const [{ url, body, headers: sent }] = asked;
  assert.deepEqual([url, body], ["/job/a", ""]);
  assert.match(sent["user-agent"], /^pulse-wasm\//);
  // Those of fetch itself are Node's.
  const own = { accept: "application/json", "x-api-key": KEY, host };
  for (const [name, value] of Object.entries(own)) assert.equal(sent[name], value, name);
  const ofFetch =
    /^(accept-encoding|accept-language|cache-control|connection|pragma|sec-fetch-mode)$/;
  const known = [...Object.keys(own), "user-agent"];
  const strange = Object.keys(sent).filter((name) => !known.includes(name) && !ofFetch.test(name));
  assert.deepEqual(strange, []);
  assert.notEqual(sent["accept-language"], "de");
});

for (const [basePath, path] of [
  ["/api", "/api/job/a"],
  ["/api/", "/api/job/a"],
  ["", "/job/a"],
  ["/", "/job/a"],
  ["/v1/pulse", "/v1/pulse/job/a"],
  ["/päth", "/p%C3%A4th/job/a"],
])
  test(`under basePath "${basePath}" it answers ${path}, and no other`, async (t) => {
    const { ask, asked } = await stage(t, { basePath });
    assert.equal((await ask("GET", path)).status, 200);
    const others = [`${path}/`, `/x${path}`, path.replace("/job/", "/jobs/"), `/${path}`];
    for (const other of [...others, path.replace("/job/", "/JOB/")])
      assert.equal((await ask("GET", other)).status, 404, other);
    assert.equal(asked.length, 1);
  });

test("a 429 that has a reset alone comes back with seconds too, by the API's own clock", async (t) => {
  const now = Date.now() - 3_600_000;
  const { ask } = await stage(t, {}, (_, response) => {
    response.sendDate = false;
    const reset = String(Math.floor(now / 1_000) + 40);
    json(response, 429, {}, { date: new Date(now).toUTCString(), "x-ratelimit-reset": reset });
  });
  const { headers } = await ask("GET", "/api/job/a");
  assert.ok(
    Number(headers["retry-after"]) > 38 && Number(headers["retry-after"]) <= 41,
    headers["retry-after"],
  );
});

test("the rate headers of a 429 that are dates come back as seconds, since a page's clock is another", async (t) => {
  // An hour behind: to a clock that is right, the date is long past.
  const now = Date.now() - 3_600_000;
  const date = (ms) => new Date(ms).toUTCString();
  const { own, ask } = await stage(t, {}, (_, response) => {
    response.sendDate = false;
    json(response, 429, {}, { date: date(now), "retry-after": date(now + 90_000) });
  });
  assert.equal((await ask("GET", "/api/job/a")).headers["retry-after"], "90");
  await assert.rejects(page(own).cancelJob("b"), (error) => {
    assert.ok(error instanceof TooManyRequestsError);
    assert.ok(error.retryAfterInSeconds > 80 && error.retryAfterInSeconds <= 90);
    return true;
  });
});

test("a Retry-After that is a date comes back as seconds with every status, by the API's own clock", async (t) => {
  const clock = Date.now() - 3_600_000;
  const date = (ms) => new Date(ms).toUTCString();
  const { ask } = await stage(t, {}, ({ jobId }, response) => {
    response.sendDate = false;
    const headers = { date: date(clock), "retry-after": date(clock + 90_000) };
    json(response, Number(jobId), state(jobId), headers);
  });
  // That of a 429 last: it holds up all after it.
  for (const status of [200, 400, 403, 404, 409, 500, 503, 429]) {
    const answer = await ask("GET", `/api/job/${status}`);
    assert.deepEqual([answer.status, answer.headers["retry-after"]], [status, "90"]);
  }
});

test("a Retry-After that is past is 0 seconds, one in an old spelling is read, and what is no date is left out", async (t) => {
  let headers;
  const { ask } = await stage(t, {}, ({ jobId }, response) => {
    response.sendDate = false;
    json(response, 200, state(jobId), headers);
  });
  const date = "Sun, 06 Nov 2033 08:49:37 GMT";
  for (const [wait, seconds] of [
    ["Sun, 06 Nov 2033 08:49:36 GMT", "0"],
    ["Sun, 06 Nov 2033 08:50:07 GMT", "30"],
    ["Sunday, 06-Nov-33 08:50:07 GMT", "30"],
    ["Sun Nov  6 08:50:07 2033", "30"],
    ["2033-11-06T08:50:07Z", undefined],
    ["2033", "2033"],
    ["Sun, 06 Nov 2033", undefined],
    ["soon", undefined],
    ["-1", undefined],
  ]) {
    headers = { date, "retry-after": wait };
    assert.equal((await ask("GET", "/api/job/a")).headers["retry-after"], seconds, wait);
  }
  // Without the API's clock the proxy's own has to do.
  headers = { "retry-after": new Date(Date.now() + 90_000).toUTCString() };
  const own = Number((await ask("GET", "/api/job/a")).headers["retry-after"]);
  assert.ok(own > 80 && own <= 90, `${own} s`);
});
