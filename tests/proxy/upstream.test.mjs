// An API that redirects, stalls, floods, echoes the key, breaks off or asks for a pause: what a page sees of it.
import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { cancelled, folder, isProblem, json, KEY, stage, state, until } from "./stage.mjs";

const { PulseValidationError } = await import(join(folder, "node.mjs"));

test("a redirect is 502: the key follows none, and a page is sent nowhere", async (t) => {
  const { ask, asked, api } = await stage(t, {}, ({ jobId }, response) =>
    response.writeHead(Number(jobId), { location: `${api.url}/elsewhere?${KEY}` }).end("moved"),
  );
  for (const status of [300, 301, 302, 303, 304, 307, 308, 399])
    isProblem(await ask("DELETE", `/api/job/${status}`), 502, "GENERAL_001");
  assert.equal(asked.length, 8);
});

test("a success that is not what the API promises is 502", async (t) => {
  const bodies = [
    [200, ""],
    [204, ""],
    [200, "<html>"],
    [200, "null"],
    [200, "[]"],
    [200, "{}"],
    [200, JSON.stringify({ job_id: "j" })],
    [200, JSON.stringify(cancelled("another"))],
    [200, JSON.stringify({ ...cancelled("j"), error: { code: "X" } })],
    [200, JSON.stringify(cancelled("j")).slice(0, -1)],
  ];
  let [status, body] = [];
  const { ask } = await stage(t, {}, (_, response) => response.writeHead(status).end(body));
  for ([status, body] of bodies) isProblem(await ask("DELETE", "/api/job/j"), 502, "GENERAL_001");
});

test("an answer that breaks off, is no HTTP, or does not come is 502, and says nothing of where the API is", async (t) => {
  let how;
  const ways = [
    (response) => response.socket.destroy(),
    (response) => response.socket.end("no HTTP at all\r\n\r\n"),
    (response) => {
      response.writeHead(200, { "content-length": 100 }).write("{");
      response.socket.end();
    },
    (response) => response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip"),
  ];
  const { ask, api } = await stage(t, {}, (_, response) => how(response));
  for (how of ways) {
    const answer = await ask("GET", "/api/job/a");
    isProblem(answer, 502, "GENERAL_001");
    assert.ok(!answer.text.includes("127.0.0.1"), answer.text);
  }
  await api.stop();
  const answer = await ask("GET", "/api/job/a");
  isProblem(answer, 502, "GENERAL_001");
  assert.ok(!answer.text.includes(String(api.port)), answer.text);
});

test("an API that stalls is 504 after timeoutInSeconds: before its headers, and within a body", async (t) => {
  const { ask, asked } = await stage(t, { timeoutInSeconds: 0.1 }, ({ jobId }, response) => {
    if (jobId === "body")
      response.writeHead(200, { "content-type": "application/json" }).write("{");
    if (jobId === "error") response.writeHead(404).write("{");
  });
  for (const id of ["headers", "body", "error"])
    isProblem(await ask("GET", `/api/job/${id}`), 504, "GENERAL_002");
  await until(() => asked.every(({ isOpen }) => !isOpen));
});

test("an API that floods is cut off: past 64 MiB a state is 502, and an error keeps its status", async (t) => {
  const chunk = Buffer.alloc(1 << 20, "x");
  let sent = 0;
  const { ask, asked } = await stage(t, {}, ({ jobId }, response) => {
    response.writeHead(Number(jobId), { "content-type": "application/json" });
    const more = () => {
      while (!response.destroyed && response.write(chunk)) sent++;
    };
    response.on("drain", more);
    more();
  });
  isProblem(await ask("GET", "/api/job/200"), 502, "GENERAL_001");
  assert.ok(sent < 200, `${sent} MiB were taken`);
  const answer = await ask("DELETE", "/api/job/500");
  assert.equal(answer.status, 500);
  assert.equal(answer.headers["content-type"], "text/plain; charset=utf-8");
  assert.equal(answer.text.length, 1 << 20);
  await until(() => asked.every(({ isOpen }) => !isOpen));
});

