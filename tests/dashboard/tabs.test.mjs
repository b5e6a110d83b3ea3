// A run and its tab: one at a time, with the browser's locks or, on plain http, without; stopped softly, left, and gone on with.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import {
  askForAll,
  confirm,
  dialog,
  done,
  held,
  kinds,
  outcome,
  over,
  progressbar,
  reached,
  rows,
  runs,
  slow,
  stored,
  turn,
  until,
  withPage,
} from "./support.mjs";

after(done);

/** What a page from plain http of another machine has not. */
const withoutLocks = (page) =>
  page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
  });

/** Puts a tab's clock ahead by as long as a run must be silent to be taken for interrupted, and has it look. */
async function later(page) {
  await page.evaluate((millis) => {
    const { now } = Date;
    Date.now = () => now() + millis;
  }, SILENT_MILLIS);
  await turn(page, "visible");
}

/** A cancellation that takes its time to take effect: a run lasts without keeping the connections busy. */
const LINGERING = [
  "--jobs",
  "60",
  "--pending-ms",
  "0",
  "--processing-ms",
  "600000",
  "--cancel-ms",
  "4000",
];

const SILENT_MILLIS = 31_000;
const deletes = async (api) =>
  (await api.requests()).filter(({ method }) => method === "DELETE").length;

test("without locks, of several tabs that resume one run at once, one does, and the others send nothing", () =>
  withPage({ flags: ["--jobs", "60"], before: withoutLocks }, async ({ page, api, open }) => {
    await slow(api, 200);
    await rows(page, 60);
    const ids = await api.ids();
    await askForAll(page);
    await confirm(page, 60);
    await reached(page, 10);
    await page.close();
    const [first, second] = [await open(), await open()];
    const left = 60 - (await stored(first)).length;
    for (const tab of [first, second]) {
      await runs(tab).filter({ hasText: "under way" }).waitFor();
      assert.equal(await tab.getByRole("button", { name: /^Resume/ }).count(), 0);
      // It was closed: nothing tells but its silence.
      await later(tab);
      await tab.getByRole("button", { name: /^Resume/ }).click();
      await dialog(tab).getByText("would be cancelled").waitFor();
    }
    await confirm(first, left);
    await progressbar(first).waitFor();
    await confirm(second, left);
    await second.getByRole("alert").getByText("Another tab goes on with this run").waitFor();
    await over(first);
    assert.equal(await progressbar(second).count(), 0);
    assert.deepEqual((await stored(first)).map(([id]) => id).sort(), ids.sort());
    await held(api, "canceled", 60);
  }));

test("without locks, a tab that was silent for too long gives way to the one that took its run", () =>
  withPage({ flags: LINGERING, before: withoutLocks }, async ({ page, api, open }) => {
    await rows(page, 60);
    const other = await open();
    await askForAll(page);
    await confirm(page, 60);
    await reached(page, 5);
    await later(other);
    await other.getByRole("button", { name: /^Resume/ }).click();
    await dialog(other).getByText("would be cancelled").waitFor();
    const left = /Cancel (\d+) jobs/.exec(await dialog(other).textContent())[1];
    await confirm(other, Number(left));
    await page.getByRole("alert").getByText("Another tab goes on with this run").waitFor();
    await progressbar(page).waitFor({ state: "hidden" });
    await over(other);
    const ids = (await stored(other)).map(([id]) => id);
    assert.equal(new Set(ids).size, ids.length, "each job has one outcome");
    await runs(page).filter({ hasText: "done" }).waitFor();
    await held(api, "canceled", 60);
  }));

/** How long after its beginning a run was stored last. */
const quietFor = (page) =>
  page.evaluate(async () => {
    const wait = (request) =>
      new Promise((resolve) => {
        request.onsuccess = () => resolve(request.result);
      });
    const database = await wait(indexedDB.open("pulse-dashboard"));
    const [run] = await wait(database.transaction("runs").objectStore("runs").getAll());
    database.close();
    return run.written - run.started;
  });

