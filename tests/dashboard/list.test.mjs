// The list: ten thousand jobs of which a few rows exist, filtered, searched, sorted, and selected in every way.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import {
  cancelSelected,
  dialog,
  done,
  grid,
  live,
  row,
  rows,
  selectAll,
  turn,
  withPage,
} from "./support.mjs";

after(done);

const shownIds = (page) =>
  grid(page)
    .locator("[data-job]")
    .evaluateAll((found) =>
      found
        .sort((one, other) => one.ariaRowIndex - other.ariaRowIndex)
        .map((each) => each.dataset.job),
    );

test("ten thousand jobs are in the list, and a screenful of rows in the page", () =>
  withPage({ flags: ["--jobs", "10000"] }, async ({ page, api }) => {
    await rows(page, 10_000);
    assert.ok((await shownIds(page)).length < 60);
    await grid(page).focus();
    await page.keyboard.press("End");
    const [last] = (await api.ids()).slice(-1);
    await row(page, last).waitFor();
    assert.equal(await row(page, last).getAttribute("aria-rowindex"), "10000");
  }));

test("a row says the id, the state, the document, the owner and the age", () =>
  withPage({}, async ({ page, api }) => {
    const id = await api.job({ name: "deed.pdf", key: "other-key" });
    await row(page, id).waitFor();
    const text = await row(page, id).textContent();
    for (const part of [id, "pending", "deed.pdf", "key 2"]) assert.ok(text.includes(part), part);
    assert.match(text, /\d+ s$/);
  }));

test("a job's change is shown without a reload, and the filters count it", () =>
  withPage({}, async ({ page, api }) => {
    const id = await api.job({ pendingMs: 1000, processingMs: 0, ends: "failed" });
    await row(page, id).getByText("pending").waitFor();
    await row(page, id).getByText("failed").waitFor();
    await page.getByRole("button", { name: "failed 1" }).waitFor();
    await page.getByRole("button", { name: "pending 0" }).waitFor();
  }));

test("a filter shows one state, and the grid's row count is what it shows", () =>
  withPage({ flags: ["--jobs", "30"] }, async ({ page, api }) => {
    const id = await api.job({ status: "completed" });
    await rows(page, 31);
    await page.getByRole("button", { name: "completed 1" }).click();
    await rows(page, 1);
    assert.deepEqual(await shownIds(page), [id]);
    await page.getByRole("button", { name: "all 31" }).click();
    await rows(page, 31);
  }));

test("a search finds by a part of the id and by the document's name", () =>
  withPage({ flags: ["--jobs", "30"] }, async ({ page, api }) => {
    const id = await api.job({ jobId: "needle-1", name: "haystack.pdf" });
    await rows(page, 31);
    for (const part of ["EEDLE", "haystack"]) {
      await page.getByLabel("Search by id or name").fill(part);
      await rows(page, 1);
      assert.deepEqual(await shownIds(page), [id]);
    }
    await page.getByLabel("Search by id or name").fill("nothing of the kind");
    await page.getByText("No jobs match.").waitFor();
    await rows(page, 0);
  }));

test("a filter that comes to show nothing takes the keyboard from nobody", () =>
  withPage({}, async ({ page, api }) => {
    await api.job({ pendingMs: 2000, processingMs: 600_000 });
    await rows(page, 1);
    await page.getByRole("button", { name: "pending 1" }).click();
    await grid(page).focus();
    await rows(page, 0);
    assert.equal(await grid(page).evaluate((it) => it === document.activeElement), true);
  }));

test("a reading of the list that another has followed fails for itself alone", () => {
  let held;
  const before = (page) =>
    page.route("**/_emulator/jobs?limit=100*", (route) => {
      if (held) return route.continue();
      held = route;
    });
  return withPage({ flags: ["--jobs", "5"], before, ready: false }, async ({ page }) => {
    while (!held) await page.evaluate(() => new Promise(requestAnimationFrame));
    await turn(page, "hidden");
    await turn(page, "visible");
    await live(page);
    await rows(page, 5);
    const failed = page.waitForEvent("requestfailed");
    await held.abort();
    await failed;
    const state = () =>
      page.evaluate(async () => {
        for (let frames = 3; frames > 0; frames--) await new Promise(requestAnimationFrame);
        return document.querySelector(".link").dataset.state;
      });
    assert.equal(await state(), "live");
  });
});

