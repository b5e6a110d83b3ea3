// What the dashboard's tests share: the built page on an emulator of its own, and words for what one does on it.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../project.mjs";
import { browser } from "../support/chromium.mjs";
import { emulator } from "../support/emulator.mjs";

export const site = process.env.PULSE_SITE ?? join(root, "target/www-demo");
if (!existsSync(join(site, "index.html"))) throw new Error("no page: run cargo xtask site");

/** Long enough that no job ends by itself during a test. */
const PATIENT = ["--pending-ms", "600000", "--cancel-ms", "0"];

/** An emulator that serves the page, with its own flags behind the usual ones. */
export const serving = (flags = [], port = 0) =>
  emulator(["--serve", site, ...(flags.includes("--pending-ms") ? [] : PATIENT), ...flags], port);

let shared;

/** The one browser of a file's tests. */
export async function chromium() {
  shared ??= browser();
  return shared;
}

export async function done() {
  await (await shared)?.close();
}

/** What a page says that it must not: errors, and breaches of its policy. What the network says is not the page's. */
function listen(page, complaints) {
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !/Failed to load resource|net::ERR/.test(text)) {
      complaints.push(text);
    }
  });
}

/**
 * Runs a test with an emulator, a browser context of its own and a page; the page must not complain, but of what the test provokes.
 */
export async function withPage(
  { flags = [], context: options = {}, before = () => {}, ready = true, provoked = /$^/ },
  work,
) {
  const api = await serving(flags);
  const context = await (await chromium()).newContext({
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const complaints = [];
  const open = async () => {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    listen(page, complaints);
    await before(page);
    await page.goto(`${api.url}/`);
    if (ready) await live(page);
    return page;
  };
  try {
    const page = await open();
    await work({ page, api, context, open });
    const own = complaints.filter((text) => !provoked.test(text));
    assert.deepEqual(own, [], "the page complained");
  } finally {
    await context.close();
    await api.stop().catch(() => {});
  }
}

export const live = (page) => page.getByRole("status").filter({ hasText: "Live" }).waitFor();

export const grid = (page) => page.getByRole("grid", { name: "Jobs" });
export const row = (page, id) => page.locator(`[role=grid] [data-job="${id}"]`);
export const selectAll = (page) => page.getByLabel("Select all that the filter shows");
export const cancelSelected = (page) => page.getByRole("button", { name: "Cancel selected" });
export const dialog = (page) => page.getByRole("dialog");
export const outcome = (page) => page.getByRole("region", { name: "Outcome" });
export const outcomeOf = (page, id) => outcome(page).locator(`[data-job="${id}"]`);
export const progressbar = (page) => page.getByRole("progressbar", { name: "Cancelling" });

/** Waits until the list has so many rows, those out of sight included. */
export const rows = (page, count) =>
  page.locator(`[role=grid][aria-rowcount="${count}"]`).waitFor();

/** Waits until the server holds so many of a state. */
export async function held(api, state, count) {
  for (let left = 200; (await api.count(state)) !== count; left--) {
    if (left === 0) assert.equal(await api.count(state), count, state);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** Opens the dialog over all that the filter shows. */
export async function askForAll(page) {
  await selectAll(page).check();
  await cancelSelected(page).click();
  await dialog(page).waitFor();
}

/** Confirms the dialog as it asks. */
export async function confirm(page, count) {
  const field = dialog(page).getByLabel("Type the number of jobs");
  if (count > 20) await field.fill(String(count));
  await dialog(page).getByRole("button", { name: "Cancel them" }).click();
}

/** Waits for the end of a run. */
export async function over(page, timeout = 30_000) {
  await outcome(page).waitFor({ timeout });
  await outcome(page)
    .getByText(/, (done|stopped)/)
    .waitFor({ timeout });
}

/** The counts by kind that the outcome shows. */
export async function kinds(page) {
  const texts = await outcome(page).getByRole("group").getByRole("button").allTextContents();
  return Object.fromEntries(
    texts
      .map((text) => /^(.*) ([\d,]+)$/.exec(text))
      .map(([, kind, count]) => [kind, Number(count.replaceAll(",", ""))]),
  );
}

/** Waits until a question has yes for an answer, for so long at most. */
export async function until(ask, millis = 15_000) {
  for (const end = Date.now() + millis; !(await ask()); ) {
    if (Date.now() > end) throw new Error(`never: ${ask}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** Makes each cancellation take so long, so that there is time to look. */
export const slow = (api, delayMs) =>
  api.fault({ method: "DELETE", times: 0, apply: true, delayMs });

/** Waits until a run has so many outcomes. */
export const reached = (page, count) =>
  page.waitForFunction(
    (least) => Number(document.querySelector("[role=progressbar]")?.ariaValueNow) >= least,
    count,
  );

/** The runs of the history. */
export const runs = (page) => page.getByRole("list", { name: "Runs" }).getByRole("listitem");

/** The outcomes that the browser has stored, by job. */
export const stored = (page) =>
  page.evaluate(async () => {
    const wait = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await wait(indexedDB.open("pulse-dashboard"));
    const parts = await wait(database.transaction("outcomes").objectStore("outcomes").getAll());
    database.close();
    return parts.flat().map(({ id, kind }) => [id, kind]);
  });

/** Hides a page, or brings it back: what a browser does as tabs are switched. */
export const turn = (page, state) =>
  page.evaluate((shown) => {
    Object.defineProperty(document, "visibilityState", { value: shown, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);

/** Reads a download to its end. */
export async function downloaded(page, button) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    outcome(page).getByRole("button", { name: button }).click(),
  ]);
  const stream = await download.createReadStream();
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += chunk;
  return { name: download.suggestedFilename(), text };
}
