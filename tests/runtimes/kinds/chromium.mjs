// The installed Chromium: in a page, in a web worker, in a service worker.
import { browser } from "../../support/chromium.mjs";

const kind = (place) => ({
  async start({ url }) {
    const chromium = await browser();
    const run = (what) => async () => {
      // A new context has no cache and no service worker yet.
      const context = await chromium.newContext();
      const page = await context.newPage();
      const crashed = new Promise((_, reject) => {
        page.on("crash", () => reject(new Error("the page crashed")));
      });
      crashed.catch(() => {});
      await page.goto(`${url}/runtimes/inside/page.html?in=${place}&what=${what}`);
      return { ended: crashed };
    };
    return {
      version: chromium.version(),
      firstCall: run("first-call"),
      suite: run("suite"),
      stop: () => chromium.close(),
    };
  },
});

export const chromium = kind("page");
export const webWorker = kind("web-worker");
export const serviceWorker = kind("service-worker");
