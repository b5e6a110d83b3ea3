// The tools that stand between a client and the network: msw, nock, fetch-mock, undici's agents and a real proxy.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import fetchMock from "fetch-mock";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import nock from "nock";
import { NotFoundError, PulseClient } from "pulse-wasm";
import * as undici from "undici";

const BASE_URL = "https://pulse.test";
const MESSAGE = "Job cancelled successfully";
const KEY = "test-key";
const client = (options) => new PulseClient({ apiKey: KEY, baseUrl: BASE_URL, ...options });

/** What each tool must let through: an answer, the headers sent, an error's class, and its body. */
async function judge(made) {
  const { data, rawResponse } = await made.jobs.cancelJob({ jobId: "a b" }).withRawResponse();
  assert.deepEqual(data, { job_id: "a b", message: MESSAGE });
  assert.equal(rawResponse.status, 200);
  await assert.rejects(made.cancelJob("missing"), (error) => {
    assert.ok(error instanceof NotFoundError, error.stack);
    assert.match(error.message, /Job not found/);
    return true;
  });
}

const found = { job_id: "a b", message: MESSAGE };
const missing = { error: { code: "JOB_001", message: "Job not found" } };

test("msw 2", async () => {
  const keys = [];
  const server = setupServer(
    http.delete(`${BASE_URL}/job/:jobId`, ({ request, params }) => {
      keys.push(request.headers.get("x-api-key"));
      return params.jobId === "missing"
        ? HttpResponse.json(missing, { status: 404 })
        : HttpResponse.json({ ...found, job_id: params.jobId });
    }),
  );
  const made = client();
  server.listen({ onUnhandledRequest: "error" });
  try {
    await judge(made);
    assert.deepEqual(keys, [KEY, KEY]);
    // A network failure, once: it is retried by the client.
    server.use(http.delete(`${BASE_URL}/job/:jobId`, () => HttpResponse.error(), { once: true }));
    assert.equal((await made.cancelJob("a")).job_id, "a");
  } finally {
    server.close();
  }
});

test("nock 14", async () => {
  nock.disableNetConnect();
  try {
    const scope = nock(BASE_URL, { reqheaders: { "x-api-key": KEY } })
      .delete("/job/a%20b")
      .reply(200, found)
      .delete("/job/missing")
      .reply(404, missing);
    await judge(client());
    scope.done();
    const flaky = nock(BASE_URL)
      .delete("/job/a")
      .replyWithError(Object.assign(new Error("reset"), { code: "ECONNRESET" }))
      .delete("/job/a")
      .reply(200, { job_id: "a", message: MESSAGE });
    assert.equal((await client().cancelJob("a")).job_id, "a");
    flaky.done();
  } finally {
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
  }
});

test("fetch-mock 12, on the global fetch and as one of its own", async () => {
  const routes = (mock) =>
    mock
      .delete(`${BASE_URL}/job/a%20b`, { status: 200, body: found })
      .delete(`${BASE_URL}/job/missing`, { status: 404, body: missing });
  routes(fetchMock.mockGlobal());
  try {
    await judge(client());
    assert.equal(fetchMock.callHistory.calls().length, 2);
  } finally {
    fetchMock.unmockGlobal();
  }
  const own = routes(fetchMock.createInstance());
  await judge(client({ fetch: own.fetchHandler }));
  const [{ options }] = own.callHistory.calls();
  assert.equal(new Headers(options.headers).get("x-api-key"), KEY);
});

test("undici's MockAgent as the global dispatcher", async () => {
  const agent = new undici.MockAgent();
  agent.disableNetConnect();
  const pool = agent.get(BASE_URL);
  const json = { headers: { "content-type": "application/json" } };
  pool.intercept({ path: "/job/a%20b", method: "DELETE" }).reply(200, found, json);
  pool.intercept({ path: "/job/missing", method: "DELETE" }).reply(404, missing, json);
  const before = undici.getGlobalDispatcher();
  undici.setGlobalDispatcher(agent);
  try {
    await judge(client());
    agent.assertNoPendingInterceptors();
  } finally {
    undici.setGlobalDispatcher(before);
    await agent.close();
  }
});

test("undici's own fetch with a dispatcher for one client", async () => {
  const agent = new undici.MockAgent();
  agent.disableNetConnect();
  agent
    .get(BASE_URL)
    .intercept({ path: "/job/a", method: "DELETE" })
    .reply(200, { job_id: "a", message: MESSAGE });
  const fetch = (url, init) => undici.fetch(url, { ...init, dispatcher: agent });
  assert.equal((await client({ fetch }).cancelJob("a")).job_id, "a");
  await agent.close();
});

async function listening(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${server.address().port}`;
}

/** A proxy as they are: it forwards absolute addresses, opens tunnels for CONNECT, and counts both. */
function proxy() {
  const seen = [];
  const server = createServer((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    const { method, headers } = incoming;
    const upstream = request(incoming.url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(upstream);
  });
  server.on("connect", (incoming, socket, head) => {
    seen.push(`CONNECT ${incoming.url}`);
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    const end = () => {
      socket.destroy();
      upstream.destroy();
    };
    upstream.on("error", end).on("close", end);
    socket.on("error", end).on("close", end);
  });
  return { server, seen };
}

test("undici's ProxyAgent, through a real proxy to a real server", async () => {
  const api = createServer((incoming, response) => {
    const jobId = decodeURIComponent(incoming.url.slice("/job/".length));
    const [status, body] =
      jobId === "missing" ? [404, missing] : [200, { ...found, job_id: jobId }];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const { server, seen } = proxy();
  const [baseUrl, uri] = await Promise.all([listening(api), listening(server)]);
  const agent = new undici.ProxyAgent(uri);
  const before = undici.getGlobalDispatcher();
  undici.setGlobalDispatcher(agent);
  try {
    await judge(client({ baseUrl }));
    assert.ok(seen.length > 0, "nothing went through the proxy");
  } finally {
    undici.setGlobalDispatcher(before);
    await agent.close();
    for (const one of [api, server]) {
      one.closeAllConnections();
      one.close();
    }
  }
});
