// HTTPS_PROXY, HTTP_PROXY and NO_PROXY: which requests go through a proxy, and that nothing is sent past it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { proxyOf } from "../../pkg-template/cli/proxy.js";
import { certificate } from "./certificate.mjs";
import { begin, file, folder, objects, run } from "./command.mjs";
import { server } from "./server.mjs";

const emulator = server();
/** Deno's and Bun's own fetch goes through the proxy, with messages of their own. */
const isNode = !/deno|bun/.test(process.env.PULSE_COMMAND_RUNTIME ?? "");
const nodeOnly = isNode ? test : () => {};

/** A host that no DNS knows: only through the proxy is there a way to it. */
const HOST = "api.pulse.test";
const { key, cert } = certificate(HOST, "localhost");
const trusted = file(cert);
const TRUST = { NODE_EXTRA_CA_CERTS: trusted, DENO_CERT: trusted };
const own = { asked: [], proxied: [], sockets: new Set(), drops: false };

const listening = async (made) => {
  await new Promise((resolve) => made.listen(0, "127.0.0.1", resolve));
  made.on("connection", (socket) => {
    own.sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => own.sockets.delete(socket));
  });
  return made.address().port;
};

/** The API by https. */
const api = https.createServer({ key, cert }, (request, response) => {
  own.asked.push(`${request.method} ${request.url} ${request.headers["x-api-key"]}`);
  request.socket.count = (request.socket.count ?? 0) + 1;
  if (own.drops && request.socket.count > 1) return request.socket.destroy();
  if (own.answers) return own.answers(response);
  const job_id = decodeURIComponent(request.url.split("/").at(-1));
  const job = { job_id, message: "cancelled", status: "completed", created_at: "c" };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(job));
});

