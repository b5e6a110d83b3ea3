// `authorize`: what it is asked, and what each of its answers does.
import assert from "node:assert/strict";
import test from "node:test";
import { exchange, KEY, OWN, stage, toNodeHandler } from "./stage.mjs";

/** A logger that keeps its errors. */
function log() {
  const lines = [];
  const nothing = () => {};
  const logger = {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: (line) => lines.push(line),
  };
  return { lines, logger };
}

test("it is given the page's request, with its cookies, and what the page wants to do", async (t) => {
  const seen = [];
  const { ask } = await stage(t, {
    authorize: (request, action) => Boolean(seen.push([request, action])),
  });
  await ask("DELETE", "/api/job/job-1?x=1", {
    ...OWN,
    cookie: "user=ann",
    authorization: "Bearer t",
  });
  const [[request, action]] = seen;
  assert.ok(request instanceof Request);
  assert.deepEqual(action, { jobId: "job-1", method: "DELETE" });
  assert.equal(request.method, "DELETE");
  assert.equal(request.headers.get("cookie"), "user=ann");
  assert.equal(request.headers.get("authorization"), "Bearer t");
  assert.match(request.url, /^http:\/\/127\.0\.0\.1:\d+\/api\/job\/job-1\?x=1$/);
});

test("what it does to what it was given changes nothing of what is sent", async (t) => {
  const { ask, asked } = await stage(t, {
    authorize: (request, action) => {
      action.jobId = "another";
      action.method = "GET";
      request.headers.set("x-api-key", "x");
      return true;
    },
  });
  assert.equal((await ask("DELETE", "/api/job/a")).status, 200);
  assert.deepEqual(
    [asked[0].method, asked[0].url, asked[0].headers["x-api-key"]],
    ["DELETE", "/job/a", KEY],
  );
});

test("a response of a class of another's is sent as it is, without a body where its status has none", async (t) => {
  class Foreign {
    headers = new Headers({ "x-from": "authorize" });
    bodyUsed = false;
    constructor(status, text) {
      this.status = status;
      this.body = text && new Blob([text]).stream();
    }
    get [Symbol.toStringTag]() {
      return "Response";
    }
  }
  let verdict;
  const allowedOrigins = ["https://app.example"];
  const { ask } = await stage(t, { allowedOrigins, authorize: () => verdict });
  for (const [status, text] of [
    [204, ""],
    [205, "body"],
    [304, "body"],
    [401, "log in"],
  ])
    for (const headers of [OWN, { origin: "https://app.example" }]) {
      verdict = new Foreign(status, text);
      const answer = await ask("GET", "/api/job/a", headers);
      assert.deepEqual([answer.status, answer.headers["x-from"]], [status, "authorize"]);
      assert.equal(answer.text, status === 401 ? text : "", `${status}`);
    }
  for (const status of [600, 999, 200.5, "200", undefined, 101]) {
    verdict = new Foreign(status, "");
    assert.equal((await ask("GET", "/api/job/a")).status, 500, `${status}`);
  }
});

test("false is 403, now or later, and nothing is sent", async (t) => {
  for (const authorize of [() => false, async () => false]) {
    const { ask, asked } = await stage(t, { authorize });
    const answer = await ask("DELETE", "/api/job/a");
    assert.deepEqual([answer.status, answer.code], [403, "AUTH_004"]);
    assert.equal(asked.length, 0);
  }
});

test("a response of its own is the answer, with its status, its headers and each of its cookies", async (t) => {
  const { ask, asked } = await stage(t, {
    authorize: (_, { jobId }) => {
      if (jobId === "login") return Response.redirect("https://login.example/", 302);
      const headers = new Headers({ "x-own": "1" });
      headers.append("set-cookie", "a=1, b; Path=/");
      headers.append("set-cookie", "c=2");
      if (jobId === "empty") return new Response(null, { status: 204, headers });
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("log "));
          controller.enqueue(new TextEncoder().encode("in"));
          controller.close();
        },
      });
      return Promise.resolve(new Response(stream, { status: 401, headers }));
    },
  });
  const own = await ask("GET", "/api/job/a");
  assert.deepEqual([own.status, own.text, own.headers["x-own"]], [401, "log in", "1"]);
  assert.deepEqual(own.headers["set-cookie"], ["a=1, b; Path=/", "c=2"]);
  assert.equal((await ask("GET", "/api/job/empty")).status, 204);
  const login = await ask("GET", "/api/job/login");
  assert.deepEqual([login.status, login.headers.location], [302, "https://login.example/"]);
  assert.equal(asked.length, 0);
});

