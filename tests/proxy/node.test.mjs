// toNodeHandler: what it passes on to the next handler, whose paths it sees, http2, and what goes wrong in it.
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { connect as connectHttp2, constants, createServer as createHttp2 } from "node:http2";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { join } from "node:path";
import test from "node:test";
import {
  createProxy,
  exchange,
  folder,
  KEY,
  listen,
  OWN,
  raw,
  stage,
  toNodeHandler,
  until,
} from "./stage.mjs";

/** A server whose last handler says that it was reached. */
const before = (rest) => (handler) => (request, response) =>
  handler(request, response, (error) => rest(response, error));
const reached = before((response, error) =>
  response.writeHead(error ? 599 : 299).end(`${error ?? ""}`),
);

test("what is not below the base path goes to the next handler, whatever it is", async (t) => {
  const { own, ask, asked } = await stage(t, { allowedHosts: ["app.example"] }, undefined, reached);
  for (const [method, path, headers] of [
    ["GET", "/"],
    ["POST", "/api/jobs"],
    ["GET", "/api"],
    ["GET", "/api/job"],
    ["DELETE", "/x/job/a"],
    ["OPTIONS", "/elsewhere"],
    ["GET", "/elsewhere", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["TRACE", "/elsewhere"],
  ])
    assert.equal((await ask(method, path, headers)).status, 299, `${method} ${path}`);
  own.server.requireHostHeader = false;
  assert.equal((await raw(own, "GET / HTTP/1.0\r\n\r\n")).status, 299);
  assert.equal((await raw(own, "OPTIONS * HTTP/1.0\r\nHost: a\r\n\r\n")).status, 299);
  assert.equal(asked.length, 0);
});

test("so it does where one of the two functions is of import and the other of require", async (t) => {
  const cjs = createRequire(join(folder, "index.js"))("pulse-wasm/proxy");
  const options = { apiKey: KEY, authorize: () => false };
  for (const handler of [
    cjs.toNodeHandler(createProxy(options)),
    toNodeHandler(cjs.createProxy(options)),
  ]) {
    const own = await listen(reached(handler));
    t.after(() => own.stop());
    const status = async (path) => (await exchange(own, { path, headers: OWN })).status;
    assert.deepEqual([await status("/elsewhere"), await status("/api/job/a")], [299, 403]);
  }
});

test("what is below it does not, though it be refused", async (t) => {
  const { ask } = await stage(t, {}, undefined, reached);
  for (const [method, path, headers, status] of [
    ["GET", "/api/job/a", OWN, 200],
    ["GET", "/api/job/a%20b", OWN, 404],
    ["GET", "/api/job/", OWN, 404],
    ["POST", "/api/job/a", OWN, 405],
    ["GET", "/api/job/a", { "sec-fetch-site": "cross-site" }, 403],
  ])
    assert.equal((await ask(method, path, headers)).status, status, `${method} ${path}`);
});

test("a body of what goes on is the next handler's, whole", async (t) => {
  const { ask } = await stage(
    t,
    {},
    undefined,
    (handler) => (request, response) =>
      handler(request, response, async () => {
        let body = "";
        for await (const chunk of request) body += chunk;
        response.end(body);
      }),
  );
  const body = "x".repeat(1 << 20);
  assert.equal((await ask("POST", "/upload", OWN, body)).text, body);
});

test("a path that a check before it would see otherwise is not its own, so that no check is got round", async (t) => {
  const { own, asked } = await stage(t, {}, undefined, reached);
  for (const path of [
    "/x/../api/job/a",
    "/x/%2e%2e/api/job/a",
    "/x\\..\\api/job/a",
    "/api/./job/a",
  ]) {
    const head = `DELETE ${path} HTTP/1.1\r\nHost: ${own.host}\r\nConnection: close\r\n\r\n`;
    assert.equal((await raw(own, head)).status, 299, path);
  }
  assert.equal(asked.length, 0);
});

test("mounted below a path, which then is not in url, it goes by originalUrl, as Express and Connect have it", async (t) => {
  const { ask } = await stage(t, {}, undefined, (handler) => (request, response) => {
    request.originalUrl = request.url;
    request.url = request.url.replace("/api", "") || "/";
    handler(request, response, () => response.writeHead(299).end());
  });
  assert.equal((await ask("GET", "/api/job/a")).status, 200);
  assert.equal((await ask("GET", "/job/a")).status, 299);
});

test("a handler round the proxy may be used, and where it rejects, next is told, or the answer is 500", async (t) => {
  const proxy = createProxy({ apiKey: KEY, authorize: () => false });
  const round = async (request) => {
    if (request.url.endsWith("bad")) throw new Error(`bad ${KEY}`);
    return proxy(request);
  };
  const alone = await listen(toNodeHandler(round));
  const chained = await listen(reached(toNodeHandler(round)));
  t.after(() => Promise.all([alone.stop(), chained.stop()]));
  const status = async (server, path) => (await exchange(server, { path, headers: OWN })).status;
  assert.deepEqual([await status(alone, "/api/job/a"), await status(alone, "/x")], [403, 404]);
  assert.deepEqual([await status(chained, "/api/job/a"), await status(chained, "/x")], [403, 299]);
  const bad = await exchange(alone, { path: "/bad", headers: OWN });
  assert.deepEqual([bad.status, bad.code], [500, "GENERAL_003"]);
  assert.ok(!bad.text.includes(KEY));
  assert.equal(await status(chained, "/bad"), 599);
});

test("what throws in the next handler is its own affair: it is not called again", async (t) => {
  const proxy = toNodeHandler(createProxy({ apiKey: KEY, authorize: () => true }));
  const calls = [];
  const server = await listen((request, response) => {
    const next = (...given) => {
      calls.push(given);
      throw new Error("of the next one");
    };
    proxy(request, response, next).catch(({ message }) => response.end(message));
  });
  t.after(() => server.stop());
  assert.equal((await exchange(server, { path: "/" })).text, "of the next one");
  assert.deepEqual(calls, [[]]);
});

test("where another handler has answered already, it adds nothing", async (t) => {
  const { ask } = await stage(t, {}, undefined, (handler) => (request, response) => {
    response.writeHead(208).end("mine");
    handler(request, response);
  });
  const { status, text } = await ask("GET", "/api/job/a");
  assert.deepEqual([status, text], [208, "mine"]);
});

test("a page that left before it was its turn costs nothing", async (t) => {
  const turns = [];
  const controller = new AbortController();
  const { own, asked, ask } = await stage(t, {}, undefined, (handler) => (request, response) => {
    if (request.url.endsWith("b")) return handler(request, response);
    response.on("close", () => turns.push(handler(request, response)));
    controller.abort();
  });
  const { signal } = controller;
  const request = exchange(own, { path: "/api/job/a", headers: OWN, signal });
  await assert.rejects(request);
  await until(() => turns.length === 1);
  await turns[0];
  assert.equal((await ask("GET", "/api/job/b")).status, 200);
  assert.equal(asked.length, 1);
});

test("a body of authorize's response that breaks off ends the connection, and nothing else", async (t) => {
  const { own, ask } = await stage(t, {
    authorize: (_, { jobId }) =>
      jobId === "good" ||
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode("half"));
          },
          pull(controller) {
            controller.error(new Error("no more"));
          },
        }),
      ),
  });
  await assert.rejects(exchange(own, { path: "/api/job/bad", headers: OWN }));
  assert.equal((await ask("GET", "/api/job/good")).status, 200);
});

