// Strange requests: ids and encodings, methods, bodies, upgrades, readers that are slow or gone.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import test from "node:test";
import { STRANGE_IDS } from "./hostile.mjs";
import { exchange, json, KEY, OWN, raw, stage, state, until } from "./stage.mjs";

test("a job id is letters, digits and . _ ~ - alone, unescaped: every other path is 404, and nothing is sent", async (t) => {
  const { own, asked } = await stage(t);
  const status = async (path) => {
    const head = `DELETE ${path} HTTP/1.1\r\nHost: ${own.host}\r\nConnection: close\r\n\r\n`;
    return (await raw(own, head)).status;
  };
  // Those with dots are judged as they were sent, though a URL resolves them.
  for (const id of [...STRANGE_IDS, "./a", "../job/a", "x/../a", "x/%2e%2e/a", KEY])
    assert.equal(await status(`/api/job/${id}`), 404, id);
  for (const path of [
    "/api/job",
    "/api",
    "/",
    "/api/jobs/a",
    "/job/a",
    "//api/job/a",
    "/api//job/a",
    "/api/job//a",
    "/x/../api/job/a",
    "/./api/job/a",
    "/api/./job/a",
    "/api%2Fjob/a",
    "/api/%6aob/a",
    "/api\\job\\a",
    "/API/job/a",
    "/api;x/job/a",
  ])
    assert.equal(await status(path), 404, path);
  assert.equal(asked.length, 0);
  for (const id of ["a", "A-z0.9_~", "...", ".a", "a..b", "-", "~", "a".repeat(1_024)]) {
    assert.equal(await status(`/api/job/${id}`), 200, id);
    assert.equal(asked.at(-1).url, `/job/${id}`);
  }
  for (const path of ["/api/job/a?", "/api/job/a?b/../c", "/api/job/a?%2e%2e&x=%00"]) {
    assert.equal(await status(path), 200, path);
    assert.equal(asked.at(-1).url, "/job/a");
  }
});

test("targets that are no path are no one's: without one, with a query alone, an asterisk", async (t) => {
  const { own, asked } = await stage(t);
  for (const line of [
    "OPTIONS *",
    "GET ?a",
    "GET *",
    "GET api/job/a",
    "GET http:/api/job/a",
    "GET \\api\\job\\a",
  ]) {
    const { status } = await raw(
      own,
      `${line} HTTP/1.1\r\nHost: ${own.host}\r\nConnection: close\r\n\r\n`,
    );
    assert.ok(status === 404 || status === 400, `${line}: ${status}`);
  }
  assert.equal(asked.length, 0);
});

test("every method but those is 405, and Allow says which: HEAD and OPTIONS too", async (t) => {
  const { ask, asked } = await stage(t);
  for (const method of ["HEAD", "OPTIONS", "POST", "PUT", "PATCH", "PROPFIND", "PURGE"]) {
    const answer = await ask(method, "/api/job/a");
    assert.deepEqual([answer.status, answer.headers.allow], [405, "GET, DELETE"], method);
    if (method === "HEAD") assert.equal(answer.text, "");
    else assert.equal(answer.code, "REQ_004");
  }
  for (const more of [{ "x-http-method-override": "DELETE" }, { "x-method": "DELETE" }])
    assert.equal((await ask("POST", "/api/job/a", { ...OWN, ...more })).status, 405);
  assert.equal((await ask("TRACE", "/api/job/a")).status, 404);
  assert.equal(asked.length, 0);
});

test("with methods it does no more than those", async (t) => {
  const { ask, asked } = await stage(t, { methods: ["GET"] });
  const answer = await ask("DELETE", "/api/job/a");
  assert.deepEqual([answer.status, answer.headers.allow], [405, "GET"]);
  assert.equal((await ask("GET", "/api/job/a")).status, 200);
  assert.deepEqual(
    asked.map(({ method }) => method),
    ["GET"],
  );
});

