// The Rust web app of examples/rust-web, driven in Chromium behind a proxy that adds the key.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, afterEach, before, beforeEach } from "node:test";
import { root } from "./project.mjs";
import { browser } from "./support/chromium.mjs";
import { emulator, proxy } from "./support/emulator.mjs";

const site = mkdtempSync(join(tmpdir(), "pulse-rust-web-"));
let api;
let behind;
let chromium;
let page;
let complaints;

before(async () => {
  cpSync(join(root, "examples/rust-web/index.html"), join(site, "index.html"));
  cpSync(process.env.RUST_WEB_PKG, join(site, "pkg"), { recursive: true });
  [api, chromium] = await Promise.all([emulator(), browser()]);
  behind = await proxy(api.url, "test-key", ["--serve", site]);
  page = await chromium.newPage();
  page.setDefaultTimeout(10_000);
  page.on("pageerror", (error) => complaints.push(error.message));
});
after(async () => {
  await Promise.all([behind?.stop(), api?.stop(), chromium?.close()]);
  rmSync(site, { recursive: true, force: true });
});

beforeEach(async () => {
  complaints = [];
  await page.goto(`${behind.url}/`);
  await status("Ready");
});
afterEach(() => assert.deepEqual(complaints, [], "the page complained"));

const status = (text) => page.getByRole("status").filter({ hasText: text }).waitFor();
const button = (name) => page.getByRole("button", { name, exact: true });
const outcomes = () => page.getByRole("listitem").allTextContents();

test("one job is cancelled, and how it ended is told", async () => {
  const jobId = await api.job();
  await page.getByLabel("Job id", { exact: true }).fill(jobId);
  await button("Cancel").click();
  await status(`${jobId} is canceled`);
  const [sent] = await api.requests(jobId);
  assert.deepEqual([sent.method, sent.headers["x-api-key"]], ["DELETE", "test-key"]);
});

test("a job that is not there is told with what the server said", async () => {
  await page.getByLabel("Job id", { exact: true }).fill("nowhere");
  await button("Cancel").click();
  await status("nowhere could not be cancelled: 404:");
});

test("many are cancelled, and listed as they settle", async () => {
  const ids = await Promise.all([api.job(), api.job(), api.job()]);
  await page.getByLabel("Job ids, one a line").fill([...ids, "nowhere", ids[0]].join("\n"));
  await button("Cancel them").click();
  await status("Done");
  const lines = (await outcomes()).sort();
  const expected = ids.map((id) => `${id} is canceled`).sort();
  assert.deepEqual(
    lines.filter((line) => !line.startsWith("nowhere")),
    expected,
  );
  assert.match(lines.find((line) => line.startsWith("nowhere")) ?? "", /cancelled: 404: /);
  await page.getByText("Dealt with: 5 of 5").waitFor();
  for (const id of ids) assert.equal(await api.state(id), "canceled");
});

test("Stop leaves alone what is left", async () => {
  const ids = Array.from({ length: 20 }, (_, number) => `held-${number}`);
  // No answer comes, so that the first eight are under way when the button is pressed.
  await page.route("**/job/**", () => {});
  await page.getByLabel("Job ids, one a line").fill(ids.join("\n"));
  const first = page.waitForRequest("**/job/held-7");
  await button("Cancel them").click();
  await first;
  await button("Stop").click();
  await status("Done");
  await page.unrouteAll();
  const lines = await outcomes();
  assert.equal(lines.length, 20);
  assert.ok(
    lines.every((line) => /could not be cancelled: .*aborted|left alone: Aborted/.test(line)),
    lines.join("\n"),
  );
});
