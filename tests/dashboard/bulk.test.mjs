// The bulk action: what it would do, the confirmation, the run, the outcome of each job, and what one does with it.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import {
  askForAll,
  cancelSelected,
  confirm,
  dialog,
  done,
  downloaded,
  held,
  kinds,
  outcome,
  outcomeOf,
  over,
  progressbar,
  row,
  rows,
  slow,
  withPage,
} from "./support.mjs";

after(done);

const deletes = async (api) =>
  (await api.requests()).filter(({ method }) => method === "DELETE").map(({ jobId }) => jobId);

test("the preview says of each selected job what a cancellation would do, and sends none", () =>
  withPage({ flags: ["--jobs", "3"] }, async ({ page, api }) => {
    const ended = await api.job({ status: "completed" });
    const foreign = await api.job({ key: "other-key" });
    await rows(page, 5);
    await askForAll(page);
    await page.getByRole("dialog", { name: "Cancel 5 jobs?" }).waitFor();
    const found = dialog(page).getByRole("list", { name: "What a cancellation would do" });
    await found.getByText("3 would be cancelled").waitFor();
    await found.getByText("1 already ended").waitFor();
    await found.getByText("1 are another owner's").waitFor();
    const listed = dialog(page).getByRole("list", { name: "The jobs" });
    await listed.getByText("pending, would be cancelled").first().waitFor();
    const line = (id) => listed.getByRole("listitem").filter({ hasText: id });
    await line(ended).getByText("already ended: completed").waitFor();
    await line(foreign).getByText("left alone: it belongs to another owner").waitFor();
    await dialog(page).getByRole("button", { name: "Keep them" }).click();
    await dialog(page).waitFor({ state: "hidden" });
    assert.deepEqual(await deletes(api), []);
  }));

test("twenty jobs are confirmed by their list, and all are canceled", () =>
  withPage({ flags: ["--jobs", "20"] }, async ({ page, api }) => {
    await rows(page, 20);
    await askForAll(page);
    assert.equal(await dialog(page).getByLabel("Type the number of jobs").count(), 0);
    await confirm(page, 20);
    await over(page);
    assert.deepEqual(await kinds(page), { all: 20, canceled: 20 });
    await held(api, "canceled", 20);
    await page.getByRole("button", { name: "canceled 20" }).first().waitFor();
  }));

test("above twenty, nothing but the right number confirms", () =>
  withPage({ flags: ["--jobs", "21"] }, async ({ page, api }) => {
    await rows(page, 21);
    await askForAll(page);
    const button = dialog(page).getByRole("button", { name: "Cancel them" });
    await dialog(page).getByText("21 would be cancelled").waitFor();
    for (const wrong of ["", "20", "210", "yes"]) {
      await dialog(page).getByLabel("Type the number of jobs").fill(wrong);
      assert.ok(await button.isDisabled(), wrong);
    }
    assert.deepEqual(await deletes(api), []);
    await confirm(page, 21);
    await over(page);
    await held(api, "canceled", 21);
  }));

test("an outcome says what really happened, with the server's own words where it refused", () =>
  withPage({ flags: ["--jobs", "2"] }, async ({ page, api }) => {
    const first = await api.job({ onCancel: "ignored", pendingMs: 0, processingMs: 4000 });
    const refused = await api.job();
    const ended = await api.job({ status: "failed" });
    await api.fault({
      jobId: refused,
      method: "DELETE",
      times: 0,
      status: 500,
      body: '{"error":{"code":"JOB_009","message":"The job is being written out"}}',
    });
    await rows(page, 5);
    await askForAll(page);
    await confirm(page, 5);
    await over(page);
    assert.deepEqual(await kinds(page), {
      all: 5,
      canceled: 2,
      "finished first": 1,
      "already ended": 1,
      failed: 1,
    });
    await outcomeOf(page, first).getByText("finished first: completed").waitFor();
    await outcomeOf(page, ended).getByText("already ended: failed").waitFor();
    await outcomeOf(page, refused).getByText("failed: the server refused").waitFor();
    await outcomeOf(page, refused).getByText("The job is being written out (JOB_009)").waitFor();
    assert.ok(!(await deletes(api)).includes(ended), "what had ended was left alone");
  }));

test("the failed are tried again, and only they", () =>
  withPage({ flags: ["--jobs", "4"] }, async ({ page, api }) => {
    const refused = await api.job();
    const broken = '{"error":{"code":"JOB_009","message":"Not now"}}';
    await api.fault({ jobId: refused, method: "DELETE", status: 500, body: broken });
    await rows(page, 5);
    await askForAll(page);
    await confirm(page, 5);
    await over(page);
    const before = (await deletes(api)).length;
    await outcome(page).getByRole("button", { name: "Try the failed again (1)" }).click();
    await page.getByRole("dialog", { name: "Cancel 1 job?" }).waitFor();
    await confirm(page, 1);
    await outcome(page).getByText("of 1 job,").waitFor();
    await over(page);
    assert.deepEqual(await kinds(page), { all: 1, canceled: 1 });
    assert.deepEqual((await deletes(api)).slice(before), [refused]);
  }));

test("a run shows a bar, the rate, the time left and counts while it is under way", () =>
  withPage({ flags: ["--jobs", "60"] }, async ({ page, api }) => {
    await slow(api, 200);
    await rows(page, 60);
    await askForAll(page);
    await confirm(page, 60);
    await progressbar(page).waitFor();
    await page.waitForFunction(
      () => Number(document.querySelector("[role=progressbar]")?.ariaValueNow) > 9,
    );
    assert.equal(await progressbar(page).getAttribute("aria-valuemax"), "60");
    const pace = page.locator(".pace");
    for (const name of ["Per second", "Time left", "In flight", "canceled"]) {
      await pace.getByText(name).waitFor();
    }
    assert.match(await pace.textContent(), /Per second\d+Time left\d+ s/);
    assert.equal(await cancelSelected(page).getAttribute("aria-disabled"), "true");
    await row(page, (await api.ids())[0]).click();
    const name = "Cancel selected (1)";
    await page.getByRole("button", { name, exact: true, disabled: true }).waitFor();
    await over(page);
    await progressbar(page).waitFor({ state: "hidden" });
    assert.deepEqual(await kinds(page), { all: 60, canceled: 60 });
  }));