/** A proxy: CONNECT leads to the API whatever it names, and anything else to where its address says. */
function tunnelling(made) {
  return made
    .on("connect", (request, socket, head) => {
      const { authorization = "", "proxy-authorization": user = "" } = request.headers;
      own.proxied.push(`CONNECT ${request.url} ${user}${authorization}`.trim());
      if (own.refuses === 0) return undefined;
      if (own.refuses) return socket.end(`HTTP/1.1 ${own.refuses} No\r\n\r\n`);
      const onward = net.connect(api.address().port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
      return undefined;
    })
    .on("request", (request, response) => {
      own.proxied.push(`${request.method} ${request.url}`);
      const { "proxy-authorization": user, "proxy-connection": _, ...headers } = request.headers;
      own.user = user;
      const onward = http.request(request.url, { method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      onward.on("error", () => response.destroy());
      request.pipe(onward);
    });
}
const plain = tunnelling(http.createServer());
const secure = tunnelling(https.createServer({ key, cert }));

before(async () => {
  await listening(api);
  own.proxy = `http://127.0.0.1:${await listening(plain)}`;
  own.secure = `https://localhost:${await listening(secure)}`;
});
after(() => {
  for (const made of [api, plain, secure]) made.close();
  for (const socket of own.sockets) socket.destroy();
});

/** Cancels by https, in an environment of proxies. */
async function cancel(env, args = ["a", "b"]) {
  Object.assign(own, {
    asked: [],
    proxied: [],
    refuses: undefined,
    answers: undefined,
    ...env.own,
  });
  const { own: _, ...more } = env;
  return run(`https://${HOST}`, ["cancel", ...args], { env: { ...TRUST, ...more } });
}

for (const name of ["HTTPS_PROXY", "https_proxy"]) {
  test(`${name} is honoured: all that is sent by https goes through a tunnel`, async () => {
    const { code, stdout, stderr } = await cancel({ [name]: own.proxy });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^✓ a {2}cancelled$/m);
    assert.deepEqual(own.asked.sort(), ["DELETE /job/a test-key", "DELETE /job/b test-key"]);
    assert.ok(own.proxied.length > 0);
    for (const line of own.proxied) assert.equal(line, `CONNECT ${HOST}:443`);
  });
}

for (const name of ["HTTP_PROXY", "http_proxy"]) {
  test(`${name} is honoured: a request by plain http to this machine goes to a proxy on it`, async () => {
    const [id] = await emulator.jobs([`plain-${name}`]);
    own.proxied = [];
    const env = { [name]: own.proxy.replace("//", "//me:%40x@") };
    const { code, stderr } = await run(emulator.url, ["cancel", id], { env });
    assert.equal(code, 0, stderr);
    assert.deepEqual(own.proxied, [`DELETE ${emulator.url}/job/${id}`]);
    assert.equal(own.user, `Basic ${Buffer.from("me:@x").toString("base64")}`);
    assert.equal(await emulator.state(id), "canceled");
  });
}

test("NO_PROXY leaves a host out", async () => {
  const ids = await emulator.jobs(["direct-1", "direct-2"]);
  own.proxied = [];
  for (const name of ["NO_PROXY", "no_proxy"]) {
    const env = { HTTP_PROXY: own.proxy, [name]: "other.example,127.0.0.1" };
    const { code } = await run(emulator.url, ["cancel", ids.shift()], { env });
    assert.equal(code, 0);
  }
  assert.deepEqual(own.proxied, []);
});

test("a proxy for the other scheme, or an empty variable, is none", async () => {
  const [id] = await emulator.jobs(["other-scheme"]);
  own.proxied = [];
  const env = { HTTPS_PROXY: own.proxy, HTTP_PROXY: "", http_proxy: " " };
  assert.equal((await run(emulator.url, ["cancel", id], { env })).code, 0);
  assert.deepEqual(own.proxied, []);
});

test("by plain http the key does not leave the machine for a proxy elsewhere", async () => {
  const [id] = await emulator.jobs(["stays"]);
  const env = { HTTP_PROXY: "http://proxy.pulse.test:3128" };
  assert.equal((await run(emulator.url, ["cancel", id], { env })).code, 0);
});

nodeOnly(
  "a proxy that is itself reached by https is used, with its user and password",
  async () => {
    const HTTPS_PROXY = own.secure.replace("//", "//me:s%2Fx@");
    const { code, stdout, stderr } = await cancel({ HTTPS_PROXY }, ["a", "--verbose"]);
    assert.equal(code, 0, stderr);
    const user = Buffer.from("me:s/x").toString("base64");
    assert.deepEqual(own.proxied, [`CONNECT ${HOST}:443 Basic ${user}`]);
    assert.doesNotMatch(stdout + stderr, /s%2Fx|s\/x/);
  },
);

nodeOnly("a connection is kept, and one that was closed meanwhile is replaced", async () => {
  const ids = ["a", "b", "c", "d"];
  const args = [...ids, "--concurrency", "1", "--retries", "0"];
  assert.equal((await cancel({ HTTPS_PROXY: own.proxy }, args)).code, 0);
  assert.equal(own.proxied.length, 1);
  own.drops = true;
  const { code, stdout } = await cancel({ HTTPS_PROXY: own.proxy }, args);
  own.drops = false;
  assert.equal(code, 0, stdout);
  assert.equal(own.proxied.length, 4);
});

for (const [what, value, says] of [
  [
    "of another kind",
    "socks5://me:hidden@127.0.0.1:1",
    /HTTPS_PROXY must be an http or https proxy, not socks5:/,
  ],
  ["without a host", "http://me:hidden@:1", /HTTPS_PROXY must be the URL of a proxy/],
]) {
  nodeOnly(`a proxy ${what} is refused before anything is sent, and not repeated`, async () => {
    const { code, stderr } = await cancel({ HTTPS_PROXY: value });
    assert.match(stderr, says);
    assert.doesNotMatch(stderr, /hidden/);
    assert.equal(code, 2);
    assert.deepEqual(own.asked, []);
  });
}

nodeOnly(
  "a proxy that refuses is told by its status, one that is gone by its variable",
  async () => {
    const HTTPS_PROXY = own.proxy.replace("//", "//me:hidden@");
    const args = ["a", "--retries", "0"];
    const { code, stdout, stderr } = await cancel({ HTTPS_PROXY, own: { refuses: 407 } }, args);
    assert.match(stdout, /^✗ a .*: the proxy of HTTPS_PROXY answered CONNECT with 407$/m);
    assert.doesNotMatch(stdout + stderr, /hidden/);
    assert.equal(code, 1);
    const gone = await cancel({ https_proxy: "http://127.0.0.1:1" }, args);
    assert.match(gone.stdout, /^✗ a .*: the proxy of https_proxy can't be used: .*ECONNREFUSED/m);
    assert.equal(gone.code, 1);
    const env = { HTTP_PROXY: "http://127.0.0.1:1" };
    const { stdout: plainly } = await run(emulator.url, ["cancel", ...args], { env });
    assert.match(plainly, /^✗ a .*: the proxy of HTTP_PROXY can't be used: .*ECONNREFUSED/m);
  },
);

for (const [what, answers, says, attempts] of [
  [
    "a redirect",
    (response) => response.writeHead(302, { location: "/elsewhere" }).end("x".repeat(1 << 20)),
    /302: a redirect is not followed/,
    1,
  ],
  [
    "a response that is cut off",
    (response) =>
      response.writeHead(200, { "content-length": 99 }).write("{", () => response.destroy()),
    /could not be reached, or its response was cut off/,
    2,
  ],
  ["a status that does not exist", (response) => response.writeHead(799).end("{}"), /799: /, 1],
  ["a response without a body", (response) => response.writeHead(204).end(), /204: /, 1],
  [
    "a wait that is asked for",
    (response) => response.writeHead(429, { "retry-after": "3600" }).end("{}"),
    /429: .*try again in 3600 s/,
    1,
  ],
]) {
  nodeOnly(`behind a proxy ${what} is what it is without one`, async () => {
    const args = ["a", "--retries", "1", "--json"];
    const { code, stdout, stderr } = await cancel(
      { HTTPS_PROXY: own.proxy, own: { answers } },
      args,
    );
    const [{ error }] = objects(stdout);
    assert.match(error.message, says);
    assert.equal(error.attempts, attempts);
    assert.match(stderr, /^1 failed, in/m);
    assert.equal(code, 1);
  });
}

nodeOnly("behind a proxy a second Ctrl-C cuts off what is in flight", async () => {
  Object.assign(own, { asked: [], answers: () => {} });
  const env = { ...TRUST, HTTPS_PROXY: own.proxy };
  const args = ["cancel", "a", "b", "--verbose"];
  const { child, ended, says } = begin(`https://${HOST}`, args, { env });
  await says("b  sent");
  child.kill("SIGINT");
  await says("Ctrl-C again");
  // A second one right after it may be the first, passed on by npx.
  await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill("SIGINT");
  assert.equal((await ended).code, 130);
});

nodeOnly(
  "a proxy that never answers is given up with the attempt, and keeps no process alive",
  async () => {
    const args = ["a", "--retries", "0", "--timeout", "0.3"];
    const { code, stdout } = await cancel({ HTTPS_PROXY: own.proxy, own: { refuses: 0 } }, args);
    assert.match(stdout, /^✗ a {2}an attempt took longer than --timeout, 0\.3 s$/m);
    assert.equal(code, 1);
  },
);

nodeOnly("behind a proxy a server that no one vouches for gets no key", async () => {
  const env = { HTTPS_PROXY: own.proxy, NODE_EXTRA_CA_CERTS: undefined };
  const { code, stdout } = await cancel(env, ["a", "--retries", "0"]);
  assert.match(stdout, /self.signed certificate/);
  assert.equal(code, 1);
  assert.deepEqual(own.asked, []);
});

for (const [url, without, isThrough] of [
  ["https://a.example", "", true],
  ["https://a.example", "b.example", true],
  ["https://a.example", "a.example", false],
  ["https://A.example.", "a.EXAMPLE", false],
  ["https://a.example", "b.example, a.example", false],
  ["https://a.example", "b.example a.example", false],
  ["https://a.example", "example", false],
  ["https://a.example", ".example", false],
  ["https://a.example", "*.example", false],
  ["https://a.example", ".a.example", false],
  ["https://ba.example", "a.example", true],
  ["https://a.example.org", "a.example", true],
  ["https://a.example", "*", false],
  ["https://a.example", "b.example,*", false],
  ["https://a.example", "a.example:443", false],
  ["https://a.example", "a.example:8443", true],
  ["https://a.example:8443", "a.example:8443", false],
  ["https://a.example:8443", ".example:443", true],
  ["https://10.0.0.1", "10.0.0.1", false],
  ["https://[::1]", "::1", false],
  ["https://[::1]:8443", "[::1]:8443", false],
  ["https://[::1]:8443", "[::1]:1", true],
  ["https://a.example", ".,:,*.,[", true],
]) {
  test(`with NO_PROXY=${without} ${url} is asked ${isThrough ? "through the proxy" : "directly"}`, () => {
    const env = { HTTPS_PROXY: "proxy.example:3128", NO_PROXY: without };
    const found = proxyOf(new URL(url), env);
    assert.equal(found?.proxy.href, isThrough ? "http://proxy.example:3128/" : undefined);
  });
}

test("small letters go before capitals", () => {
  const env = { HTTPS_PROXY: "http://a", https_proxy: "http://b", NO_PROXY: "*", no_proxy: "x" };
  assert.equal(proxyOf(new URL("https://c.example"), env).proxy.hostname, "b");
});

test("without a proxy nothing that a proxy needs is loaded", () => {
  const text = readFileSync(join(folder, "node_modules/pulse-wasm/cli.js"), "utf8");
  const imports = text.match(/from"node:[^"]+"/g);
  assert.ok(imports.length > 3);
  assert.doesNotMatch(text, /from"node:(https?|tls)"/);
});
