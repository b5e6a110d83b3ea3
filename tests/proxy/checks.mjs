// What holds of the proxy wherever it is mounted: asked over a socket, against the app of tests/mounts/shared/pulse.mjs.
import assert from "node:assert/strict";
import { cancelled, exchange, hasHead, json, listen, OWN, raw, state } from "./wire.mjs";

export const KEY = "key-of-the-mounts";

/** How long a runtime may take to notice that a page has left. */
const PATIENCE = 20_000;

const EVIL = "http://evil.example";
const APP = "https://app.example";

/** An API that answers by a job's id, and keeps what it was asked. */
async function api() {
  const asked = [];
  const server = await listen((request, response) => {
    const { method, url, headers } = request;
    const jobId = url.split("/").at(-1);
    const one = { method, url, headers, jobId, isOpen: true };
    response.on("close", () => {
      one.isOpen = false;
    });
    asked.push(one);
    if (jobId === "stall") return;
    if (jobId === "redirect") response.writeHead(302, { location: "/elsewhere" }).end();
    else if (jobId === "echo") json(response, 400, { error: { code: "X", message: KEY } });
    else if (jobId === "missing")
      json(response, 404, { error: { code: "JOB_001", message: "no" } });
    else json(response, 200, method === "GET" ? state(jobId) : cancelled(jobId));
  });
  return { ...server, asked };
}

const CHECKS = {
  async "a page cancels and reads a job, and the key is added"({ ask, asked }) {
    for (const [method, expected] of [
      ["DELETE", cancelled("a")],
      ["GET", state("a")],
    ]) {
      const { status, headers, text } = await ask(method, "a");
      assert.deepEqual([status, text], [200, JSON.stringify(expected)]);
      assert.match(headers["content-type"], /^application\/json/);
      assert.equal(headers["cache-control"], "no-store");
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["access-control-allow-origin"], undefined);
      const sent = asked.at(-1);
      assert.deepEqual([sent.method, sent.url], [method, "/job/a"]);
      assert.equal(sent.headers["x-api-key"], KEY);
      for (const name of ["cookie", "origin", "referer", "x-page"])
        assert.equal(sent.headers[name], undefined, name);
    }
  },
  async "its own origin is let in, also where TLS ends before it"({ ask, own }) {
    for (const scheme of ["http", "https"]) {
      const { status, text } = await ask("DELETE", "a", { origin: `${scheme}://${own.host}` });
      assert.equal(status, 200, text);
    }
  },
  async "another site's page is refused"({ refused }) {
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "none" },
      { origin: EVIL, "sec-fetch-site": "cross-site" },
      { origin: EVIL },
      { origin: "null" },
      { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
    ])
      for (const method of ["GET", "DELETE"]) await refused(403, method, "a", headers);
  },
  async "who is not allowed is refused, and an authorize that throws is 500"({ refused }) {
    await refused(403, "DELETE", "a", { cookie: "" });
    await refused(500, "DELETE", "a", { cookie: "user=thrower" });
  },
  async "other methods are refused"({ refused }) {
    for (const method of ["POST", "PUT", "PATCH"]) await refused(405, method, "a");
  },
  async "strange ids and paths reach nothing"({ own, asked, base }) {
    const before = asked.length;
    for (const path of [
      "..",
      "%2e%2e",
      ".",
      "a%2Fb",
      "a%20b",
      "a%252Fb",
      "%ff",
      "a/b",
      "a;b",
      "",
    ]) {
      const { status } = await line(own, `DELETE ${base}/job/${path}`);
      // Next.js itself fails of what is no UTF-8.
      assert.ok(status >= 300, `${path}: ${status}`);
    }
    assert.equal(asked.length, before);
  },
  async "a second Host, and one in the target, are no way in"({ own, asked, base }) {
    const before = asked.length;
    const origin = `Origin: ${EVIL}\r\n`;
    for (const [target, more] of [
      [`${base}/job/a`, `Host: evil.example\r\n${origin}`],
      [`${EVIL}${base}/job/a`, origin],
      [`${EVIL}@${own.host}${base}/job/a`, origin],
    ]) {
      const { status } = await line(own, `DELETE ${target}`, more);
      assert.notEqual(status, 200, `${target} ${more}`);
    }
    assert.equal(asked.length, before);
  },
  async "pages of an allowed origin get CORS headers, and nobody else"({ own, base }) {
    const path = `${base}/job/a`;
    const preflight = { "access-control-request-method": "DELETE", "sec-fetch-site": "cross-site" };
    for (const [origin, expected] of [
      [APP, APP],
      [EVIL, undefined],
    ]) {
      for (const method of ["OPTIONS", "DELETE"]) {
        const headers = { ...preflight, origin, cookie: method === "DELETE" ? "user=ann" : "" };
        const answer = await exchange(own, { method, path, headers });
        if (expected) assert.equal(answer.status, method === "DELETE" ? 200 : 204);
        assert.equal(answer.headers["access-control-allow-origin"], expected, method);
      }
    }
  },
  async "errors of the API come back, the key does not, and a redirect is 502"({ ask }) {
    const missing = await ask("GET", "missing");
    assert.deepEqual([missing.status, missing.code], [404, "JOB_001"]);
    const echo = await ask("GET", "echo");
    assert.deepEqual([echo.status, echo.json.error.message], [400, "[key]"]);
    assert.equal((await ask("GET", "redirect")).status, 502);
  },
  async "many pages at once are each answered for their own job"({ ask }) {
    const ids = Array.from({ length: 50 }, (_, i) => `job-${i}`);
    const all = await Promise.all(ids.map((id) => ask("GET", id)));
    assert.deepEqual(
      all.map(({ json: { job_id } }) => job_id),
      ids,
    );
  },
  async "a page that leaves ends the request upstream"({ own, asked, base }) {
    const controller = new AbortController();
    const { signal } = controller;
    const headers = { ...OWN, cookie: "user=ann" };
    const request = exchange(own, { path: `${base}/job/stall`, headers, signal });
    request.catch(() => {});
    await soon(() => asked.at(-1)?.jobId === "stall", "the request does not come upstream");
    controller.abort();
    await soon(() => !asked.at(-1).isOpen, "the request upstream goes on");
  },
};

