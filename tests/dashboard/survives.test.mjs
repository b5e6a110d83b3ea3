// What the page survives. Nothing is lost that it had shown as done, and what is not known is said to be not known.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import {
  askForAll,
  cancelSelected,
  confirm,
  dialog,
  done,
  grid,
  held,
  kinds,
  live,
  outcome,
  over,
  progressbar,
  reached,
  row,
  rows,
  serving,
  slow,
  stored,
  turn,
  withPage,
} from "./support.mjs";

after(done);

/** A cancellation that takes its time to take effect: a run lasts without keeping the connections busy. */
const LINGERING = [
  ...["--pending-ms", "0", "--processing-ms", "600000"],
  ...["--cancel-ms", "2000"],
];

test("the emulator restarted under it: the list is the new one's, and the page says so", () =>
  withPage({ flags: ["--jobs", "30"] }, async ({ page, api }) => {
    await rows(page, 30);
    await api.stop();
    await page.getByRole("status").filter({ hasText: "Connection lost" }).waitFor();
    assert.equal(await grid(page).getAttribute("aria-rowcount"), "30", "what was seen is kept");
    const next = await serving(["--jobs", "5"], api.port);
    try {
      await live(page);
      await rows(page, 5);
      await page
        .getByRole("alert")
        .getByText("30 of the 30 jobs listed before are gone.")
        .waitFor();
      const id = await next.job();
      await row(page, id).waitFor();
    } finally {
      await next.stop();
    }
  }));

test("the emulator restarted with some of its jobs: the page says how many of those listed are gone", () =>
  withPage({ flags: ["--job", "stays", "--job", "goes", "--jobs", "3"] }, async ({ page, api }) => {
    await rows(page, 5);
    await api.stop();
    const next = await serving(["--job", "stays", "--jobs", "7"], api.port);
    try {
      await rows(page, 8);
      await page.getByRole("alert").getByText("4 of the 5 jobs listed before are gone.").waitFor();
    } finally {
      await next.stop();
    }
  }));

test("the emulator gone in the middle of a run: what was done stays, the rest is said to be open", () =>
  withPage({ flags: ["--jobs", "150"] }, async ({ page, api }) => {
    await slow(api, 100);
    await rows(page, 150);
    await askForAll(page);
    await confirm(page, 150);
    await reached(page, 20);
    await api.stop();
    await over(page, 60_000);
    const { all, canceled, "not known": unknown = 0, "not reached": left = 0 } = await kinds(page);
    assert.equal(all, 150);
    assert.ok(canceled >= 20, `${canceled} canceled`);
    assert.ok(unknown > 0 && left > 0, `${unknown} not known, ${left} not reached`);
    assert.equal(canceled + unknown + left, 150);
    await outcome(page).getByText("stopped: the server stopped answering").waitFor();
  }));

test("a key that stops working in mid-run: the rest is not reached, and goes on with one that works", () =>
  withPage({ flags: ["--jobs", "200"] }, async ({ page, api }) => {
    await rows(page, 200);
    const ids = await api.ids();
    const expired = '{"error":{"code":"AUTH_003","message":"API key expired"}}';
    await api.fault({ jobId: ids[60], method: "DELETE", times: 0, status: 401, body: expired });
    await askForAll(page);
    await confirm(page, 200);
    await over(page);
    const { all, canceled, failed, "not reached": left } = await kinds(page);
    assert.equal(all, 200);
    assert.ok(canceled >= 12 && failed === 1 && left > 50, JSON.stringify(await kinds(page)));
    await outcome(page).getByText("stopped: the key was refused").waitFor();
    await outcome(page).getByRole("button", { name: "failed 1" }).click();
    await outcome(page).getByText("API key expired (AUTH_003)").first().waitFor();
    await api.fault();
    await outcome(page)
      .getByRole("button", { name: `Try again: 1 failed, ${left} not reached` })
      .click();
    await confirm(page, 200 - canceled);
    await outcome(page)
      .getByText(`of ${200 - canceled} jobs,`)
      .waitFor();
    await over(page);
    await held(api, "canceled", 200);
  }));

test("a storm of 429s: the gate is shown closed and until when, and every job is canceled all the same", () =>
  withPage({ flags: ["--jobs", "60", "--rate-limit", "50"] }, async ({ page, api }) => {
    await rows(page, 60);
    await askForAll(page);
    await confirm(page, 60);
    await page.getByText(/Gate closed until \d+:\d+:\d+/).waitFor();
    await over(page);
    assert.deepEqual(await kinds(page), { all: 60, canceled: 60 });
    await page.getByText("Gate open").waitFor();
    await page.getByText(/waits so far/).waitFor();
    await held(api, "canceled", 60);
  }));

