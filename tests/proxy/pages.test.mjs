// Pages of other sites, foreign hosts, and names that attackers point here: who may ask is judged before anything else.
import assert from "node:assert/strict";
import test from "node:test";
import { exchange, KEY, OWN, raw, stage } from "./stage.mjs";

/** A stage whose `authorize` counts how often it was asked. */
async function watched(t, options) {
  let count = 0;
  const staged = await stage(t, { authorize: () => ++count > 0, ...options });
  return { ...staged, authorized: () => count };
}

/** Of each: it is refused, and neither `authorize` nor the API hears of it. */
async function refuses(t, requests, status = 403, options = {}) {
  const { own, ask, asked, authorized } = await watched(t, options);
  for (const make of requests) {
    const [method, headers, path = "/api/job/a", body] = make(own);
    const answer = await ask(method, path, headers, body);
    const what = JSON.stringify([method, headers, path]);
    assert.equal(answer.status, status, what);
    assert.equal(answer.json.error.code, status === 403 ? "REQ_007" : "REQ_001", what);
    const cors = Object.keys(answer.headers).filter((name) => name.startsWith("access-control"));
    assert.deepEqual(cors, [], what);
  }
  assert.deepEqual([asked.length, authorized()], [0, 0]);
}

const EVIL = "https://evil.example";

