// The app over HTTP: what it shows, what it lets through to the API, and that the key stays where it is.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PulseClient } from "pulse-wasm";
import { KEY, start } from "./app.js";
import { browse } from "./browser.js";
import { session, signIn } from "./session.js";

const HOUR = 60 * 60 * 1000;
const STATES = { waits: "pending", works: "processing", done: "completed", broken: "failed" };
const ids = (owner, ...jobIds) => jobIds.map((jobId) => ({ jobId, owner, title: `The ${jobId}` }));

let app;
let ann;
before(async () => {
  app = await start([
    ...ids("ann", "fetched", "clicked", "overtaken", "echo"),
    ...ids("bob", "bobs"),
    ...ids("cleo", ...Object.keys(STATES), "nowhere"),
  ]);
  for (const jobId of ["fetched", "clicked", "overtaken", "echo", "bobs"]) await app.api.job(jobId);
  ann = await signIn(app, "ann");
});
after(() => app?.stop());

/** The state that a page shows of each job, by title. */
async function list(cookie) {
  const { status, text } = await app.ask("GET", "/", { cookie });
  assert.equal(status, 200, text);
  const rows = text.matchAll(/<tr><td>The (.+?)<\/td><td>(.+?)<\/td>/g);
  return Object.fromEntries(Array.from(rows, ([, title, state]) => [title, state]));
}
const refused = (answer, code) => {
  assert.equal(answer.status, 403, answer.text);
  assert.equal(JSON.parse(answer.text).error.code, code);
};

test("the list shows the state of each of the user's own jobs, and no other's", async () => {
  for (const [jobId, status] of Object.entries(STATES)) await app.api.job(jobId, { status });
  const cookie = await signIn(app, "cleo");
  // The API does not know of the last one; the page is there all the same.
  assert.deepEqual(await list(cookie), { ...STATES, nowhere: "unknown" });
});

test("who has not signed in sees a form, and no job", async () => {
  for (const cookie of ["", session("ann", Date.now() - HOUR)]) {
    const { text } = await app.ask("GET", "/", { cookie });
    assert.match(text, /Sign in/);
    assert.deepEqual(await list(cookie), {});
  }
});

test("a cancel through the proxy has an outcome, which the list shows next", async () => {
  const client = new PulseClient({
    apiKey: null,
    baseUrl: `${app.origin}/api`,
    headers: { cookie: ann, origin: app.origin, "sec-fetch-site": "same-origin" },
  });
  assert.equal((await list(ann)).fetched, "pending");
  const { outcome } = await client.jobs.cancelJobAndWait({ jobId: "fetched" });
  assert.equal(outcome, "canceled");
  assert.equal((await list(ann)).fetched, "canceled");
});

test("another user's job is 403, and the API hears nothing of it", async () => {
  for (const method of ["GET", "DELETE"]) {
    refused(await app.ask(method, "/api/job/bobs", { cookie: ann }), "AUTH_004");
    refused(await app.ask(method, "/api/job/of-nobody", { cookie: ann }), "AUTH_004");
  }
  assert.deepEqual(await app.api.requests("bobs"), []);
  assert.deepEqual(await app.api.requests("of-nobody"), []);
});

test("without a session of the app's own it is 403", async () => {
  const soon = Date.now() + HOUR;
  const [content] = session("bob", soon).split(".");
  const [, signature] = session("ann", soon).split(".");
  const cookies = [
    "",
    "session=",
    content,
    `${content}.${signature}`,
    session("bob", soon, "a-secret-that-somebody-has-guessed"),
    session("bob", Date.now() - HOUR),
  ];
  for (const cookie of cookies)
    for (const method of ["GET", "DELETE"])
      refused(await app.ask(method, "/api/job/bobs", { cookie }), "AUTH_004");
  refused(await app.ask("DELETE", "/api/job/bobs"), "AUTH_004");
  assert.deepEqual(await app.api.requests("bobs"), []);
  // Made in the same way, but right.
  const { status } = await app.ask("GET", "/api/job/bobs", { cookie: session("bob", soon) });
  assert.equal(status, 200);
});

test("another origin's page is refused, with the user's cookie too", async () => {
  const before = await app.api.requests("clicked");
  for (const headers of [
    { origin: "http://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { host: "evil.example" },
  ])
    for (const method of ["GET", "DELETE"])
      refused(await app.ask(method, "/api/job/clicked", { cookie: ann, ...headers }), "REQ_007");
  assert.deepEqual(await app.api.requests("clicked"), before);
});

test("the key is in nothing that is sent to a browser", async () => {
  const sent = [];
  for (const name of readdirSync(".next/static", { recursive: true })) {
    const path = join(".next/static", name);
    if (statSync(path).isFile()) sent.push(readFileSync(path, "utf8"));
  }
  assert.ok(
    sent.some((script) => script.includes("cancelJobAndWait")),
    "no script of the page's",
  );
  const body = JSON.stringify({ error: { code: "X", message: `no such key: ${KEY}` } });
  await app.api.fault("echo", { status: 400, headers: { "x-key": KEY }, body, times: 0 });
  // What the page's router gets: Next.js names it by a hash of the headers.
  const { location } = (await app.ask("GET", "/", { cookie: ann, rsc: "1" })).headers;
  for (const [method, path, status, headers] of [
    ["GET", "/", 200],
    ["GET", location, 200, { rsc: "1" }],
    ["GET", "/api/job/echo", 400],
    ["DELETE", "/api/job/echo", 400],
  ]) {
    const answer = await app.ask(method, path, { cookie: ann, ...headers });
    assert.equal(answer.status, status, answer.text);
    sent.push(JSON.stringify(answer));
  }
  for (const text of sent) assert.ok(!text.includes(KEY), text.slice(0, 500));
});

const skip = process.env.CHROMIUM ? false : "CHROMIUM is not set";

test("a click cancels the job, says how it ended, and shows its new state", { skip }, async () => {
  await browse(app, "ann", async (page) => {
    const row = page.getByRole("row", { name: "The clicked" });
    await row.getByText("pending").waitFor();
    await row.getByRole("button", { name: "Cancel The clicked" }).click();
    await row.getByText("It is canceled").waitFor();
    await row.getByRole("cell", { name: "canceled", exact: true }).waitFor();
    await row.getByRole("button").waitFor({ state: "detached" });
  });
  assert.equal((await app.api.requests("clicked")).filter((one) => one === "DELETE").length, 1);
});

test("a job that ended before the click is said to be what it is", { skip }, async () => {
  await browse(app, "ann", async (page) => {
    const row = page.getByRole("row", { name: "The overtaken" });
    await row.getByText("pending").waitFor();
    await app.api.job("overtaken", { status: "completed" });
    await row.getByRole("button").click();
    await row.getByText("Too late: it is completed").waitFor();
    await row.getByRole("cell", { name: "completed", exact: true }).waitFor();
  });
});
