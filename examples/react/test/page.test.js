// The whole page in Chromium: as it is built for users, and as developers have it, where StrictMode mounts each component twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { servers } from "./servers.js";

const executablePath = process.env.CHROMIUM;
const options = { skip: executablePath ? false : "CHROMIUM is not set", timeout: 60_000 };
/** No request to anywhere else. */
const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"];
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
const KEY = "test-key";

let browser;
before(async () => {
  if (executablePath)
    browser = await chromium.launch({ executablePath, args: [...FLAGS, ...QUIET] });
});
after(() => browser?.close());

/** Opens a built page on the origin of a proxy; nothing may complain in it, and none of its traffic has the key. */
async function open(t, site) {
  const api = await servers(site);
  const page = await browser.newPage();
  const complaints = [];
  const traffic = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  // Chromium itself logs the 404 that one job gets.
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 404/.test(message.text()))
      complaints.push(message.text());
  });
  page.on("request", async (request) =>
    traffic.push(request.url(), JSON.stringify(await request.allHeaders().catch(() => ""))),
  );
  t.after(async () => {
    await page.close();
    await api.stop();
    assert.deepEqual(complaints, []);
    assert.ok(traffic.some((text) => text.includes("/job/")));
    assert.ok(!traffic.join("\n").includes(KEY));
  });
  return { api, page };
}

const submit = async (page, label, text, name) => {
  await page.getByLabel(label).fill(text);
  await page.getByRole("button", { name, exact: true }).click();
};

async function until(holds) {
  while (!(await holds())) await new Promise((wake) => setTimeout(wake, 20));
}

for (const [what, site] of [
  ["as it is built", "site"],
  ["in StrictMode", "built/strict"],
]) {
  test(
    `one job is cancelled by one request, and how it ended is shown: the page ${what}`,
    options,
    async (t) => {
      const { api, page } = await open(t, site);
      await api.job("one");
      await page.goto(api.url);
      await submit(page, "Job to cancel", "one", "Cancel it");
      await page.getByText("one is canceled").waitFor();
      assert.deepEqual(await api.requests("one"), ["DELETE", "GET"]);
    },
  );

  test(
    `a job is followed once, and cancelled once, when it is left: the page ${what}`,
    options,
    async (t) => {
      const { api, page } = await open(t, site);
      await api.job("watched");
      // Its polls wait for the test.
      await page.clock.install();
      await page.goto(api.url);
      await page.clock.pauseAt(Date.now() + 60_000);
      await submit(page, "Job to watch", "watched", "Watch it");
      await page.getByText("watched: pending").waitFor();
      await page.clock.runFor(100);
      assert.deepEqual(await api.requests("watched"), ["GET"]);
      await page.getByRole("button", { name: /^Leave/ }).click();
      await page.clock.runFor(10);
      await until(async () => (await api.requests("watched")).includes("DELETE"));
      assert.deepEqual(await api.requests("watched"), ["GET", "DELETE"]);
    },
  );

  test(
    `a run is one store for all that show it, and each job is asked once: the page ${what}`,
    options,
    async (t) => {
      const { api, page } = await open(t, site);
      const ids = Array.from({ length: 40 }, (_, at) => `many-${at}`);
      await Promise.all(ids.map((id) => api.job(id)));
      await page.goto(api.url);
      const all = [...ids, "nowhere"].join("\n");
      await submit(page, "Jobs to cancel, one a line", all, "Cancel them");
      await page.getByText("40 cancelled, 41 of 41 done").waitFor();
      await page.getByText(/^nowhere: 404: Job not found/).waitFor();
      assert.equal(await page.getByRole("button", { name: "Stop" }).count(), 0);
      for (const id of ids) assert.deepEqual(await api.requests(id), ["DELETE"], id);
    },
  );
}