test("a body goes nowhere, however it is framed, and the connection serves the next request", async (t) => {
  const { own, asked } = await stage(t);
  const line = `DELETE /api/job/a HTTP/1.1\r\nHost: ${own.host}\r\n`;
  const next = `DELETE /api/job/b HTTP/1.1\r\nHost: ${own.host}\r\nConnection: close\r\n\r\n`;
  for (const body of [
    "Content-Length: 5\r\n\r\nhello",
    "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    `Content-Length: ${next.length}\r\n\r\n${next}`,
  ]) {
    const { said } = await raw(own, line + body + next);
    assert.deepEqual(said.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 200", "HTTP/1.1 200"]);
  }
  // Two framings at once are what smuggles: the server refuses them.
  const both = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  assert.equal((await raw(own, line + both + next)).status, 400);
  const ids = asked.map(({ jobId }) => jobId);
  assert.deepEqual(ids, ["a", "b", "a", "b", "a", "b"]);
  for (const { body, headers } of asked)
    assert.deepEqual([body, headers["transfer-encoding"]], ["", undefined]);
});

test("a body that never ends holds nothing up", async (t) => {
  const { own, asked } = await stage(t);
  const socket = connect(own.port, "127.0.0.1");
  t.after(() => socket.destroy());
  const head = `DELETE /api/job/a HTTP/1.1\r\nHost: ${own.host}\r\nContent-Length: 1000000\r\n\r\nx`;
  socket.write(head);
  const [chunk] = await once(socket, "data");
  assert.match(String(chunk), /^HTTP\/1\.1 200/);
  assert.equal(asked.length, 1);
});

test("an upgrade is not taken: the answer is the job's, and nothing of it goes upstream", async (t) => {
  const { own, asked } = await stage(t);
  for (const protocol of ["websocket", "h2c", "TLS/1.0"]) {
    const { said, status } = await raw(
      own,
      `GET /api/job/a HTTP/1.1\r\nHost: ${own.host}\r\nConnection: Upgrade, close, HTTP2-Settings\r\n` +
        `Upgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABk\r\nSec-WebSocket-Version: 13\r\n` +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    assert.equal(status, 200, protocol);
    assert.doesNotMatch(said, /^upgrade:/im);
    const { headers } = asked.at(-1);
    for (const name of ["upgrade", "sec-websocket-key", "http2-settings"])
      assert.equal(headers[name], undefined, name);
  }
});

test("a page that goes away ends the request upstream, and authorize hears of it", async (t) => {
  const signals = [];
  const { own, asked } = await stage(
    t,
    { authorize: ({ signal }) => Boolean(signals.push(signal)) },
    () => {},
  );
  const controller = new AbortController();
  const { signal } = controller;
  const request = exchange(own, { method: "DELETE", path: "/api/job/a", headers: OWN, signal });
  await until(() => asked.length === 1);
  assert.ok(asked[0].isOpen);
  controller.abort();
  await assert.rejects(request);
  await until(() => !asked[0].isOpen);
  assert.ok(signals[0].aborted);
});

test("a page that goes away while authorize thinks costs nothing upstream", async (t) => {
  let admit;
  let left;
  const { own, asked, ask } = await stage(t, {
    authorize(request, { jobId }) {
      if (jobId !== "slow") return true;
      left = request.signal;
      return new Promise((resolve) => {
        admit = resolve;
      });
    },
  });
  const controller = new AbortController();
  const { signal } = controller;
  const request = exchange(own, { path: "/api/job/slow", headers: OWN, signal });
  await until(() => admit);
  controller.abort();
  await assert.rejects(request);
  await until(() => left.aborted);
  admit(true);
  assert.equal((await ask("GET", "/api/job/quick")).status, 200);
  assert.deepEqual(
    asked.map(({ jobId }) => jobId),
    ["quick"],
  );
});

test("a reader that is slow gets all of a large answer, and keeps no one else waiting", async (t) => {
  const result = { text: "x".repeat(8 << 20) };
  const { own, ask } = await stage(t, {}, ({ jobId }, response) =>
    json(response, 200, { ...state(jobId), ...(jobId === "large" && { result }) }),
  );
  const socket = connect(own.port, "127.0.0.1");
  t.after(() => socket.destroy());
  socket.write(`GET /api/job/large HTTP/1.1\r\nHost: ${own.host}\r\nConnection: close\r\n\r\n`);
  await once(socket, "readable");
  for (let i = 0; i < 20; i++) assert.equal((await ask("GET", "/api/job/small")).status, 200);
  let length = 0;
  for await (const chunk of socket) length += chunk.length;
  assert.ok(length > result.text.length, `${length} bytes came`);
});

test("a reader that leaves in the midst of a large answer breaks nothing", async (t) => {
  const result = { text: "x".repeat(8 << 20) };
  const { own, ask } = await stage(t, {}, ({ jobId }, response) =>
    json(response, 200, { ...state(jobId), ...(jobId === "large" && { result }) }),
  );
  const socket = connect(own.port, "127.0.0.1");
  socket.write(`GET /api/job/large HTTP/1.1\r\nHost: ${own.host}\r\n\r\n`);
  await once(socket, "readable");
  socket.destroy();
  assert.equal((await ask("GET", "/api/job/small")).status, 200);
});

test("headers that are long, many or odd are the server's to judge, and go nowhere", async (t) => {
  const { own, asked, ask } = await stage(t);
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x-${i}`, "v"]));
  assert.equal((await ask("GET", "/api/job/a", { ...OWN, ...many })).status, 200);
  const odd = `GET /api/job/a HTTP/1.1\r\nHost: ${own.host}\r\nX-Latin: \xe4\xff\r\nX-Empty:\r\n__proto__: a\r\nconstructor: b\r\nConnection: close\r\n\r\n`;
  assert.equal((await raw(own, Buffer.from(odd, "latin1"))).status, 200);
  const long = `GET /api/job/a HTTP/1.1\r\nHost: ${own.host}\r\nX: ${"a".repeat(1 << 17)}\r\nConnection: close\r\n\r\n`;
  assert.equal((await raw(own, long)).status, 431);
  for (const { headers } of asked)
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith("x-")),
      ["x-api-key"],
    );
});
