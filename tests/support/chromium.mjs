// The installed Chromium, headless, with everything turned off that would access the network.
import { chromium } from "playwright-core";

export const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

export const browser = () => chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });

/** Opens a page, waits until its script sets its title to say that it is done, and returns the result. */
export async function report(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  try {
    await page.goto(url);
    await page
      .waitForFunction(() => document.title.startsWith("done"), null, { timeout: 20_000 })
      .catch((error) => {
        throw new Error(`${url}: ${complaints.join("; ") || error.message}`);
      });
    return { ...JSON.parse(await page.evaluate(() => document.body.textContent)), complaints };
  } finally {
    await context.close();
  }
}