test("the list is sorted by age, either way", () =>
  withPage({}, async ({ page, api }) => {
    for (const jobId of ["first", "second", "third"]) await api.job({ jobId });
    await rows(page, 3);
    assert.deepEqual(await shownIds(page), ["third", "second", "first"]);
    await page.getByRole("button", { name: "Age" }).click();
    await page.waitForFunction(
      () => document.querySelector("[aria-rowindex='1']")?.dataset.job === "first",
    );
    assert.deepEqual(await shownIds(page), ["first", "second", "third"]);
  }));

test("a click selects one, a shift-click all between, and the button says how many", () =>
  withPage({ flags: ["--jobs", "30"] }, async ({ page }) => {
    await rows(page, 30);
    const ids = await shownIds(page);
    await row(page, ids[2]).click();
    await row(page, ids[6]).click({ modifiers: ["Shift"] });
    await page.getByRole("button", { name: "Cancel selected (5)" }).waitFor();
    for (const id of ids.slice(2, 7))
      assert.ok(await page.getByLabel(`Select job ${id}`).isChecked());
    await page.getByLabel(`Select job ${ids[4]}`).click();
    await page.getByRole("button", { name: "Cancel selected (4)" }).waitFor();
    assert.equal(await selectAll(page).evaluate((box) => box.indeterminate), true);
    // The checkbox leaves the keyboard to the grid.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Cancel selected (3)" }).waitFor();
    assert.equal(await page.getByLabel(`Select job ${ids[5]}`).isChecked(), false);
  }));

test("a range begins anew where the filter has put its beginning out of sight, and follows the order that is shown", () =>
  withPage({}, async ({ page, api }) => {
    const ids = [];
    for (let number = 0; number < 6; number++)
      ids.push(await api.job({ jobId: `${number < 3 ? "left" : "right"}-${number}` }));
    await rows(page, 6);
    await row(page, ids[0]).click();
    await page.getByLabel("Search by id or name").fill("right");
    await rows(page, 3);
    await row(page, ids[3]).click({ modifiers: ["Shift"] });
    await page.getByRole("button", { name: "Cancel selected (2)" }).waitFor();
    await row(page, ids[5]).click({ modifiers: ["Shift"] });
    await page.getByRole("button", { name: "Cancel selected (4)" }).waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByLabel("Search by id or name").fill("");
    await rows(page, 6);
    await row(page, ids[1]).click();
    await page.getByRole("button", { name: "Age" }).click();
    await page.waitForFunction(
      (first) => document.querySelector("[aria-rowindex='1']")?.dataset.job === first,
      ids[0],
    );
    await row(page, ids[3]).click({ modifiers: ["Shift"] });
    await page.getByRole("button", { name: "Cancel selected (3)" }).waitFor();
  }));

test("a range of the keyboard begins at the row that it is on, and not where the mouse was", () =>
  withPage({ flags: ["--jobs", "20"] }, async ({ page }) => {
    await rows(page, 20);
    const ids = await shownIds(page);
    await row(page, ids[8]).click();
    await row(page, ids[1]).click();
    for (let steps = 7; steps > 0; steps--) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await page.getByRole("button", { name: "Cancel selected (3)" }).waitFor();
    for (const id of [ids[1], ids[8], ids[9]])
      assert.equal(await row(page, id).getAttribute("aria-selected"), "true", id);
  }));

test("the preview says how many of the selected jobs the list does not show just now", () =>
  withPage({ flags: ["--jobs", "30"] }, async ({ page, api }) => {
    await api.job({ jobId: "needle-1" });
    await rows(page, 31);
    await selectAll(page).check();
    await cancelSelected(page).click();
    await dialog(page).getByText("31 would be cancelled").waitFor();
    assert.equal(await dialog(page).getByText("not among those").count(), 0);
    await page.keyboard.press("Escape");
    await page.getByLabel("Search by id or name").fill("needle");
    await rows(page, 1);
    await cancelSelected(page).click();
    await page.getByRole("dialog", { name: "Cancel 31 jobs?" }).waitFor();
    await dialog(page).getByText("30 of them are not among those that the list shows").waitFor();
  }));

