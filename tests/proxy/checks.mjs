// What holds of the proxy wherever it is mounted: asked over a socket, against the app of tests/mounts/shared/pulse.mjs. The one table
// for node:http alone (checks.test.mjs) and for each framework and runtime (tests/mounts, and Next.js and wrangler in tests/bundlers).
import assert from "node:assert/strict";
import { Agent } from "node:http";
import { EVIL, foreignHosts, OTHER_PAGES, STRANGE_IDS } from "./hostile.mjs";
import { cancelled, exchange, hasHead, json, listen, OWN, raw, state } from "./wire.mjs";

export const KEY = "key-of-the-mounts";

/** How long a runtime may take to notice that a page has left. */
const PATIENCE = 20_000;

/** Sooner than the options' timeoutInSeconds beyond doubt, in milliseconds. */
const SOON = 2_000;

/** How long the API asks for, in seconds: longer than the slowest server takes for what it does to its pages. */
const PAUSE = "3600";
/** The name of that check. Development servers take half a minute for it, and are not what a fleet of pages asks. */
export const MANY_PAGES =
  "1,000 pages under one 429 cost one request: each is told at once how long";

const APP = "https://app.example";

/** An API that answers by a job's id, and keeps what it was asked. */
async function api() {
  const asked = [];
  const server = await listen((request, response) => {
    const { method, url, headers } = request;
    const jobId = url.split("/").at(-1);
    const one = { method, url, headers, jobId, body: "", isOpen: true, begun: Date.now() };
    request.on("data", (data) => {
      one.body += data;
    });
    response.on("close", () => {
      one.isOpen = false;
      one.took = Date.now() - one.begun;
    });
    asked.push(one);
    if (jobId.startsWith("stall")) return;
    if (jobId === "limited") return json(response, 429, {}, { "retry-after": PAUSE });
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
    for (const headers of OTHER_PAGES)
      for (const method of ["GET", "DELETE"]) await refused(403, method, "a", headers);
  },
  async "a foreign Host is refused, whatever page it says it is: DNS rebinding"({
    own,
    nothing,
    base,
  }) {
    for (const host of foreignHosts(own.host)) {
      const headers = { ...OWN, host, origin: `http://${host}`, cookie: "user=ann" };
      const ask = () => exchange(own, { method: "DELETE", path: `${base}/job/a`, headers });
      const { status } = await nothing(host, ask);
      // A framework may fail of what is no host.
      if (host === "evil.example") assert.equal(status, 403);
      else assert.ok(status >= 400, `${host}: ${status}`);
    }
  },
  async "who is not allowed is refused, and an authorize that throws or says anything else is 500"({
    refused,
  }) {
    await refused(403, "DELETE", "a", { cookie: "" });
    await refused(500, "DELETE", "a", { cookie: "user=thrower" });
    await refused(500, "DELETE", "a", { cookie: "user=mumbler" });
  },
  async "authorize's own response is sent, with its headers"({ refused }) {
    const { headers } = await refused(302, "DELETE", "a", { cookie: "user=guest" });
    assert.match(headers.location, /\/login$/);
    assert.match(`${headers["set-cookie"]}`, /^from=job/);
  },
  async "other methods are refused"({ own, refused, nothing, base }) {
    for (const method of ["POST", "PUT", "PATCH"]) await refused(405, method, "a");
    for (const method of ["HEAD", "OPTIONS", "TRACE", "PURGE"]) {
      const { status } = await nothing(method, () => line(own, `${method} ${base}/job/a`));
      assert.ok(!(status < 400), `${method}: ${status}`);
    }
    const overridden = { "x-http-method-override": "DELETE" };
    await refused(405, "POST", "a", overridden);
  },
  async "a body goes nowhere, however it is framed"({ own, asked, base }) {
    for (const body of [
      "Content-Length: 5\r\n\r\nhello",
      "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    ]) {
      const before = asked.length;
      const { status } = await line(own, `DELETE ${base}/job/a`, "", body);
      // Fastify takes no body whose type it does not know.
      assert.ok(status === 200 || status === 415, `${status}`);
      assert.equal(asked.length, before + (status === 200 ? 1 : 0), body);
      for (const sent of asked)
        assert.deepEqual([sent.body, sent.headers["transfer-encoding"]], ["", undefined]);
    }
  },
  async "an upgrade is not taken, and nothing of it goes upstream"({ own, asked, base }) {
    for (const protocol of ["websocket", "h2c"]) {
      const { status } = await line(
        own,
        `GET ${base}/job/a`,
        `Upgrade: ${protocol}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`,
        "\r\n",
        "Upgrade, close",
      );
      assert.notEqual(status, 101, protocol);
    }
    for (const { headers } of asked)
      for (const name of ["upgrade", "sec-websocket-key"]) assert.equal(headers[name], undefined);
  },
  async "strange ids and paths reach nothing, the key as id neither"({ own, nothing, base }) {
    for (const id of [...STRANGE_IDS, KEY]) {
      const { status, said } = await nothing(id, () => line(own, `DELETE ${base}/job/${id}`));
      // Next.js itself fails of what is no UTF-8, and some servers close the connection.
      assert.ok(!(status < 300), `${id}: ${status}`);
      if (id !== KEY) assert.ok(!said.includes(KEY), id);
    }
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
    // A busy machine may be late once, but not each time.
    for (let tries = 1; ; tries++) {
      const id = `stall-${tries}`;
      const controller = new AbortController();
      const { signal } = controller;
      const headers = { ...OWN, cookie: "user=ann" };
      const request = exchange(own, { path: `${base}/job/${id}`, headers, signal });
      request.catch(() => {});
      const sent = () => asked.find(({ jobId }) => jobId === id);
      await soon(sent, "the request does not come upstream");
      controller.abort();
      await soon(() => !sent().isOpen, "the request upstream goes on");
      if (sent().took < SOON) return;
      assert.ok(tries < 3, `it ended after ${sent().took} ms, by the timeout`);
    }
  },
  async "an API that stalls is 504, and is left"({ stalled, asked }) {
    const answer = await stalled;
    assert.deepEqual([answer.status, answer.code], [504, "GENERAL_002"]);
    const sent = asked.find(({ jobId }) => jobId === "stall");
    await soon(() => !sent.isOpen, "the request upstream goes on");
    assert.ok(sent.took > SOON, `${sent.took} ms`);
  },
  // The last one: nothing goes upstream after it.
  async [MANY_PAGES]({ ask, asked }) {
    const first = await ask("GET", "limited");
    assert.deepEqual([first.status, first.headers["retry-after"]], [429, PAUSE]);
    const before = asked.length;
    const agent = new Agent({ keepAlive: true, maxSockets: 50 });
    const pages = Array.from({ length: 1_000 }, (_, page) =>
      ask(page % 2 ? "GET" : "DELETE", `job-${page}`, {}, agent),
    );
    for (const page of await Promise.all(pages)) {
      assert.deepEqual([page.status, page.code], [429, "REQ_006"], page.text);
      const seconds = Number(page.headers["retry-after"]);
      assert.ok(seconds > 0 && seconds <= PAUSE, `${seconds} s`);
    }
    agent.destroy();
    assert.equal(asked.length, before, "requests were sent");
  },
};

/** A request by hand, of a page of this origin: it says so where browsers do. */
function line(own, start, more = "", end = "\r\n", connection = "close") {
  const isSilent = start.startsWith("GET") || more.includes("Origin:");
  const head = [
    `${start} HTTP/1.1`,
    `Host: ${own.host}`,
    "Cookie: user=ann",
    "Sec-Fetch-Site: same-origin",
    ...(isSilent ? [] : [`Origin: http://${own.host}`]),
    `${more}Connection: ${connection}`,
  ];
  return raw(own, `${head.join("\r\n")}\r\n${end}`, hasHead);
}

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
 * @param {(name: string, check: () => Promise<void>) => unknown} [each] runs one
 */
export async function holdsIn(serve, but = [], base = "/api", each = alone) {
  const upstream = await api();
  const { asked } = upstream;
  const names = Object.keys(CHECKS).filter((name) => !but.includes(name));
  assert.equal(names.length, Object.keys(CHECKS).length - but.length, "what is left out is there");
  try {
    await serve({ PULSE_API_KEY: KEY, PULSE_BASE_URL: upstream.url }, async (origin) => {
      const { host, port } = new URL(origin);
      const own = { host, port: Number(port) };
      const ask = (method, id, more = {}, agent = undefined) => {
        const headers = {
          ...OWN,
          cookie: "user=ann",
          referer: `${origin}/`,
          ...(method !== "GET" && { origin }),
          "x-page": "1",
          ...more,
        };
        return exchange(own, { method, path: `${base}/job/${id}`, headers, agent });
      };
      const nothing = async (what, request) => {
        const before = asked.length;
        const answer = await request();
        assert.equal(asked.length, before, `${what} was sent`);
        return answer;
      };
      const refused = async (status, ...asks) => {
        const what = JSON.stringify(asks);
        const answer = await nothing(what, () => ask(...asks));
        assert.equal(answer.status, status, what);
        assert.ok(!answer.text.includes(KEY));
        return answer;
      };
      // Begun now, since it takes as long as the timeout.
      const stalled = ask("GET", "stall");
      stalled.catch(() => {});
      await soon(() => asked.length > 0, "no request comes upstream");
      const means = { own, ask, refused, nothing, asked, stalled, base };
      for (const name of names) await each(name, () => CHECKS[name](means));
    });
  } finally {
    await upstream.stop();
  }
  return `${names.length} checks`;
}

async function alone(name, check) {
  try {
    await check();
  } catch (error) {
    throw new Error(`${name}: ${error.message}`, { cause: error });
  }
}