test("another site's page is refused: by fetch, form, image, EventSource, frame, script and link", (t) =>
  refuses(t, [
    () => ["DELETE", { origin: EVIL, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" }],
    () => ["GET", { origin: EVIL, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" }],
    () => ["GET", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }],
    () => [
      "POST",
      { origin: EVIL, "sec-fetch-site": "cross-site", "content-type": "text/plain" },
      "/api/job/a",
      "_method=DELETE",
    ],
    () => ["GET", { "sec-fetch-site": "cross-site", "sec-fetch-dest": "image" }],
    () => ["GET", { origin: EVIL, "sec-fetch-site": "cross-site", accept: "text/event-stream" }],
    () => ["GET", { "sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe" }],
    () => ["GET", { "sec-fetch-site": "cross-site", "sec-fetch-dest": "script" }],
    () => ["GET", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }],
  ]));

test("so is a page of the same site, an address that was typed, and whatever else Sec-Fetch-Site may say", (t) =>
  refuses(
    t,
    [
      "same-site",
      "none",
      "",
      "SAME-ORIGIN",
      "same-origin, cross-site",
      "same-origin,same-origin",
    ].map((site) => () => ["GET", { "sec-fetch-site": site }]),
  ));

test("an Origin of any other host, port or scheme is refused, and so is null", (t) =>
  refuses(
    t,
    [
      () => EVIL,
      () => "null",
      () => "",
      ({ port }) => `http://localhost:${port}`,
      () => "http://127.0.0.1",
      ({ port }) => `http://127.0.0.1:${port}0`,
      ({ port }) => `http://127.0.0.1:${port}/`,
      ({ port }) => `http://127.0.0.1:${port}.evil.example`,
      ({ port }) => `http://user@127.0.0.1:${port}`,
      ({ port }) => `ftp://127.0.0.1:${port}`,
      ({ port }) => `http://127.0.0.1:${port} ${EVIL}`,
      ({ port }) => `http://127.0.0.1:${port}, http://127.0.0.1:${port}`,
    ].flatMap((origin) => [
      (own) => ["DELETE", { origin: origin(own) }],
      // The browser's word for the one does not stand for the other.
      (own) => ["DELETE", { ...OWN, origin: origin(own) }],
    ]),
  ));

test("its own page is let in, with what each browser sends, and so is who is no browser", async (t) => {
  const { own, ask, authorized } = await watched(t);
  const all = [
    {},
    OWN,
    { origin: own.url },
    { origin: own.url, ...OWN },
    // With TLS ended before it, as the browser says of the page.
    { origin: `https://${own.host}`, ...OWN },
  ];
  for (const headers of all) assert.equal((await ask("DELETE", "/api/job/a", headers)).status, 200);
  assert.equal(authorized(), all.length);
});

test("that TLS ends before it is no one's word but the browser's", (t) =>
  refuses(t, [
    (own) => ["DELETE", { origin: `https://${own.host}` }],
    (own) => ["DELETE", { origin: `https://${own.host}`, "x-forwarded-proto": "https" }],
    () => ["DELETE", { origin: EVIL, "x-forwarded-host": "evil.example", ...OWN }],
    () => ["DELETE", { origin: EVIL, forwarded: "host=evil.example;proto=https", ...OWN }],
  ]));

test("a page at a host that is written otherwise is its own: in upper case, with the default port, by IPv6", async (t) => {
  const { own } = await stage(t);
  for (const [host, origin] of [
    ["App.Example", "http://app.example"],
    ["app.example:80", "http://app.example"],
    ["app.example:8080", "http://app.example:8080"],
    ["[::1]:3000", "http://[::1]:3000"],
    ["[0:0:0:0:0:0:0:1]:3000", "http://[::1]:3000"],
    ["my_service:3000", "http://my_service:3000"],
    ["app.example", "https://app.example"],
    ["app.example:443", "https://app.example"],
  ]) {
    const headers = { host, origin, ...OWN };
    const { status } = await exchange(own, { method: "DELETE", path: "/api/job/a", headers });
    assert.equal(status, 200, `${host}, ${origin}`);
  }
});

test("with allowedHosts a foreign Host is refused, whatever page it says it is: DNS rebinding", async (t) => {
  const { own, asked, authorized } = await watched(t, {
    allowedHosts: ["app.example", "LocalHost:3000", "[::1]:3000"],
  });
  const status = async (host, more) =>
    (await exchange(own, { path: "/api/job/a", headers: { host, ...more } })).status;
  for (const host of [
    "evil.example",
    "evil.example:3000",
    "app.example.evil.example",
    "app.example.",
    "app.example:3000",
    "localhost",
    "localhost:3001",
    "xapp.example",
    "[::1]",
    own.host,
  ])
    assert.equal(await status(host, { ...OWN, origin: `http://${host}` }), 403, host);
  assert.deepEqual([asked.length, authorized()], [0, 0]);
  for (const host of [
    "app.example",
    "APP.example",
    "app.example:443",
    "localhost:3000",
    "[::1]:3000",
  ])
    assert.equal(await status(host, OWN), 200, host);
});

test("a Host that is malformed, missing or there twice is 400", async (t) => {
  const { own, asked } = await stage(t, {}, undefined);
  own.server.requireHostHeader = false;
  for (const head of [
    "GET /api/job/a HTTP/1.1\r\nHost: a\r\nHost: a\r\n",
    `GET /api/job/a HTTP/1.1\r\nHost: ${own.host}\r\nhost: evil.example\r\n`,
    "GET /api/job/a HTTP/1.0\r\n",
    ...[
      "",
      "a@b",
      "a/b",
      "a?b",
      "a b",
      "http://a",
      "a:b",
      "a:99999",
      "a, b",
      "[::1",
      "a%2fb",
      "ä",
    ].map((host) => `GET /api/job/a HTTP/1.1\r\nHost: ${host}\r\n`),
  ]) {
    const { status } = await raw(own, `${head}Connection: close\r\n\r\n`);
    assert.equal(status, 400, head);
  }
  assert.equal(asked.length, 0);
});

test("a whole URL as target counts where its host is the Host, and is refused where it is another", async (t) => {
  const { own, asked } = await stage(t);
  const status = async (target) =>
    (await raw(own, `GET ${target} HTTP/1.1\r\nHost: ${own.host}\r\nConnection: close\r\n\r\n`))
      .status;
  for (const target of [`http://${own.host}`, `HTTP://${own.host}`, `https://${own.host}`])
    assert.equal(await status(`${target}/api/job/a`), 200, target);
  for (const target of [
    "http://evil.example/api/job/a",
    `http://${own.host}@evil.example/api/job/a`,
    `http://evil.example#${own.host}/api/job/a`,
  ])
    assert.equal(await status(target), 400, target);
  for (const target of [
    `http://${own.host}`,
    `ftp://${own.host}/api/job/a`,
    "//evil.example/api/job/a",
  ])
    assert.equal(await status(target), 404, target);
  assert.equal(asked.length, 3);
});

test("a target's host is the Host in whatever way it is written, and with allowedHosts only if that is allowed", async (t) => {
  const { own, asked } = await stage(t, { allowedHosts: ["app.example", "[::1]:3000"] });
  const status = async (target, host) => {
    const head = `DELETE ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    return (await raw(own, head)).status;
  };
  for (const [authority, host] of [
    ["App.Example", "app.example"],
    ["app.example:80", "app.example"],
    ["app.example", "APP.example:80"],
    ["[0:0::1]:3000", "[::1]:3000"],
  ])
    assert.equal(await status(`http://${authority}/api/job/a`, host), 200, authority);
  assert.equal(asked.length, 4);
  for (const [authority, host, expected] of [
    ["evil.example", "evil.example", 403],
    ["evil.example", "app.example", 400],
    ["app.example", "evil.example", 400],
    ["app.example:81", "app.example", 400],
    ["app.example.", "app.example", 400],
    ["evil.example@app.example", "app.example", 400],
    ["", "app.example", 400],
  ])
    assert.equal(await status(`http://${authority}/api/job/a`, host), expected, authority);
  assert.equal(asked.length, 4);
});

test("pages of allowedOrigins alone get CORS headers, and an answer to their preflight", async (t) => {
  const app = "https://app.example";
  const { ask, asked, authorized } = await watched(t, {
    allowedOrigins: [app, "http://localhost:5173"],
  });
  const cross = { origin: app, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" };
  const cors = {
    "access-control-allow-origin": app,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "retry-after, x-ratelimit-reset",
    vary: "Origin",
  };
  const has = ({ headers }, expected) => {
    for (const [name, value] of Object.entries(expected)) assert.equal(headers[name], value, name);
  };
  const wanted = {
    "access-control-request-method": "DELETE",
    "access-control-request-headers": "authorization,x-csrf",
  };
  const preflight = await ask("OPTIONS", "/api/job/a", { ...cross, ...wanted });
  assert.equal(preflight.status, 204);
  has(preflight, {
    ...cors,
    "access-control-allow-methods": "GET, DELETE",
    "access-control-allow-headers": "authorization,x-csrf",
    vary: "Access-Control-Request-Headers, Origin",
  });
  assert.deepEqual([asked.length, authorized()], [0, 0]);
  for (const [method, path, status] of [
    ["DELETE", "/api/job/a", 200],
    ["GET", "/api/job/a", 200],
    ["PUT", "/api/job/a", 405],
    ["GET", "/api/job/a%20b", 404],
  ]) {
    const answer = await ask(method, path, cross);
    assert.equal(answer.status, status);
    has(answer, cors);
  }
  const others = [
    EVIL,
    "https://app.example:444",
    "http://app.example",
    "https://x.app.example",
    "null",
  ];
  for (const origin of others) {
    for (const method of ["OPTIONS", "DELETE"]) {
      const answer = await ask(method, "/api/job/a", { ...cross, ...wanted, origin });
      assert.equal(answer.status, 403, origin);
      assert.equal(answer.headers["access-control-allow-origin"], undefined);
    }
  }
  // A site that is allowed is no pass for a request that names none.
  assert.equal((await ask("GET", "/api/job/a", { "sec-fetch-site": "cross-site" })).status, 403);
});

test("headers of a preflight that are no names are not allowed", async (t) => {
  const { ask } = await stage(t, { allowedOrigins: [EVIL] });
  for (const names of ["", "a b", "a,,b", "a: b", ","]) {
    const headers = { origin: EVIL, "access-control-request-headers": names };
    const answer = await ask("OPTIONS", "/api/job/a", headers);
    assert.deepEqual(
      [answer.status, answer.headers["access-control-allow-headers"]],
      [204, undefined],
      names,
    );
  }
});

test("nothing that it refuses with shows the key", async (t) => {
  const { ask } = await stage(t);
  for (const [method, path] of [
    ["GET", `/api/job/${KEY}`],
    ["DELETE", `/api/job/${KEY}`],
    ["GET", `/${KEY}`],
    ["PATCH", `/api/job/${KEY}`],
  ]) {
    const answer = await ask(method, path);
    assert.ok(answer.status === 404 || answer.status === 405);
    assert.ok(!JSON.stringify(answer).includes(KEY), answer.text);
  }
});
