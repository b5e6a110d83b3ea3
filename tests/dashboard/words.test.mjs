// What is said where more than one thing happened: an answer lost and then a refusal, a worker that breaks off; and what files hold.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import {
  askForAll,
  confirm,
  dialog,
  done,
  downloaded,
  kinds,
  outcome,
  outcomeOf,
  over,
  reached,
  rows,
  slow,
  withPage,
} from "./support.mjs";

after(done);

test("a cancellation whose answer was lost, and then refused for its key, is said to be not known", () =>
  withPage({ flags: ["--jobs", "1"] }, async ({ page, api }) => {
    const jobId = await api.job();
    await api.fault({ jobId, method: "DELETE", apply: true, status: 504, body: "{}" });
    const expired = '{"error":{"code":"AUTH_003","message":"API key expired"}}';
    await api.fault({ jobId, method: "DELETE", times: 0, status: 401, body: expired });
    await rows(page, 2);
    await askForAll(page);
    await confirm(page, 2);
    await over(page);
    assert.deepEqual(await kinds(page), { all: 2, canceled: 1, "not known": 1 });
    await outcomeOf(page, jobId)
      .getByText("not known: an answer was lost, then the server refused")
      .waitFor();
    await outcomeOf(page, jobId).getByText("API key expired (AUTH_003)").waitFor();
  }));

test("a worker that breaks off in mid-run: what was done stays, the rest is not known, and the next run works", () =>
  withPage({ flags: ["--jobs", "60"] }, async ({ page, api }) => {
    await slow(api, 200);
    await rows(page, 60);
    await askForAll(page);
    await confirm(page, 60);
    await reached(page, 5);
    await page.workers()[0].evaluate(() => {
      setTimeout(() => {
        throw new Error("out of order");
      });
    });
    await over(page);
    const { all, canceled, "not known": unknown } = await kinds(page);
    assert.equal(all, 60);
    assert.equal(canceled + unknown, 60);
    assert.ok(canceled >= 5, `${canceled} canceled`);
    await outcome(page)
      .getByText(/stopped: .*out of order/)
      .waitFor();
    await api.fault();
    await outcome(page)
      .getByRole("button", { name: `Try again: ${unknown} not known` })
      .click();
    await confirm(page, unknown);
    await outcome(page).getByText(`of ${unknown} jobs,`).waitFor();
    await over(page);
    assert.equal(await api.count("canceled"), 60);
  }));

test("a worker that ends without a word in mid-run: the rest is not known, and the next run works", () =>
  withPage(
    { flags: ["--jobs", "60"], before: (page) => page.clock.install() },
    async ({ page, api }) => {
      await slow(api, 200);
      await rows(page, 60);
      await askForAll(page);
      await confirm(page, 60);
      await reached(page, 5);
      await page.workers()[0].evaluate(() => {
        setTimeout(close);
      });
      await page.clock.runFor(31_000);
      await over(page);
      const { all, canceled, "not known": unknown } = await kinds(page);
      assert.equal(all, 60);
      assert.equal(canceled + unknown, 60);
      assert.ok(canceled >= 5 && unknown > 0, `${canceled} canceled`);
      await outcome(page).getByText("stopped: the page's worker stopped responding").waitFor();
      await api.fault();
      await outcome(page)
        .getByRole("button", { name: `Try again: ${unknown} not known` })
        .click();
      await confirm(page, unknown);
      await outcome(page).getByText(`of ${unknown} jobs,`).waitFor();
      await over(page);
      assert.equal(await api.count("canceled"), 60);
    },
  ));

test("a tab that slept takes its sleep for no silence of the worker's: its run goes on", () =>
  withPage(
    { flags: ["--jobs", "40"], before: (page) => page.clock.install() },
    async ({ page, api }) => {
      await slow(api, 200);
      await rows(page, 40);
      await askForAll(page);
      await confirm(page, 40);
      await reached(page, 5);
      await page.clock.fastForward(3_600_000);
      await over(page);
      assert.deepEqual(await kinds(page), { all: 40, canceled: 40 });
    },
  ));

const withoutWorker = (page) => page.route("**/assets/main-*.js", (route) => route.abort());

test("a worker that can't be loaded: it is said so, and nothing is sent", () =>
  withPage({ flags: ["--jobs", "2"], before: withoutWorker }, async ({ page, api }) => {
    await rows(page, 2);
    await askForAll(page);
    await dialog(page).getByText("the page's worker could not be loaded").waitFor();
    await confirm(page, 2);
    await over(page);
    assert.deepEqual(await kinds(page), { all: 2, "not reached": 2 });
    assert.equal(await api.count("canceled"), 0);
  }));

test("no script but the page's own worker can be started, and no policy made that would let one", () =>
  withPage({ provoked: /Trusted/ }, async ({ page }) => {
    const refused = await page.evaluate(() => {
      const breaks = [
        () => new Worker("./icon.svg"),
        () => trustedTypes.createPolicy("other", {}),
        () => trustedTypes.createPolicy("pulse-worker", {}),
        () => {
          document.body.innerHTML = "<b>text</b>";
        },
      ];
      return breaks.map((attempt) => {
        try {
          attempt();
          return "allowed";
        } catch (error) {
          return error.name;
        }
      });
    });
    assert.deepEqual(refused, ["TypeError", "TypeError", "TypeError", "TypeError"]);
  }));

test("no cell of the CSV is a formula, behind blanks or in full width neither", () =>
  withPage({}, async ({ page, api }) => {
    const ids = ["=1+1", "+1", "-1", "@sum(1)", " =1+1", "＝1+1", "＋1", "－1", "＠sum(1)"];
    for (const jobId of ids) await api.job({ jobId });
    await rows(page, ids.length);
    await askForAll(page);
    await confirm(page, ids.length);
    await over(page);
    const { text } = await downloaded(page, "Download CSV");
    const found = text
      .trimEnd()
      .split("\r\n")
      .slice(1)
      .map((line) => line.split(",")[0]);
    assert.deepEqual(found.sort(), ids.map((id) => `'${id}`).sort());
  }));
