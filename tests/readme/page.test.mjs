// The README's page behind the README's proxy, in Chromium: a job is cancelled, and the key never reaches the page.
import assert from "node:assert/strict";
import test from "node:test";
import { browser } from "../support/chromium.mjs";
import { JOB, projectWithFiles } from "./blocks.mjs";
import { withProxy } from "./servers.mjs";

const folder = projectWithFiles();

/** Fills in the page's form, and returns what it shows. */
async function cancelled(page, jobId) {
  await page.fill("[name=jobId]", jobId);
  await page.evaluate(() => {
    document.querySelector("output").textContent = "";
  });
  await page.click("button");
  await page.waitForFunction(() => document.querySelector("output").textContent !== "");
  return page.textContent("output");
}

test("the page cancels a job through the proxy, and shows what went wrong", () =>
  withProxy(folder, async (api, address) => {
    const chromium = await browser();
    try {
      const page = await chromium.newPage();
      const sent = [];
      page.on("request", (request) => sent.push(request));
      await page.goto(address);
      assert.equal(await cancelled(page, JOB), "Job cancelled successfully");
      assert.equal(await api.state(JOB), "canceled");
      assert.equal(await cancelled(page, "no-such-job"), "404: Job not found (JOB_001)");
      const calls = sent.filter((request) => request.url().includes("/api/"));
      assert.equal(calls.length, 2);
      for (const call of calls) assert.equal(call.headers()["x-api-key"], undefined);
    } finally {
      await chromium.close();
    }
  }));