test("JSON that nests too deep to be written again is 502", async (t) => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const { ask } = await stage(t, {}, ({ jobId }, response) => {
    const body = jobId === "ok" ? JSON.stringify({ ...state("ok"), result: 0 }) : "0";
    response
      .writeHead(jobId === "ok" ? 200 : 400)
      .end(body.replace("0}", `${deep}}`).replace(/^0$/, deep));
  });
  for (const id of ["ok", "bad"]) isProblem(await ask("GET", `/api/job/${id}`), 502, "GENERAL_001");
});

test("what is no JSON comes back as plain text, whatever the API calls it", async (t) => {
  let type;
  const { ask } = await stage(t, {}, (_, response) =>
    response.writeHead(500, { "content-type": type }).end("<script>alert(1)</script>"),
  );
  for (type of [
    "text/html",
    "image/svg+xml",
    "text/javascript",
    "application/json",
    "multipart/x",
  ]) {
    const { status, headers, text } = await ask("GET", "/api/job/a");
    assert.deepEqual([status, text], [500, "<script>alert(1)</script>"]);
    assert.equal(headers["content-type"], "text/plain; charset=utf-8", type);
    assert.equal(headers["x-content-type-options"], "nosniff");
  }
});

test("a key that the API echoes is taken out: of texts, names, numbers, escapes and headers", async (t) => {
  const escaped = `\\u${KEY.charCodeAt(0).toString(16).padStart(4, "0")}${KEY.slice(1)}`;
  const bodies = [
    [400, JSON.stringify({ error: { code: KEY, message: `your key is ${KEY}` } })],
    [404, `{"${KEY}": ["${escaped}", {"a": "x${KEY}y${KEY}"}]}`],
    [200, JSON.stringify({ ...state("a"), result: { [KEY]: [KEY, { deep: KEY }] } })],
    [500, `your key is ${KEY}, and <b>${KEY}</b>`],
    [403, `${KEY}`],
    [403, `"${KEY}"`],
    [418, KEY + KEY],
  ];
  let [status, body] = [];
  const { ask } = await stage(t, {}, (_, response) => {
    const headers = { "retry-after": KEY, "x-ratelimit-reset": `a ${KEY}`, [KEY]: KEY, etag: KEY };
    response.writeHead(status, KEY, headers).end(body);
  });
  for ([status, body] of bodies) {
    const answer = await ask("GET", "/api/job/a");
    assert.equal(answer.status, status);
    assert.match(answer.text, /\[key\]/);
    assert.ok(!JSON.stringify(answer).includes(KEY), answer.text);
    assert.equal(answer.headers["retry-after"], undefined);
    assert.equal(answer.headers["x-ratelimit-reset"], undefined);
  }
});

for (const [what, key, body] of [
  ["digits, in a number", "5318008", '{"n": 15318008, "m": [5318008, -5318008.5]}'],
  ["quotes and backslashes", 'a"b\\c', JSON.stringify({ m: 'x a"b\\c y' })],
  ["JSON itself", '[1,"a"]', '{"m": [1, "a"]}'],
  ["a pattern of a replacement", "$&$1k", JSON.stringify({ m: "$&$1k" })],
])
  test(`a key of ${what} comes back in no form either`, async (t) => {
    const { ask } = await stage(t, { apiKey: key }, (_, response) =>
      response.writeHead(400, { "content-type": "application/json" }).end(body),
    );
    const answer = await ask("GET", "/api/job/a");
    assert.ok(answer.status === 400 || answer.status === 502);
    assert.ok(
      !answer.text.includes(key) && !answer.text.includes(JSON.stringify(key).slice(1, -1)),
    );
    JSON.parse(answer.text);
  });

test("every key that a function gave is taken out, the one before a rotation too", async (t) => {
  const keys = ["key-one", "key-two", "key-three"];
  let count = 0;
  const { ask, asked } = await stage(
    t,
    { apiKey: async () => keys[Math.min(count++, 2)] },
    (_, response) => json(response, 400, { keys }),
  );
  for (let i = 1; i <= 3; i++) {
    const { text } = await ask("GET", "/api/job/a");
    for (const key of keys.slice(0, i)) assert.ok(!text.includes(key), text);
  }
  assert.deepEqual(
    asked.map(({ headers }) => headers["x-api-key"]),
    keys,
  );
});

