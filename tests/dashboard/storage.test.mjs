// Storage that fails in the middle of things: what the page had shown as done stays, and nothing is stored by halves.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { emulator, proxy } from "../support/emulator.mjs";
import {
  askForAll,
  cancelSelected,
  chromium,
  confirm,
  done,
  kinds,
  outcome,
  over,
  reached,
  row,
  rows,
  runs,
  site,
  slow,
  stored,
  until,
  withPage,
} from "./support.mjs";

after(done);

/** Lets a test say how often storage takes nothing more: `refuse(Infinity)`, `refuse(0)`. */
const fickle = (page) =>
  page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    let left = 0;
    window.refuse = (times) => {
      left = times;
    };
    IDBObjectStore.prototype.put = function (...args) {
      if (left > 0) {
        left--;
        throw new DOMException("no space is left", "QuotaExceededError");
      }
      return put.apply(this, args);
    };
  });

test("storage that becomes full in mid-run: the tab goes on knowing all that it had shown as done", () =>
  withPage({ flags: ["--jobs", "60"], before: fickle }, async ({ page, api }) => {
    await slow(api, 100);
    await rows(page, 60);
    await askForAll(page);
    await confirm(page, 60);
    await reached(page, 10);
    await page.evaluate(() => refuse(Number.POSITIVE_INFINITY));
    await over(page);
    await page.getByRole("alert").getByText("The browser's storage is full").waitFor();
    const kept = (await stored(page)).length;
    assert.ok(kept >= 10 && kept < 60, `${kept} stored`);
    // Another run, after which the first one is a run of the history like any other.
    await page.evaluate(() => refuse(0));
    await row(page, await api.job()).click();
    await cancelSelected(page).click();
    await confirm(page, 1);
    await outcome(page).getByText("of 1 job,").waitFor();
    await over(page);
    const first = runs(page).filter({ hasText: "60 jobs" });
    await first.filter({ hasText: "60 canceled" }).filter({ hasText: "done" }).waitFor();
    assert.equal(await page.getByRole("button", { name: /^Resume/ }).count(), 0);
    await first.getByRole("button", { name: /^Show the run/ }).click();
    await outcome(page).getByText("of 60 jobs,").waitFor();
    assert.deepEqual(await kinds(page), { all: 60, canceled: 60 });
  }));

test("storage that is full as a run begins, and no more: the run is stored with its jobs, and can be resumed", () =>
  withPage({ flags: ["--jobs", "100"], before: fickle }, async ({ page, api, open }) => {
    await slow(api, 300);
    await rows(page, 100);
    await askForAll(page);
    await page.evaluate(() => refuse(1));
    await confirm(page, 100);
    await until(async () => (await stored(page)).length >= 5);
    await page.close();
    await api.fault();
    const next = await open();
    await runs(next).filter({ hasText: "interrupted" }).waitFor();
    const left = 100 - (await stored(next)).length;
    await next.getByRole("button", { name: /^Resume/ }).click();
    await confirm(next, left);
    await over(next);
    const ids = (await stored(next)).map(([id]) => id);
    assert.deepEqual(ids.sort(), (await api.ids()).sort());
  }));

test("a write that is broken off in its middle stores nothing of itself, and no error goes unheard", () =>
  withPage({ flags: ["--jobs", "40"] }, async ({ page, api }) => {
    await slow(api, 100);
    await rows(page, 40);
    await askForAll(page);
    await page.evaluate(() => {
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (...args) {
        const request = put.apply(this, args);
        if (this.name === "outcomes") this.transaction.abort();
        return request;
      };
    });
    await confirm(page, 40);
    await over(page);
    assert.deepEqual(await kinds(page), { all: 40, canceled: 40 });
    await page.getByRole("alert").getByText("storage can't be used").waitFor();
    assert.deepEqual(await stored(page), []);
  }));

/** The database as an earlier page made it, with ids or none, and with an upgrade that takes so long. */
const earlier = (page, { ids = [], millis = 0 }) =>
  page.addInitScript(
    ({ ids, millis }) => {
      const request = indexedDB.open("pulse-dashboard", 1);
      request.onupgradeneeded = () => {
        const database = request.result;
        const runs = database.createObjectStore("runs", { keyPath: "id" });
        database.createObjectStore("targets");
        database.createObjectStore("outcomes");
        const store = database.createObjectStore("ids", { keyPath: "id" });
        for (const id of ids) store.put({ id, added: Date.now() });
        const until = performance.now() + millis;
        const wait = () => {
          if (performance.now() < until) runs.get("none").onsuccess = wait;
        };
        wait();
      };
      request.onsuccess = () => request.result.close();
      // A later visit finds the newer database.
      request.onerror = (event) => event.preventDefault();
    },
    { ids, millis },
  );

test("ids that an earlier page has stored, each by itself, are taken over and can be forgotten", async () => {
  const api = await emulator();
  const front = await proxy(api.url, "test-key", ["--serve", site]);
  const context = await (await chromium()).newContext();
  try {
    const page = await context.newPage();
    await earlier(page, { ids: ["old-1", "old-2", "old-3"] });
    await page.goto(`${front.url}/`);
    await rows(page, 3);
    await page.reload();
    await rows(page, 3);
    for (const id of ["old-1", "old-2", "old-3"])
      await row(page, id).getByText("the server has no such job").waitFor();
    await page.getByRole("button", { name: /^Forget/ }).click();
    await rows(page, 0);
    await page.reload();
    await page.getByText("This server lists no jobs.").waitFor();
  } finally {
    await context.close();
    await Promise.all([api.stop(), front.stop()]);
  }
});

test("a database that opens late is used from then on, and the page takes back that there is none", () =>
  withPage(
    { flags: ["--jobs", "3"], before: (page) => earlier(page, { millis: 4000 }) },
    async ({ page }) => {
      const notice = page.getByRole("alert").getByText("storage can't be used");
      await notice.waitFor();
      await notice.waitFor({ state: "hidden" });
      await rows(page, 3);
      await askForAll(page);
      await confirm(page, 3);
      await over(page);
      await page.reload();
      await runs(page).filter({ hasText: "3 canceled" }).filter({ hasText: "done" }).waitFor();
    },
  ));