test("a body of authorize's that stalls is cancelled when its page has left, and its cookies come along", async (t) => {
  let cancelled;
  const ended = new Promise((resolve) => {
    cancelled = resolve;
  });
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode("a")),
    cancel: cancelled,
  });
  const { own } = await stage(t, {
    authorize: () => new Response(body, { headers: { "set-cookie": "a=b" } }),
  });
  const controller = new AbortController();
  const response = await fetch(`${own.url}/api/job/a`, {
    headers: { "sec-fetch-site": "same-origin" },
    signal: controller.signal,
  });
  assert.equal(response.headers.get("set-cookie"), "a=b");
  controller.abort();
  await ended;
});

/** A page that sends several requests at once over one connection, whose answers wait for each other, and that leaves. */
async function pipelined(own, count, isTime) {
  const socket = connect(own.port, "127.0.0.1").pause();
  await once(socket, "connect");
  socket.write(`GET /api/job/a HTTP/1.1\r\nHost: ${own.host}\r\n\r\n`.repeat(count));
  await until(isTime);
  socket.destroy();
}

test("a page that leaves ends all that it sent at once, also what still waits for the answer before it", async (t) => {
  const warnings = [];
  const warn = (warning) => warnings.push(warning);
  process.on("warning", warn);
  t.after(() => process.off("warning", warn));
  const signals = [];
  let [begun, settled] = [0, 0];
  const options = { authorize: ({ signal }) => Boolean(signals.push(signal)) };
  const { own, asked } = await stage(
    t,
    options,
    () => {},
    (handler) => async (request, response) => {
      // As a parser of bodies does before: after that the request itself says no more.
      if (begun++ % 2) for await (const _ of request);
      await handler(request, response);
      settled++;
    },
  );
  await pipelined(own, 21, () => asked.length === 21);
  await until(() => settled === 21 && asked.every(({ isOpen }) => !isOpen));
  assert.ok(signals.every(({ aborted }) => aborted));
  await new Promise(setImmediate);
  assert.deepEqual(warnings, []);
});

test("a large answer that waits for the one before it is left with its page", async (t) => {
  const left = new Set();
  const body = "x".repeat(3 << 20);
  const { own } = await stage(
    t,
    { authorize: () => new Response(body) },
    undefined,
    (handler) => async (request, response) => {
      left.add(response);
      await handler(request, response);
      left.delete(response);
    },
  );
  // What the kernel's buffers hold is away at once.
  const isFull = () => [...left].filter(({ writableNeedDrain }) => writableNeedDrain).length > 2;
  await pipelined(own, 6, isFull);
  await until(() => left.size === 0);
});