test("the last 64 keys that a function gave are taken out, and no more are held", async (t) => {
  const keyOf = (number) => `key-${number}-end`;
  let count = 0;
  const { ask } = await stage(t, { apiKey: () => keyOf(++count) }, (_, response) =>
    json(response, 400, { first: keyOf(1), second: keyOf(2) }),
  );
  let text;
  while (count < 64) ({ text } = await ask("GET", "/api/job/a"));
  assert.ok(!text.includes(keyOf(1)), text);
  ({ text } = await ask("GET", "/api/job/a"));
  assert.equal(count, 65);
  assert.ok(text.includes(keyOf(1)) && !text.includes(keyOf(2)), text);
});

test("of a key that begins with an earlier one nothing is left, in answers and in the log", async (t) => {
  const keys = ["key-one", "key-one-and-more"];
  const lines = [];
  const logger = { debug() {}, info() {}, warn() {}, error: (line) => lines.push(line) };
  let count = 0;
  const { ask } = await stage(
    t,
    {
      apiKey: () => keys[Math.min(count++, 1)],
      logging: { logger, level: "error" },
      authorize: (_, { jobId }) => jobId !== "throws" || Promise.reject(new Error(keys.join())),
    },
    ({ jobId }, response) =>
      jobId === "text"
        ? response.writeHead(400).end(keys[1])
        : json(response, 400, { [keys[1]]: keys[1] }),
  );
  await ask("GET", "/api/job/first");
  assert.equal((await ask("GET", "/api/job/a")).text, '{"[key]":"[key]"}');
  assert.equal((await ask("GET", "/api/job/text")).text, "[key]");
  assert.equal((await ask("GET", "/api/job/throws")).status, 500);
  assert.match(lines.join(), /Error: \[key\],\[key\]\n/);
});

test("after a 401 the key's function is asked again, and the page sees what its second key brings", async (t) => {
  const keys = ["old", "new"];
  const { ask, asked } = await stage(t, { apiKey: () => keys.shift() ?? "new" }, (one, response) =>
    one.headers["x-api-key"] === "old"
      ? json(response, 401, { error: { code: "AUTH_003", message: "expired" } })
      : json(response, 200, state(one.jobId)),
  );
  assert.equal((await ask("GET", "/api/job/a")).status, 200);
  assert.equal(asked.length, 2);
});

for (const [what, apiKey] of [
  ["throws", () => Promise.reject(new Error("vault is sealed"))],
  ["gives nothing", () => undefined],
  ["gives a key with a line break", () => "a\n"],
])
  test(`a key's function that ${what} is 500, and the log says why`, async (t) => {
    const lines = [];
    const logger = { debug() {}, info() {}, warn() {}, error: (line) => lines.push(line) };
    const { ask, asked } = await stage(t, { apiKey, logging: { logger, level: "error" } });
    const answer = await ask("GET", "/api/job/a");
    isProblem(answer, 500, "GENERAL_003");
    assert.ok(!answer.text.includes("vault"));
    assert.equal(lines.length, 1, lines.join("\n"));
    assert.equal(asked.length, 0);
  });

test("a base URL's function that throws is 500, and the log says so once", async (t) => {
  const lines = [];
  const logger = { debug() {}, info() {}, warn() {}, error: (line) => lines.push(line) };
  const baseUrl = () => {
    throw new Error("no such region");
  };
  const { ask } = await stage(t, { baseUrl, logging: logger });
  isProblem(await ask("GET", "/api/job/a"), 500, "GENERAL_003");
  assert.equal(lines.length, 1, lines.join("\n"));
  assert.match(lines[0], /no such region/);
});