test("stopped softly, what is under way comes to its end and the rest is not reached", () =>
  withPage({ flags: ["--jobs", "200"] }, async ({ page, api }) => {
    await slow(api, 100);
    await rows(page, 200);
    await askForAll(page);
    await confirm(page, 200);
    await page.waitForFunction(
      () => Number(document.querySelector("[role=progressbar]")?.ariaValueNow) > 4,
    );
    await page.getByRole("button", { name: "Stop after those under way" }).click();
    await over(page);
    const { all, canceled, "not reached": left, ...others } = await kinds(page);
    assert.deepEqual(others, {});
    assert.equal(all, 200);
    assert.equal(canceled + left, 200);
    assert.ok(left > 20, `${left} not reached`);
    assert.equal(await api.count("canceled"), canceled);
    await outcome(page).getByText("stopped by hand").waitFor();
  }));

test("stopped at once, what was under way is said to be not known", () =>
  withPage({ flags: ["--jobs", "100"] }, async ({ page, api }) => {
    await slow(api, 400);
    await rows(page, 100);
    await askForAll(page);
    await confirm(page, 100);
    await page.waitForFunction(
      () => Number(document.querySelector("[role=progressbar]")?.ariaValueNow) > 4,
    );
    await page.getByRole("button", { name: "Stop at once" }).click();
    await over(page);
    const { all, canceled, "not known": unknown, "not reached": left } = await kinds(page);
    assert.equal(all, 100);
    assert.equal(canceled + unknown + left, 100);
    assert.ok(unknown > 0 && unknown <= 32, `${unknown} not known`);
    await outcome(page)
      .getByRole("button", { name: /^not known/ })
      .click();
    await outcome(page)
      .getByText("not known: stopped while its cancellation was under way")
      .first()
      .waitFor();
    assert.ok((await api.count("canceled")) >= canceled);
  }));

test("stopped at once with all of them under way, a run is not said to be done", () =>
  withPage({ flags: ["--jobs", "10"] }, async ({ page, api }) => {
    await slow(api, 5000);
    await rows(page, 10);
    let sent = 0;
    page.on("request", (request) => {
      if (request.method() === "DELETE") sent++;
    });
    await askForAll(page);
    await confirm(page, 10);
    while (sent < 10) await page.evaluate(() => new Promise(requestAnimationFrame));
    await page.getByRole("button", { name: "Stop at once" }).click();
    await over(page);
    assert.deepEqual(await kinds(page), { all: 10, "not known": 10 });
    await outcome(page).getByText("stopped by hand").waitFor();
    await page.getByText("Stopped by hand. 0 jobs canceled").waitFor();
  }));

test("outcomes are downloaded as JSON lines and as CSV, with a row for each job", () =>
  withPage({ flags: ["--jobs", "2"] }, async ({ page, api }) => {
    const odd = await api.job({ jobId: '=odd,"id"' });
    await rows(page, 3);
    await askForAll(page);
    await confirm(page, 3);
    await over(page);
    const lines = await downloaded(page, "Download JSON lines");
    assert.match(lines.name, /^pulse-outcome-.*\.jsonl$/);
    const parsed = lines.text.trimEnd().split("\n").map(JSON.parse);
    assert.deepEqual(parsed.map(({ id }) => id).sort(), (await api.ids()).sort());
    assert.ok(parsed.every(({ kind, at }) => kind === "canceled" && !Number.isNaN(Date.parse(at))));
    const csv = await downloaded(page, "Download CSV");
    const [head, ...records] = csv.text.trimEnd().split("\r\n");
    assert.equal(head, "id,kind,words,statusCode,code,attempts,said,at");
    assert.equal(records.length, 3);
    const quoted = `"'${odd.replaceAll('"', '""')}"`;
    assert.ok(
      records.some((record) => record.startsWith(`${quoted},canceled,`)),
      csv.text,
    );
  }));

test("a run is kept in the history, shown again after a reload, and forgotten", () =>
  withPage({ flags: ["--jobs", "3"] }, async ({ page }) => {
    await rows(page, 3);
    await askForAll(page);
    await confirm(page, 3);
    await over(page);
    await page.reload();
    const runs = page.getByRole("list", { name: "Runs" }).getByRole("listitem");
    await runs.filter({ hasText: "3 canceled" }).filter({ hasText: "done" }).waitFor();
    assert.equal(await outcome(page).count(), 0);
    await page.getByRole("button", { name: /^Show the run/ }).click();
    await over(page);
    assert.deepEqual(await kinds(page), { all: 3, canceled: 3 });
    await page.getByRole("button", { name: /^Forget the run/ }).click();
    await page.getByText("Runs are kept here").waitFor();
    assert.equal(await outcome(page).count(), 0);
  }));

test("the run that has just ended is forgotten like any other", () =>
  withPage({ flags: ["--jobs", "2"] }, async ({ page }) => {
    await rows(page, 2);
    await askForAll(page);
    await confirm(page, 2);
    await over(page);
    await page.getByRole("button", { name: /^Forget the run/ }).click();
    await page.getByText("Runs are kept here").waitFor();
    assert.equal(await outcome(page).count(), 0);
  }));
