// The proxies of the documents. README.md's server has the page and the package too: it adds the key to its own page's calls, and no
// others'.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import test from "node:test";
import { root } from "../project.mjs";
import { blocks, JOB, projectWithFiles } from "./blocks.mjs";
import { withEmulator, withProxy } from "./servers.mjs";

const folder = projectWithFiles();
const SAME = { "sec-fetch-site": "same-origin" };

test("it serves the page and the package", () =>
  withProxy(folder, async (_api, address) => {
    assert.match(await (await fetch(address)).text(), /"\/pulse-wasm\.js"/);
    const script = await fetch(`${address}pulse-wasm.js`);
    assert.equal(script.headers.get("content-type"), "text/javascript");
    assert.match(await script.text(), /PulseClient/);
  }));

test("it adds the key, and hands back status and body", () =>
  withProxy(folder, async (api, address) => {
    const answer = await fetch(`${address}api/job/${JOB}`, { method: "DELETE", headers: SAME });
    assert.equal((await answer.json()).job_id, JOB);
    assert.equal(answer.headers.get("content-type"), "application/json");
    const [request] = await api.requests(JOB);
    assert.equal(request.headers["x-api-key"], "test-key");
    assert.equal((await fetch(`${address}api/job/no-such-job`, { headers: SAME })).status, 404);
  }));

test("it refuses other pages, other methods, other hosts and other paths", () =>
  withProxy(folder, async (api, address) => {
    const url = `${address}api/job/${JOB}`;
    for (const [what, init, status] of [
      ["another site's page", { headers: { "sec-fetch-site": "cross-site" } }, 403],
      ["a page of the same site", { headers: { "sec-fetch-site": "same-site" } }, 403],
      ["a page that says so itself", { headers: { origin: "https://evil.example" } }, 403],
      ["another method", { method: "POST", headers: SAME }, 405],
    ]) {
      assert.equal((await fetch(url, init)).status, status, what);
    }
    const { host, port } = new URL(address);
    for (const [path, of, status] of [
      [`/api/job/${JOB}`, "rebound.example", 403],
      ["/api/job/..", host, 404],
      ["/api/job/%2e%2e", host, 404],
      ["/../package.json", host, 404],
    ]) {
      assert.equal(await statusOf(port, path, of), String(status), `${path} of ${of}`);
    }
    assert.deepEqual(await api.requests(), []);
  }));

test("it lives on where a file is missing", () =>
  withProxy(folder, async (_api, address) => {
    const page = join(folder, "index.html");
    renameSync(page, `${page}.away`);
    try {
      assert.equal((await fetch(address)).status, 404);
    } finally {
      renameSync(`${page}.away`, page);
    }
    assert.equal((await fetch(`${address}favicon.ico`)).status, 404);
    assert.equal((await fetch(address)).status, 200);
  }));

test("the npm package's README: its route answers", () =>
  withEmulator(async (api, env) => {
    Object.assign(process.env, env);
    const { GET, DELETE } = await import(join(folder, "route.mjs"));
    const url = `http://app.example/api/job/${JOB}`;
    assert.equal((await (await GET(new Request(url))).json()).status, "pending");
    assert.equal((await DELETE(new Request(url, { method: "DELETE" }))).status, 200);
    assert.equal(await api.state(JOB), "canceled");
  }));

test("docs/proxy.md: its proxy lets in whom the app lets in, at the hosts that it names", () =>
  withEmulator(async (_api, env) => {
    Object.assign(process.env, env);
    const [{ code }] = blocks(readFileSync(join(root, "docs/proxy.md"), "utf8"));
    writeFileSync(join(folder, "pulse.mjs"), code);
    const users =
      'export const mayUse = async (cookie, _id, method) => cookie === "a" && method === "GET";\n';
    writeFileSync(join(folder, "users.mjs"), users);
    const { proxy } = await import(join(folder, "pulse.mjs"));
    for (const [host, cookie, method, status] of [
      ["app.example", "a", "GET", 200],
      ["localhost:3000", "a", "GET", 200],
      // What the servers of that document listen on.
      ["127.0.0.1:3000", "a", "GET", 200],
      ["app.example", "a", "DELETE", 403],
      ["app.example", "b", "GET", 403],
      ["evil.example", "a", "GET", 403],
    ]) {
      const request = new Request(`http://${host}/api/job/${JOB}`, { method, headers: { cookie } });
      assert.equal((await proxy(request)).status, status, `${host} ${cookie} ${method}`);
    }
  }));

/** A request by hand, since fetch resolves dot segments and sets Host itself. */
async function statusOf(port, path, host) {
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\r\n`,
  );
  let text = "";
  for await (const chunk of socket) text += chunk;
  return text.split(" ")[1];
}