const line = (own, start, more = "") =>
  raw(
    own,
    `${start} HTTP/1.1\r\nHost: ${own.host}\r\nCookie: user=ann\r\nSec-Fetch-Site: same-origin\r\n${more}Connection: close\r\n\r\n`,
    hasHead,
  );

async function soon(holds, problem) {
  for (const begun = Date.now(); !holds(); ) {
    if (Date.now() - begun > PATIENCE) throw new Error(problem);
    await new Promise((wake) => setTimeout(wake, 10));
  }
}

/**
 * Runs them all against what `serve` starts, and says how many there were.
 * @param {(env: Record<string, string>, use: (origin: string) => Promise<unknown>) => Promise<unknown>} serve starts the server with
 * that environment, passes on its origin, and stops it
 * @param {string[]} [but] what a framework cannot do
 * @param {string} [base] the proxy's basePath
 */
export async function holdsIn(serve, but = [], base = "/api") {
  const upstream = await api();
  const { asked } = upstream;
  const names = Object.keys(CHECKS).filter((name) => !but.includes(name));
  assert.equal(names.length, Object.keys(CHECKS).length - but.length, "what is left out is there");
  try {
    await serve({ PULSE_API_KEY: KEY, PULSE_BASE_URL: upstream.url }, async (origin) => {
      const { host, port } = new URL(origin);
      const own = { host, port: Number(port) };
      const ask = (method, id, more = {}) => {
        const headers = {
          ...OWN,
          cookie: "user=ann",
          referer: `${origin}/`,
          "x-page": "1",
          ...more,
        };
        return exchange(own, { method, path: `${base}/job/${id}`, headers });
      };
      const refused = async (status, ...asks) => {
        const before = asked.length;
        const answer = await ask(...asks);
        assert.equal(answer.status, status, JSON.stringify(asks));
        assert.equal(asked.length, before, `${JSON.stringify(asks)} was sent`);
        assert.ok(!answer.text.includes(KEY));
      };
      for (const name of names)
        await CHECKS[name]({ own, ask, refused, asked, base }).catch((error) => {
          throw new Error(`${name}: ${error.message}`, { cause: error });
        });
    });
  } finally {
    await upstream.stop();
  }
  return `${names.length} checks`;
}
