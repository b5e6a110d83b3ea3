// What a test of the proxy runs against: an API of prepared answers behind it, and requests by hand before it, all over sockets.
import assert from "node:assert/strict";
import { join } from "node:path";
import { project } from "../project.mjs";
import { cancelled, exchange, json, listen, OWN, state } from "./wire.mjs";

export * from "./wire.mjs";

export const folder = join(project(), "node_modules/pulse-wasm");
export const { createProxy, toNodeHandler } = await import(join(folder, "proxy.js"));

export const KEY = "test-key-5f2a";

const usual = ({ method, jobId }, response) =>
  json(response, 200, method === "GET" ? state(jobId) : cancelled(jobId));

/**
 * An API, a proxy in front of it, and a server that has it.
 * @param {object} t the test, after which it all ends
 * @param {object} [options] of createProxy
 * @param {(asked: object, response: object) => void} [answer] the API's
 * @param {(handler: Function) => Function} [mount] what the server does with the handler
 */
export async function stage(t, options = {}, answer = usual, mount = (handler) => handler) {
  const asked = [];
  const api = await listen((request, response) => {
    const { method, url, headers } = request;
    const one = { method, url, headers, body: "", jobId: url.split("/").at(-1), isOpen: true };
    request.on("data", (data) => {
      one.body += data;
    });
    response.on("close", () => {
      one.isOpen = false;
    });
    asked.push(one);
    answer(one, response, asked.length);
  });
  const proxy = createProxy({
    apiKey: KEY,
    baseUrl: api.url,
    authorize: () => true,
    ...options,
  });
  const own = await listen(mount(toNodeHandler(proxy)));
  t.after(() => Promise.all([own.stop(), api.stop()]));
  /** A request, of which `headers` are all there are but the Host. */
  const ask = (method, path, headers = OWN, body = undefined) =>
    exchange(own, { method, path, headers, body });
  return { api, asked, own, ask, proxy };
}

/** An answer in the shape of the API's errors, without the key. */
export function isProblem(answer, status, code) {
  assert.equal(answer.status, status, answer.text);
  const { error, ...rest } = answer.json;
  assert.deepEqual(rest, {});
  assert.deepEqual(Object.keys(error), ["code", "message"]);
  assert.equal(error.code, code);
  assert.ok(typeof error.message === "string" && error.message !== "");
  assert.equal(answer.headers["content-type"], "application/json");
  assert.equal(answer.headers["cache-control"], "no-store");
  assert.equal(answer.headers["x-content-type-options"], "nosniff");
  assert.equal(answer.headers.location, undefined);
  assert.ok(!JSON.stringify(answer).includes(KEY));
}