test("a page of an allowed origin may read that response too, even a redirect's, whose headers are fixed", async (t) => {
  const origin = "https://app.example";
  const { ask } = await stage(t, {
    allowedOrigins: [origin],
    authorize: () => Response.redirect("https://login.example/", 303),
  });
  const { status, headers } = await ask("GET", "/api/job/a", { origin });
  assert.deepEqual([status, headers["access-control-allow-origin"]], [303, origin]);
});

test("one that throws, now or later, is 500: nothing is sent, and only the log says why", async (t) => {
  for (const authorize of [
    () => {
      throw new Error(`no database for ${KEY}`);
    },
    async () => {
      throw new Error(`no database for ${KEY}`);
    },
    () => Promise.reject(),
    () => {
      throw Object.create(null);
    },
    () => {
      throw {
        get stack() {
          throw new Error("no stack");
        },
      };
    },
  ]) {
    const { lines, logger } = log();
    const { ask, asked } = await stage(t, { authorize, logging: { logger, level: "error" } });
    const answer = await ask("DELETE", "/api/job/a");
    assert.deepEqual([answer.status, answer.code], [500, "GENERAL_003"]);
    assert.ok(!answer.text.includes("database"), answer.text);
    assert.equal(asked.length, 0);
    assert.equal(lines.length, 1);
    assert.match(lines[0], /^pulse-wasm\/proxy: authorize threw for DELETE a: /);
    assert.ok(!lines[0].includes(KEY), lines[0]);
  }
});

test("anything but true, false and a response is 500, and nothing is sent", async (t) => {
  const used = new Response("x");
  await used.text();
  const locked = new Response("x");
  locked.body.getReader();
  const later = Promise.resolve("true");
  for (const value of [
    undefined,
    null,
    1,
    0,
    "true",
    "",
    {},
    [],
    { status: 200 },
    used,
    locked,
    Response.error(),
    later,
    Symbol("a"),
    () => true,
  ]) {
    const { lines, logger } = log();
    const { ask, asked } = await stage(t, { authorize: () => value, logging: logger });
    const answer = await ask("DELETE", "/api/job/a");
    assert.deepEqual([answer.status, answer.code], [500, "GENERAL_003"], typeof value);
    assert.equal(asked.length, 0);
    assert.match(
      lines.join(),
      /authorize must return true, false or a Response; for DELETE a it was /,
    );
  }
});

test("one that hangs is 504 after timeoutInSeconds, and what it says later is not heard", async (t) => {
  const late = [];
  const { ask, asked } = await stage(t, {
    timeoutInSeconds: 0.05,
    authorize: () => new Promise((...settle) => late.push(settle)),
  });
  for (const how of [0, 1]) {
    const answer = await ask("DELETE", "/api/job/a");
    assert.deepEqual([answer.status, answer.code], [504, "GENERAL_002"]);
    late[how][how](true);
  }
  await new Promise(setImmediate);
  assert.equal(asked.length, 0);
});

test("where logging is not asked for, nothing is printed", async (t) => {
  const errors = t.mock.method(console, "error", () => {});
  for (const logging of [undefined, { silent: true }]) {
    const authorize = () => {
      throw new Error("x");
    };
    const { ask } = await stage(t, { authorize, logging });
    assert.equal((await ask("GET", "/api/job/a")).status, 500);
  }
  assert.equal(errors.mock.callCount(), 0);
});

test("a logger that throws breaks nothing", async (t) => {
  const fail = () => {
    throw new Error("no disk");
  };
  const logger = { debug: fail, info: fail, warn: fail, error: fail };
  const { ask } = await stage(t, { authorize: fail, logging: logger });
  assert.equal((await ask("GET", "/api/job/a")).status, 500);
});

test("it is asked for each request, and of a page that it refuses the next one may pass", async (t) => {
  let count = 0;
  const { own } = await stage(t, { authorize: () => ++count > 1 }, undefined, (handler) => handler);
  const path = "/api/job/a";
  assert.equal((await exchange(own, { path, headers: OWN })).status, 403);
  assert.equal((await exchange(own, { path, headers: OWN })).status, 200);
  assert.equal(typeof toNodeHandler, "function");
});