test("a request whose connection broke while it waited for its turn costs nothing", async (t) => {
  const turns = [];
  let isLeft = false;
  const { own, asked } = await stage(t, {}, undefined, (handler) => async (request, response) => {
    request.socket.once("close", () => {
      isLeft = true;
    });
    turns.push(() => handler(request, response));
  });
  await pipelined(own, 3, () => turns.length === 3);
  await until(() => isLeft);
  await Promise.all(turns.map((turn) => turn()));
  assert.equal(asked.length, 0);
});

test("it works where a request's socket is a mere object, as adapters for functions make it", async () => {
  const handle = toNodeHandler(createProxy({ apiKey: KEY, authorize: () => false }));
  const request = { method: "GET", url: "/api/job/a", headers: { host: "a" }, socket: {} };
  const response = Object.assign(new EventEmitter(), {
    setHeader() {},
    removeHeader() {},
    write: () => true,
    end() {},
    destroy() {},
  });
  await handle(request, response);
  assert.equal(response.statusCode, 403);
});

test("it leaves no more than one listener on a connection that serves many requests", async (t) => {
  const counts = [];
  const { own } = await stage(t, {}, undefined, (handler) => async (request, response) => {
    await handler(request, response);
    const { socket } = request;
    counts.push(
      response.listenerCount("close"),
      response.listenerCount("drain"),
      socket.listenerCount("close"),
    );
  });
  const one = `GET /api/job/a HTTP/1.1\r\nHost: ${own.host}\r\n`;
  await raw(
    own,
    [...Array(21).fill(one), ""].join("\r\n").replace(/\r\n$/, "Connection: close\r\n\r\n"),
  );
  assert.equal(counts.length, 63);
  assert.deepEqual(counts.slice(-3), counts.slice(0, 3));
});

test("headers of a connection, which http2 forbids, keep no answer from being sent", async (t) => {
  const names = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "transfer-encoding",
    "upgrade",
  ];
  const forbidden = Object.fromEntries(names.map((name) => [name, "a"]));
  const answer = () =>
    new Response("log in", {
      status: 401,
      headers: { ...forbidden, "content-length": "2", "x-own": "1" },
    });
  for (const proxy of [createProxy({ apiKey: KEY, authorize: answer }), async () => answer()]) {
    const server = createHttp2(toNodeHandler(proxy)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const session = connectHttp2(`http://127.0.0.1:${server.address().port}`);
    t.after(() => {
      session.destroy();
      server.close();
    });
    const stream = session.request({ ":path": "/api/job/a" });
    const [headers] = await once(stream, "response");
    let text = "";
    for await (const chunk of stream.setEncoding("utf8")) text += chunk;
    assert.deepEqual([headers[":status"], headers["x-own"], text], [401, "1", "log in"]);
    for (const name of names) assert.equal(headers[name], undefined, name);
    const own = await listen(toNodeHandler(proxy));
    t.after(() => own.stop());
    const one = await exchange(own, { path: "/api/job/a", headers: OWN });
    assert.deepEqual([one.status, one.text, one.headers["x-own"]], [401, "log in", "1"]);
  }
});

test("a header that cannot be sent is 500, and the rest of that response does not come along", async (t) => {
  const proxy = createProxy({
    apiKey: KEY,
    authorize: () => new Response("log in", { status: 401, headers: { a: "1", b: "\x01" } }),
  });
  const own = await listen(toNodeHandler(proxy));
  t.after(() => own.stop());
  const { status, code, headers } = await exchange(own, { path: "/api/job/a", headers: OWN });
  assert.deepEqual([status, code, headers.a], [500, "GENERAL_003", undefined]);
});

test("under http2 it is the same: pages, hosts, and a page that goes away", async (t) => {
  const api = await listen((request, response) => {
    if (request.url === "/job/a") response.end(JSON.stringify({ job_id: "a", message: "m" }));
  });
  const proxy = createProxy({ apiKey: KEY, baseUrl: api.url, authorize: () => true });
  const server = createHttp2(toNodeHandler(proxy)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  const session = connectHttp2(url);
  t.after(() => {
    session.destroy();
    server.close();
    return api.stop();
  });
  const ask = async (headers) => {
    const stream = session.request({ ":method": "DELETE", ":path": "/api/job/a", ...headers });
    const [answer] = await once(stream, "response");
    let text = "";
    for await (const chunk of stream.setEncoding("utf8")) text += chunk;
    return { status: answer[":status"], text };
  };
  assert.deepEqual(await ask({ origin: url, ...OWN }), {
    status: 200,
    text: JSON.stringify({ job_id: "a", message: "m" }),
  });
  assert.equal((await ask({ origin: "https://evil.example" })).status, 403);
  assert.equal((await ask({ ":authority": "evil.example", origin: url })).status, 403);
  assert.equal((await ask({ ":path": "/x/../api/job/a" })).status, 404);
  const received = once(api.server, "request");
  const stream = session.request({ ":method": "DELETE", ":path": "/api/job/stalls" });
  const [, response] = await received;
  const closed = once(response, "close");
  // As browsers do.
  stream.close(constants.NGHTTP2_CANCEL);
  await closed;
});
