// The conformance suite in headless Chromium: node run-browser.mjs
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { browser } from "../support/chromium.mjs";
import { pages } from "../support/pages.mjs";
import { reportLines } from "./harness.mjs";
import { here, stage } from "./stage.mjs";

const LIMIT_IN_MILLIS = 180_000;

const settings = await stage("Chromium");
const entry = readFileSync(join(settings.project, "node_modules/pulse-wasm/index.js"), "utf8");
const site = await pages(here, {
  "/settings.json": { body: JSON.stringify(settings) },
  "/pkg/index.js": { body: entry },
});
const chromium = await browser();
let results;
try {
  const page = await chromium.newPage();
  await page.goto(`${site.url}/page.html`);
  await page.waitForFunction(() => globalThis.conformance !== undefined, undefined, {
    timeout: LIMIT_IN_MILLIS,
  });
  results = await page.evaluate(() => globalThis.conformance);
} catch (error) {
  results = [{ name: "the page comes to its end", failed: String(error) }];
} finally {
  await chromium.close();
  await site.stop();
}
for (const line of reportLines(results)) console.log(line);
process.exit(results.some((result) => result.failed) ? 1 : 0);
