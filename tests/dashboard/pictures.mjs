// Makes the pictures in docs/ from the real page: `cargo xtask site`, then this. Look at them before they are committed.
import { join } from "node:path";
import { root } from "../project.mjs";
import { askForAll, chromium, confirm, dialog, done, live, rows, serving } from "./support.mjs";

const JOBS = 2400;
const OF_ANOTHER = 30;

/** A life in which all states are to be seen at once. */
const FLAGS = [
  ...["--jobs", String(JOBS), "--seed", "7", "--fail-rate", "0.12"],
  ...["--pending-ms", "0..90000", "--processing-ms", "2000..120000", "--cancel-ms", "200..2500"],
];

async function picture(name, colorScheme, work) {
  const api = await serving(FLAGS);
  const context = await (await chromium()).newContext({
    viewport: { width: 1360, height: 850 },
    colorScheme,
  });
  const page = await context.newPage();
  await page.goto(`${api.url}/`);
  await live(page);
  for (let index = 0; index < OF_ANOTHER; index++) await api.job({ key: "other-key" });
  await rows(page, JOBS + OF_ANOTHER);
  await work(page);
  // Nothing is under the pointer.
  await page.mouse.move(1, 1);
  await page.screenshot({ path: join(root, "docs", name) });
  await context.close();
  await api.stop();
}

await picture("dashboard.png", "light", async (page) => {
  await page.waitForTimeout(8000);
  await askForAll(page);
  await dialog(page)
    .getByText(/Asking/)
    .waitFor({ state: "hidden", timeout: 120_000 });
  await confirm(page, JOBS + OF_ANOTHER);
  await page.waitForFunction(
    (least) => Number(document.querySelector("[role=progressbar]")?.ariaValueNow) > least,
    JOBS * 0.45,
    { timeout: 120_000 },
  );
  // To where the run is just now.
  await page.locator("[role=grid]").evaluate((grid) => grid.scrollTo(0, grid.scrollHeight * 0.44));
  await page.waitForTimeout(500);
});

await picture("dashboard-dark.png", "dark", async (page) => {
  await page.waitForTimeout(15_000);
  const shown = page.locator("[role=grid] [data-job]");
  await page.locator("[role=grid]").evaluate((grid) => grid.scrollTo(0, 1500));
  await page.waitForTimeout(300);
  await shown.nth(14).click();
  await shown.nth(18).click({ modifiers: ["Shift"] });
  await page.waitForTimeout(500);
});

await done();
