// The options of createProxy: each is judged when the proxy is made, and nothing of what is wrong is left for a request.
import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { createProxy, folder, KEY } from "./stage.mjs";

const { PulseValidationError } = await import(join(folder, "node.mjs"));
const RIGHT = { apiKey: KEY, authorize: () => true };

const WRONG = {
  apiKey: [undefined, null, "", 5, "a b", "a\n", "ä", {}, []],
  authorize: [undefined, null, true, "true", {}, Promise.resolve(true)],
  baseUrl: [
    "",
    "/api",
    "nonsense",
    "ftp://a",
    "https://u:p@a",
    "https://a?b",
    "https://a#",
    5,
    null,
    "http://api.example",
  ],
  basePath: [
    null,
    5,
    "api",
    "/a?b",
    "/a#b",
    "/a\\b",
    "//",
    "/a//b",
    "//a",
    "/..",
    "/a/../b",
    "/./a",
    "/a/.",
    "https://a/b",
    " /a",
    "/%2e%2e",
    "/a/%2E",
    "/.%2e/a",
    "/%2e",
    "/a/%2e./",
    "/a\n",
    "/a\tb",
    "/\r\n",
  ],
  methods: [null, [], "GET", ["get"], ["POST"], ["GET", "PUT"], [undefined], new Set(["GET"])],
  allowedOrigins: [
    null,
    "https://a",
    ["*"],
    ["null"],
    ["a.example"],
    ["https://a/"],
    ["https://a/b"],
    ["https://a?"],
    ["https://u@a"],
    ["ftp://a"],
    ["file:///a"],
    [/a/],
    [new URL("https://a")],
    ["https://a", 5],
  ],
  allowedHosts: [
    null,
    [],
    "a",
    ["*"],
    ["https://a"],
    ["a/"],
    ["a:b"],
    [""],
    [5],
    ["a", null],
    ["a@b"],
    ["*.a.example"],
  ],
  timeoutInSeconds: [0, -1, Number.NaN, "5"],
  maxRetries: [-1, 0.5, Number.NaN, "2", Number.POSITIVE_INFINITY],
  fetch: [5, {}],
  logging: [5, "info", { level: "loud" }],
  onEvent: [5, {}],
};

for (const [name, values] of Object.entries(WRONG))
  test(`a bad ${name} is refused at once, by a PulseValidationError that names it`, () => {
    for (const value of values) {
      assert.throws(
        () => createProxy({ ...RIGHT, [name]: value }),
        (error) => {
          assert.ok(error instanceof PulseValidationError, `${error}`);
          const said = error.message.replace("the base URL", "baseUrl");
          assert.ok(said.includes(name), error.message);
          assert.ok(!error.message.includes(KEY));
          return true;
        },
        `${name}: ${String(value)}`,
      );
    }
  });

test("what each may be is taken, and undefined is as absent", () => {
  const right = {
    apiKey: [KEY, () => KEY, async () => KEY],
    baseUrl: [undefined, "https://api.example", "http://127.0.0.1:1/v1", () => "https://a.example"],
    basePath: [
      undefined,
      "",
      "/",
      "/a",
      "/a/",
      "/a/b",
      "/a.b",
      "/...",
      "/~a_b-c",
      "/%2e%2e%2e",
      "/a%2eb",
    ],
    methods: [undefined, ["GET"], ["DELETE"], ["DELETE", "GET"]],
    allowedOrigins: [
      undefined,
      [],
      ["https://a.example", "http://localhost:5173", "HTTPS://A.example:443"],
    ],
    allowedHosts: [undefined, ["a.example", "localhost:3000", "[::1]", "127.0.0.1:80"]],
    timeoutInSeconds: [undefined, 0.001, 5, 1e9, Number.POSITIVE_INFINITY],
    maxRetries: [undefined, 0, 5],
    fetch: [undefined, fetch],
    logging: [undefined, console, { level: "error" }, { silent: true }],
    onEvent: [undefined, () => {}],
  };
  for (const [name, values] of Object.entries(right))
    for (const value of values)
      assert.equal(
        typeof createProxy({ ...RIGHT, [name]: value }),
        "function",
        `${name}: ${value}`,
      );
});

test("an option that there is not is refused: misspelt, a check would be left out", () => {
  for (const name of [
    "authorise",
    "allowedHost",
    "origins",
    "headers",
    "abortSignal",
    "allowInsecure",
    "cors",
  ])
    assert.throws(
      () => createProxy({ ...RIGHT, [name]: true }),
      (error) => error instanceof PulseValidationError && error.message.includes(name),
    );
});

test("what is no object is refused, and so is nothing at all", () => {
  for (const value of [undefined, null, 5, "a", () => {}])
    assert.throws(() => createProxy(value), PulseValidationError);
});

test("what is no Request is refused, with a word on node:http", async () => {
  const proxy = createProxy(RIGHT);
  for (const value of [
    undefined,
    null,
    {},
    "https://a/api/job/a",
    { url: "/api/job/a", headers: {} },
  ])
    await assert.rejects(proxy(value), (error) => {
      assert.ok(error instanceof PulseValidationError);
      assert.match(error.message, /toNodeHandler/);
      return true;
    });
});

test("making one sends nothing, sets no timer and draws no randomness, so that it may stand at the top of a worker", (t) => {
  const forbidden = ["setTimeout", "setInterval", "fetch"].map((name) =>
    t.mock.method(globalThis, name),
  );
  const random = t.mock.method(globalThis.crypto, "getRandomValues");
  createProxy(RIGHT);
  for (const { mock } of [...forbidden, random]) assert.equal(mock.callCount(), 0);
});

test("nothing is read off Object.prototype", async (t) => {
  t.after(() => {
    delete Object.prototype.allowedOrigins;
  });
  Object.prototype.allowedOrigins = ["https://evil.example"];
  const headers = { origin: "https://evil.example" };
  const response = await createProxy(RIGHT)(new Request("http://a/api/job/a", { headers }));
  assert.equal(response.status, 403);
});