test("a range that is drawn back lets go of what it had taken in, and of nothing else", () =>
  withPage({ flags: ["--jobs", "10"] }, async ({ page, api }) => {
    await rows(page, 10);
    const ids = await api.ids();
    await row(page, ids[3]).click();
    await row(page, ids[1]).click();
    for (let times = 0; times < 4; times++) await page.keyboard.press("Shift+ArrowDown");
    await page.getByRole("button", { name: "Cancel selected (5)" }).waitFor();
    for (let times = 0; times < 3; times++) await page.keyboard.press("Shift+ArrowUp");
    await page.getByRole("button", { name: "Cancel selected (3)" }).waitFor();
    for (const chosen of [1, 2, 3])
      assert.equal(await page.getByLabel(`Select job ${ids[chosen]}`).isChecked(), true);
    await page.keyboard.press("Shift+ArrowUp");
    await page.keyboard.press("Shift+ArrowUp");
    assert.equal(await page.getByLabel(`Select job ${ids[0]}`).isChecked(), true);
    assert.equal(await page.getByLabel(`Select job ${ids[2]}`).isChecked(), false);
    await row(page, ids[6]).click({ modifiers: ["Shift"] });
    await page.getByRole("button", { name: "Cancel selected (6)" }).waitFor();
    await row(page, ids[2]).click({ modifiers: ["Shift"] });
    await page.getByRole("button", { name: "Cancel selected (3)" }).waitFor();
  }));

test("Space in a list that was just entered selects its first row", () =>
  withPage({ flags: ["--jobs", "3"] }, async ({ page, api }) => {
    await rows(page, 3);
    const [first] = await api.ids();
    await grid(page).focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Cancel selected (1)" }).waitFor();
    assert.equal(await row(page, first).getAttribute("aria-selected"), "true");
  }));

test("the keyboard alone moves, selects, extends, selects all, clears and asks", () =>
  withPage({ flags: ["--jobs", "30"] }, async ({ page }) => {
    await rows(page, 30);
    const ids = await shownIds(page);
    await grid(page).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    assert.equal(await row(page, ids[1]).getAttribute("aria-selected"), "true");
    const active = await grid(page).getAttribute("aria-activedescendant");
    assert.equal(await row(page, ids[1]).getAttribute("id"), active);
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await page.getByRole("button", { name: "Cancel selected (3)" }).waitFor();
    await page.keyboard.press("Control+a");
    await page.getByRole("button", { name: "Cancel selected (30)" }).waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await cancelSelected(page).getAttribute("aria-disabled"), "true");
    await page.keyboard.press("Space");
    await page.keyboard.press("Delete");
    await page.getByRole("dialog", { name: "Cancel 1 job?" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "hidden" });
    assert.equal(await grid(page).evaluate((it) => it === document.activeElement), true);
  }));

test("all that the filter shows is selected, rows that do not exist included, and no other", () =>
  withPage({ flags: ["--jobs", "300"] }, async ({ page, api }) => {
    await api.job({ status: "completed" });
    await rows(page, 301);
    await page.getByRole("button", { name: "pending 300" }).click();
    await rows(page, 300);
    await page.getByText("(300)").waitFor();
    await selectAll(page).check();
    await page.getByRole("button", { name: "Cancel selected (300)" }).waitFor();
    await page.getByRole("button", { name: "all 301" }).click();
    await rows(page, 301);
    assert.equal(await selectAll(page).isChecked(), false);
    await selectAll(page).check();
    await page.getByText("301 selected, 1 of them ended").waitFor();
    await row(page, (await api.ids())[0]).click();
    await page.getByText("300 selected, none has ended yet").waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    assert.equal(await selectAll(page).isChecked(), false);
  }));

test("a document is submitted by its address or as a file, and ten at once", () =>
  withPage({}, async ({ page, api }) => {
    await page.getByLabel("Address of a document").fill("https://example.com/a/minutes.pdf");
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await rows(page, 1);
    await grid(page).getByText("minutes.pdf").waitFor();
    await page.getByRole("button", { name: "Submit 10" }).click();
    await rows(page, 11);
    const file = { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("a document") };
    await page.getByLabel("or a small file").setInputFiles(file);
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await rows(page, 12);
    await grid(page).getByText("note.txt").waitFor();
    assert.equal(await api.count(), 12);
  }));