test("the tab hidden for an hour: it asks for nothing meanwhile, and then shows what is", () =>
  withPage(
    {
      flags: ["--jobs", "5"],
      before: (page) => page.clock.install(),
    },
    async ({ page, api }) => {
      await rows(page, 5);
      await page.clock.runFor(3000);
      await turn(page, "hidden");
      await page.getByRole("status").filter({ hasText: "Paused while hidden" }).waitFor();
      let asked = 0;
      page.on("request", () => asked++);
      const id = await api.job({ status: "completed" });
      await page.clock.fastForward(3_600_000);
      assert.equal(asked, 0, "a hidden page asked");
      await turn(page, "visible");
      await live(page);
      await page.clock.runFor(2000);
      await rows(page, 6);
      await row(page, id).getByText("completed").waitFor();
      const [first] = (await api.ids()).slice(-1);
      await row(page, first).getByText(/^1 h$/).waitFor();
    },
  ));

test("a server that says nothing more, its connection open, is said to be lost, and found again", () =>
  withPage(
    { flags: ["--jobs", "5"], before: (page) => page.clock.install() },
    async ({ page, api }) => {
      await rows(page, 5);
      api.signal("SIGSTOP");
      try {
        await page.clock.fastForward(41_000);
        await page.getByRole("status").filter({ hasText: "Connection lost" }).waitFor();
      } finally {
        api.signal("SIGCONT");
      }
      await page.clock.runFor(2000);
      await live(page);
      const id = await api.job();
      await row(page, id).waitFor();
    },
  ));

test("two tabs at once: each sees the other's run, and neither offers to resume it", () =>
  withPage({ flags: ["--jobs", "100", ...LINGERING] }, async ({ page, open }) => {
    await rows(page, 100);
    const other = await open();
    await rows(other, 100);
    await askForAll(page);
    await confirm(page, 100);
    await reached(page, 5);
    const runs = other.getByRole("list", { name: "Runs" }).getByRole("listitem");
    await runs.filter({ hasText: "under way" }).waitFor();
    await other.reload();
    await live(other);
    await runs.filter({ hasText: "under way" }).waitFor();
    assert.equal(await other.getByRole("button", { name: /^Resume/ }).count(), 0);
    await other.getByRole("button", { name: /^Show the run/ }).click();
    await outcome(other).getByText("known so far").waitFor();
    assert.equal((await kinds(other))["not known"], undefined, "what is to come is not known yet");
    const again = outcome(other).getByRole("button", { name: "Try the failed again" });
    assert.equal(await again.getAttribute("aria-disabled"), "true");
    await over(page);
    await runs.filter({ hasText: "100 canceled" }).filter({ hasText: "done" }).waitFor();
    await other.getByRole("button", { name: "canceled 100" }).waitFor();
  }));

test("a tab closed in mid-run: its run is offered for resumption, and each job has one outcome in the end", () =>
  withPage({ flags: ["--jobs", "120"] }, async ({ page, api, open }) => {
    await slow(api, 150);
    await rows(page, 120);
    const ids = await api.ids();
    await askForAll(page);
    await confirm(page, 120);
    await reached(page, 15);
    const shown = await page.evaluate(() =>
      Number(document.querySelector("[role=progressbar]").ariaValueNow),
    );
    await page.close();
    await api.fault();
    const next = await open();
    const run = next.getByRole("list", { name: "Runs" }).getByRole("listitem");
    await run.filter({ hasText: "interrupted" }).waitFor();
    const kept = await stored(next);
    assert.ok(kept.length >= shown, `${kept.length} kept of ${shown} shown`);
    await next.getByRole("button", { name: /^Show the run/ }).click();
    await outcome(next).getByText("interrupted").waitFor();
    assert.deepEqual(await kinds(next), {
      all: 120,
      canceled: kept.length,
      "not known": 120 - kept.length,
    });
    await next.getByRole("button", { name: /^Resume/ }).click();
    await confirm(next, 120 - kept.length);
    await over(next);
    const all = await stored(next);
    assert.deepEqual(all.map(([id]) => id).sort(), ids.sort());
    // Those whose outcome the closed tab did not hear had ended when they were asked for again.
    assert.ok(all.every(([, kind]) => kind === "canceled" || kind === "ended"));
    await run.filter({ hasText: "done" }).waitFor();
    await held(api, "canceled", 120);
  }));

test("a tab closed in mid-run: one that is open learns of it when it is looked at", () =>
  withPage({ flags: ["--jobs", "60"] }, async ({ page, api, open }) => {
    await slow(api, 300);
    await rows(page, 60);
    const other = await open();
    await askForAll(page);
    await confirm(page, 60);
    await reached(page, 5);
    const runs = other.getByRole("list", { name: "Runs" }).getByRole("listitem");
    await runs.filter({ hasText: "under way" }).waitFor();
    await turn(other, "hidden");
    await page.close();
    await turn(other, "visible");
    await runs.filter({ hasText: "interrupted" }).waitFor();
    await other.getByRole("button", { name: /^Resume/ }).waitFor();
  }));

