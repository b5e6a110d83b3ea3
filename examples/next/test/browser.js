// A page in the Chromium that CHROMIUM names, signed in through its form; what goes over its wire is held against the key.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { KEY } from "./app.js";

/** No request to anywhere else. */
const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"];
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

export async function browse(app, user, use) {
  const executablePath = process.env.CHROMIUM;
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...QUIET] });
  try {
    const page = await browser.newPage();
    const complaints = [];
    const traffic = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("response", (response) => traffic.push(seen(response)));
    await page.goto(app.origin);
    await page.getByLabel("User").fill(user);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    await use(page);
    assert.deepEqual(complaints, []);
    const texts = await Promise.all(traffic);
    assert.ok(texts.some((text) => text.includes("/api/job/")));
    for (const text of texts) assert.ok(!text.includes(KEY), text.slice(0, 500));
  } finally {
    await browser.close();
  }
}

/** All of an exchange: what the page asked, and what it got. */
async function seen(response) {
  const request = response.request();
  const asked = [request.url(), await request.allHeaders(), request.postData()];
  // A redirect, and what the page has not waited for, has no body.
  const body = await response.text().catch(() => "");
  return JSON.stringify([asked, await response.allHeaders(), body]);
}
