// A plain page of JavaScript modules over the package, with no build step (tests/consumers/page): driven in Chromium as a user
// drives it, judged by what it shows and by the emulator's record.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, afterEach, before, beforeEach } from "node:test";
import { project, root } from "../project.mjs";
import { browser } from "../support/chromium.mjs";
import { emulator, proxy } from "../support/emulator.mjs";

const site = mkdtempSync(join(tmpdir(), "pulse-page-"));
let api;
let chromium;
let page;
let complaints;

before(async () => {
  cpSync(join(root, "tests/consumers/page"), site, { recursive: true });
  cpSync(join(project(), "node_modules/pulse-wasm"), join(site, "pkg"), { recursive: true });
  const flags = ["--serve", site, "--pending-ms", "600000", "--cancel-ms", "0"];
  [api, chromium] = await Promise.all([emulator(flags), browser()]);
  page = await chromium.newPage();
  page.setDefaultTimeout(10_000);
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) complaints.push(message.text());
  });
});
after(async () => {
  await Promise.all([api.stop(), chromium.close()]);
  rmSync(site, { recursive: true, force: true });
});

beforeEach(async () => {
  complaints = [];
  await page.goto(`${api.url}/`);
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
});
afterEach(() => assert.deepEqual(complaints, [], "the page complained"));

const row = (jobId) => page.locator(`tr[data-job="${jobId}"]`);
const chip = (jobId, state) => row(jobId).locator(".chip").filter({ hasText: state });
const call = (text) => page.locator("#calls li").filter({ hasText: text });
const notice = () => page.getByRole("alert");

test("a submitted job appears as pending, and cancelling it shows it canceled", async () => {
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  const accepted = call("accepted as");
  await accepted.waitFor();
  const start = /accepted as (\w+)/.exec(await accepted.textContent())[1];
  const jobId = await page.locator(`tr[data-job^="${start}"]`).getAttribute("data-job");
  await chip(jobId, "pending").waitFor();
  await page.getByRole("button", { name: `Cancel job ${jobId}` }).click();
  await call("200 Job cancelled successfully").waitFor();
  await chip(jobId, "canceled").waitFor();
  const sent = (await api.requests(jobId)).map(({ method, path, headers }) => [
    method,
    path,
    headers["x-api-key"],
  ]);
  assert.deepEqual(sent, [["DELETE", `/job/${jobId}`, "test-key"]]);
  assert.equal(await api.state(jobId), "canceled");
  const button = page.getByRole("button", { name: `Cancel job ${jobId}` });
  assert.equal(await button.getAttribute("aria-disabled"), "true");
});

test("a small file can be submitted", async () => {
  const file = {
    name: "note.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("a small document"),
  };
  await page.getByLabel("or a small file").setInputFiles(file);
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await call("submit note.txt").filter({ hasText: "accepted as" }).waitFor();
});

test("ten are submitted at once, and the selected of them cancelled", async () => {
  const earlier = await page.locator("tbody tr").count();
  await page.getByRole("button", { name: "Submit 10" }).click();
  await page.waitForFunction(
    (count) => document.querySelectorAll("tbody tr").length === count,
    earlier + 10,
  );
  const ids = await page
    .locator("tbody tr")
    .evaluateAll((rows) => rows.slice(0, 3).map((row) => row.dataset.job));
  for (const id of ids) await page.getByLabel(`Select job ${id}`).check();
  await page.getByRole("button", { name: "Cancel selected (3)" }).click();
  for (const id of ids) await chip(id, "canceled").waitFor();
  for (const id of ids) assert.equal(await api.state(id), "canceled");
});

test("a job's end is shown without a reload, and the filters count it", async () => {
  const jobId = await api.job({ pendingMs: 1_000, processingMs: 0, ends: "failed" });
  await chip(jobId, "pending").waitFor();
  await chip(jobId, "failed").waitFor();
  await page.getByRole("button", { name: /^failed/ }).click();
  assert.deepEqual(
    await page
      .locator("tbody tr:visible")
      .evaluateAll((rows) => rows.map((row) => row.dataset.job)),
    [jobId],
  );
});

const errors = [
  ["Unknown job 404", "No such job (404)", "404: "],
  ["Another owner’s job 403", "Not yours (403)", "403: "],
  ["Wrong key 401", "Wrong key (401)", "401: "],
  ["Bad job id not sent", "Refused before sending", "jobId must not be . or .."],
];

for (const [button, title, said] of errors) {
  test(`“${button}” is shown plainly, and in the log`, async () => {
    const before = (await api.requests()).filter(({ method }) => method === "DELETE").length;
    await page.getByRole("button", { name: button }).click();
    await notice().filter({ hasText: title }).filter({ hasText: said }).waitFor();
    await call(said).waitFor();
    const after = (await api.requests()).filter(({ method }) => method === "DELETE").length;
    assert.equal(after - before, button.endsWith("not sent") ? 0 : 1);
    await page.getByRole("button", { name: "Dismiss" }).click();
    assert.ok(await notice().isHidden());
  });
}

test("a wrong key in the field gives 401 until it is corrected", async () => {
  const jobId = await api.job();
  await page.getByLabel("Sent as x-api-key").fill("mistyped");
  await page.getByLabel("Job id").fill(jobId);
  const button = page.locator("#by-id button");
  await button.click();
  await notice().filter({ hasText: "Wrong key (401)" }).waitFor();
  assert.equal(await api.state(jobId), "pending");
  await page.getByLabel("Sent as x-api-key").fill("test-key");
  await button.click();
  await chip(jobId, "canceled").waitFor();
  assert.ok(await notice().isHidden());
});

test("a server that goes away is said to be gone, and found again when it is back", async () => {
  await page.route("**/_emulator/jobs**", (route) => route.abort());
  await page.getByRole("status").filter({ hasText: "Connection lost" }).waitFor();
  await page.unroute("**/_emulator/jobs**");
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
});

test("behind a same-origin proxy that adds the key, the page needs none and follows the jobs it is given", async () => {
  const jobId = await api.job();
  const behind = await proxy(api.url, "test-key", ["--serve", site]);
  try {
    await page.goto(`${behind.url}/`);
    await page.getByText("This server lists no jobs. Give an id").waitFor();
    await page.getByLabel("Sent as x-api-key").fill("");
    const sent = page.waitForRequest((request) => request.method() === "DELETE");
    await page.getByLabel("Job id").fill(jobId);
    await page.locator("#by-id button").click();
    await chip(jobId, "canceled").waitFor();
    assert.equal((await sent).headers()["x-api-key"], undefined);
    const [request] = await api.requests(jobId);
    assert.deepEqual([request.method, request.headers["x-api-key"]], ["DELETE", "test-key"]);
    assert.equal(await api.state(jobId), "canceled");
  } finally {
    await behind.stop();
  }
});