test("without locks, a run of which nothing is heard for long is still seen to be alive", () =>
  withPage({ flags: ["--jobs", "5"], before: withoutLocks }, async ({ page, api }) => {
    await slow(api, 12_000);
    await rows(page, 5);
    await askForAll(page);
    await confirm(page, 5);
    await progressbar(page).waitFor();
    await until(async () => (await quietFor(page)) > 4000);
    assert.equal(await progressbar(page).getAttribute("aria-valuenow"), "0");
    await page.getByRole("button", { name: "Stop at once" }).click();
    await over(page);
  }));

test("whoever leaves in mid-run is asked first, and later nobody is", () =>
  withPage({ flags: ["--jobs", "120"] }, async ({ page, api }) => {
    await slow(api, 200);
    await rows(page, 120);
    await askForAll(page);
    await confirm(page, 120);
    await reached(page, 5);
    const asked = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    const question = await asked;
    assert.equal(question.type(), "beforeunload");
    await question.dismiss();
    await over(page);
    assert.deepEqual(await kinds(page), { all: 120, canceled: 120 });
    page.on("dialog", (dialog) => assert.fail(dialog.type()));
    await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
  }));

test("stopped softly and then gone on with: what was not reached is cancelled, and nothing twice", () =>
  withPage({ flags: ["--jobs", "120"] }, async ({ page, api }) => {
    await slow(api, 100);
    await rows(page, 120);
    await askForAll(page);
    await confirm(page, 120);
    await reached(page, 5);
    await page.getByRole("button", { name: "Stop after those under way" }).click();
    await over(page);
    const { canceled, "not reached": left } = await kinds(page);
    assert.equal(canceled + left, 120);
    assert.equal(await deletes(api), canceled);
    await api.fault();
    await outcome(page)
      .getByRole("button", { name: `Try again: ${left} not reached` })
      .click();
    await confirm(page, left);
    await outcome(page).getByText(`of ${left} jobs,`).waitFor();
    await over(page);
    assert.deepEqual(await kinds(page), { all: left, canceled: left });
    assert.equal(await deletes(api), 120);
    await held(api, "canceled", 120);
  }));

test("stopped softly, and closed before that took effect: the run is offered for resumption", () =>
  withPage({ flags: ["--jobs", "80"] }, async ({ page, api, open }) => {
    await slow(api, 400);
    await rows(page, 80);
    const ids = await api.ids();
    await askForAll(page);
    await confirm(page, 80);
    await reached(page, 5);
    await page.getByRole("button", { name: "Stop after those under way" }).click();
    await page.getByRole("button", { name: "Stopping…" }).waitFor();
    await page.close();
    await api.fault();
    const next = await open();
    await runs(next).filter({ hasText: "interrupted" }).waitFor();
    const left = 80 - (await stored(next)).length;
    await next.getByRole("button", { name: /^Resume/ }).click();
    await confirm(next, left);
    await over(next);
    assert.deepEqual((await stored(next)).map(([id]) => id).sort(), ids.sort());
    await held(api, "canceled", 80);
  }));

/** A tab that is opened behind another, as by a click with the middle button. */
const behind = (page) =>
  page.addInitScript(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  });

test("a tab that is opened in the background asks for nothing until it is looked at", () =>
  withPage({ flags: ["--jobs", "5"], before: behind, ready: false }, async ({ page }) => {
    await page.getByRole("status").filter({ hasText: "Paused while hidden" }).waitFor();
    const seen = [];
    page.on("request", (request) => seen.push(request.url()));
    await page.evaluate(() => new Promise((wake) => setTimeout(wake, 300)));
    assert.deepEqual(seen, []);
    const asked = await page.evaluate(() =>
      performance.getEntriesByType("resource").filter(({ name }) => name.includes("/_emulator/")),
    );
    assert.deepEqual(asked, []);
    await turn(page, "visible");
    await rows(page, 5);
  }));