test("one run resumed in several tabs: one goes on with it, the others say so and ask for nothing", () =>
  withPage({ flags: ["--jobs", "60"] }, async ({ page, api, open }) => {
    const deletes = async () =>
      (await api.requests()).filter(({ method }) => method === "DELETE").length;
    await slow(api, 200);
    await rows(page, 60);
    const ids = await api.ids();
    await askForAll(page);
    await confirm(page, 60);
    await reached(page, 10);
    await page.close();
    // Slow enough that the first one is still at it when the second one comes, on a busy machine too.
    await api.fault();
    await slow(api, 600);
    const [first, second, third] = [await open(), await open(), await open()];
    const left = 60 - (await stored(first)).length;
    for (const tab of [first, second, third]) {
      await tab.getByRole("button", { name: /^Resume/ }).click();
      await dialog(tab).getByText("would be cancelled").waitFor();
    }
    await confirm(first, left);
    await progressbar(first).waitFor();
    await confirm(second, left);
    await second.getByRole("alert").getByText("Another tab goes on with this run").waitFor();
    await over(first);
    const before = await deletes();
    await confirm(third, left);
    await third.getByRole("alert").getByText("The run is over, or was forgotten").waitFor();
    assert.equal(await deletes(), before, "what is over was sent again");
    assert.deepEqual((await stored(third)).map(([id]) => id).sort(), ids.sort());
  }));

test("5 % of answers lost: they are asked for again, and every job is canceled", () =>
  withPage({ flags: ["--jobs", "100"] }, async ({ page, api }) => {
    await rows(page, 100);
    const ids = await api.ids();
    for (const [number, jobId] of ids.filter((_, index) => index % 20 === 0).entries()) {
      const cut = number % 2 ? "before-headers" : "mid-body";
      await api.fault({ jobId, method: "DELETE", apply: true, cut });
    }
    await askForAll(page);
    await confirm(page, 100);
    await over(page);
    assert.deepEqual(await kinds(page), { all: 100, canceled: 100 });
    await held(api, "canceled", 100);
  }));

test("an answer that is lost for good: what became of its job is said to be not known", () =>
  withPage({ flags: ["--jobs", "2"] }, async ({ page, api }) => {
    const lost = await api.job();
    await api.fault({
      jobId: lost,
      method: "DELETE",
      times: 0,
      apply: true,
      cut: "before-headers",
    });
    await rows(page, 3);
    await askForAll(page);
    await confirm(page, 3);
    await over(page);
    assert.deepEqual(await kinds(page), { all: 3, canceled: 2, "not known": 1 });
    await outcome(page).getByText("not known: the server's answer did not come").waitFor();
  }));

const forbidden = () =>
  Object.defineProperty(window, "indexedDB", {
    get() {
      throw new DOMException("no storage in private windows", "SecurityError");
    },
  });
/** As Firefox does where a site's data are blocked. */
const blocked = () => {
  const refuse = () => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  Object.defineProperty(window, "indexedDB", { get: refuse });
  window.BroadcastChannel = class {
    constructor() {
      refuse();
    }
  };
};
const silent = () => {
  IDBFactory.prototype.open = () => new EventTarget();
};
const full = () => {
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("no space is left", "QuotaExceededError");
  };
};

for (const [what, script, title] of [
  ["forbidden", forbidden, "The browser's storage can't be used"],
  ["blocked with all of a site's data", blocked, "The browser's storage can't be used"],
  ["silent", silent, "The browser's storage can't be used"],
  ["full", full, "The browser's storage is full"],
]) {
  test(`storage that is ${what}: a run goes on, its outcomes are there, and the page says what is not kept`, () =>
    withPage(
      { flags: ["--jobs", "25"], before: (page) => page.addInitScript(script) },
      async ({ page, api }) => {
        await rows(page, 25);
        await askForAll(page);
        await confirm(page, 25);
        await over(page);
        assert.deepEqual(await kinds(page), { all: 25, canceled: 25 });
        await page.getByRole("alert").getByText(title).waitFor();
        const run = page.getByRole("list", { name: "Runs" }).getByRole("listitem");
        await run.filter({ hasText: "25 canceled" }).waitFor();
        await held(api, "canceled", 25);
      },
    ));
}

test("storage that is full is told of once, and no more after that was dismissed", () =>
  withPage(
    { flags: ["--jobs", "3"], before: (page) => page.addInitScript(full) },
    async ({ page, api }) => {
      await rows(page, 3);
      await page.evaluate(() => {
        window.told = 0;
        new MutationObserver((changes) => {
          for (const { addedNodes } of changes) window.told += addedNodes.length;
        }).observe(document.querySelector("[role=alert]"), { childList: true });
      });
      await askForAll(page);
      await confirm(page, 3);
      await over(page);
      const notice = page.getByRole("alert").getByText("The browser's storage is full");
      await notice.waitFor();
      assert.equal(await page.evaluate(() => window.told), 1);
      await page.getByRole("button", { name: /^Dismiss: The browser's storage is full/ }).click();
      await row(page, await api.job()).click();
      await cancelSelected(page).click();
      await confirm(page, 1);
      await outcome(page).getByText("of 1 job,").waitFor();
      await over(page);
      assert.equal(await notice.count(), 0);
      assert.equal(await page.evaluate(() => window.told), 1);
    },
  ));