test("the key as a job's id is 404, also before its function was first asked, and no log line shows it", async (t) => {
  const said = [];
  const log = (line) => said.push(line);
  const logging = { level: "debug", logger: { debug: log, info: log, warn: log, error: log } };
  for (const apiKey of [KEY, () => KEY, async () => KEY]) {
    const { ask, asked } = await stage(t, { apiKey, logging });
    for (const method of ["GET", "DELETE"])
      isProblem(await ask(method, `/api/job/${KEY}`), 404, "REQ_003");
    assert.equal(asked.length, 0);
  }
  for (const authorize of [
    (_, { jobId }) => {
      throw new Error(`no owner of ${jobId}`);
    },
    (_, { jobId }) => jobId,
    () => new Promise(() => {}),
  ]) {
    const given = { apiKey: () => KEY, authorize, timeoutInSeconds: 0.05, logging };
    const { ask } = await stage(t, given);
    await ask("GET", `/api/job/${KEY}`);
  }
  const authorizes = said.filter((line) => line.includes("authorize"));
  assert.equal(authorizes.length, 3, said.join("\n"));
  assert.ok(!said.join("\n").includes(KEY), said.join("\n"));
});

test("a success with a status that has no body is 502, and so it is from a fetch that gives it one", async (t) => {
  const body = JSON.stringify(state("a"));
  let status;
  const { ask } = await stage(t, {
    fetch: async () => ({ status, headers: { get: () => null }, text: async () => body }),
  });
  for (status of [204, 205]) isProblem(await ask("GET", "/api/job/a"), 502, "GENERAL_001");
  for (status of [200, 201, 203, 206, 299]) {
    const answer = await ask("GET", "/api/job/a");
    assert.deepEqual([answer.status, answer.text], [status, body]);
  }
  const real = await stage(t, {}, ({ jobId }, response) =>
    response.writeHead(Number(jobId)).end(JSON.stringify(state(jobId))),
  );
  for (status of [204, 205, 304])
    isProblem(await real.ask("GET", `/api/job/${status}`), 502, "GENERAL_001");
});

test("a key's function that hangs is 504", async (t) => {
  const { ask } = await stage(t, { apiKey: () => new Promise(() => {}), timeoutInSeconds: 0.1 });
  isProblem(await ask("GET", "/api/job/a"), 504, "GENERAL_002");
});

test("a failure of one page's request leaves those of the others alone", async (t) => {
  const { ask } = await stage(t, {}, ({ jobId }, response) =>
    jobId.startsWith("bad") ? response.socket.destroy() : json(response, 200, state(jobId)),
  );
  const ids = Array.from({ length: 40 }, (_, i) => `${i % 2 ? "bad" : "good"}-${i}`);
  const all = await Promise.all(ids.map((id) => ask("GET", `/api/job/${id}`)));
  for (const [i, { status }] of all.entries()) assert.equal(status, i % 2 ? 502 : 200);
});

test("an answer of a custom fetch that is no Response is 502, and the key goes to it alone", async (t) => {
  const calls = [];
  const { ask } = await stage(t, {
    baseUrl: "https://api.example",
    fetch: async (url, init) => {
      calls.push([url, init.headers["x-api-key"], init.redirect]);
      return undefined;
    },
  });
  isProblem(await ask("GET", "/api/job/a"), 502, "GENERAL_001");
  assert.deepEqual(calls, [["https://api.example/job/a", KEY, "manual"]]);
});

test("events are the client's, and neither they nor log lines show the key", async (t) => {
  const said = [];
  const log = (...line) => said.push(line);
  const { ask } = await stage(
    t,
    {
      onEvent: log,
      logging: { logger: { debug: log, info: log, warn: log, error: log }, level: "debug" },
    },
    (_, response) => json(response, 400, { error: { message: `bad ${KEY}` } }),
  );
  await ask("DELETE", "/api/job/a");
  assert.ok(said.some(([event]) => event.type === "response" && event.jobId === "a"));
  const shown = JSON.stringify(said);
  assert.ok(!shown.includes(KEY), shown);
});

test("the key cannot be read from the proxy, and a bad one is refused without being shown", async (t) => {
  const { inspect } = await import("node:util");
  const { proxy } = await stage(t);
  for (const shown of [
    inspect(proxy, { showHidden: true, depth: 9 }),
    JSON.stringify([proxy]),
    String(proxy),
  ])
    assert.ok(!shown.includes(KEY));
  const { createProxy } = await import(join(folder, "proxy.js"));
  assert.throws(
    () => createProxy({ apiKey: `${KEY}\n`, authorize: () => true }),
    (error) => error instanceof PulseValidationError && !error.stack.includes(KEY),
  );
});
