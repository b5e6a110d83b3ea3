// axe in the list, the preview, a run under way and the history, in light, dark and at 375 px; live regions; less motion.
import assert from "node:assert/strict";
import { join } from "node:path";
import test, { after } from "node:test";
import { root } from "../project.mjs";
import {
  askForAll,
  confirm,
  dialog,
  done,
  grid,
  outcome,
  over,
  progressbar,
  rows,
  withPage,
} from "./support.mjs";

after(done);

/** A script of the browser's, not of the page: the page's policy would not let it in. */
const axe = (page) => page.addInitScript({ path: join(root, "node_modules/axe-core/axe.min.js") });

async function judge(page, where) {
  const { violations, passes } = await page.evaluate(() => window.axe.run());
  assert.ok(passes.length > 15, `axe looked at next to nothing: ${passes.length}`);
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join("\n  ")}`,
  );
  assert.deepEqual(found, [], where);
}

const LINGERING = [
  ...["--pending-ms", "0", "--processing-ms", "600000"],
  ...["--cancel-ms", "2000"],
];

for (const [name, context] of [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["375 px", { colorScheme: "light", viewport: { width: 375, height: 800 } }],
]) {
  test(`axe finds nothing, ${name}: the list, the preview, a run, the outcome and the history`, () =>
    withPage(
      { flags: ["--jobs", "60", ...LINGERING], context, before: axe },
      async ({ page, api }) => {
        for (const status of ["completed", "failed", "canceled", "expired"])
          await api.job({ status });
        await api.job({ key: "other-key" });
        await rows(page, 65);
        await judge(page, "the list");
        await page.getByLabel("Search by id or name").fill("nothing of the kind");
        await rows(page, 0);
        await judge(page, "a list of which nothing is shown");
        await page.getByLabel("Search by id or name").fill("");
        await rows(page, 65);
        await askForAll(page);
        await dialog(page).getByText("would be cancelled").waitFor();
        await judge(page, "the preview");
        await confirm(page, 65);
        await progressbar(page).waitFor();
        await judge(page, "a run under way");
        await over(page);
        await judge(page, "the history and the outcome");
        const { scrollWidth, clientWidth } = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return { scrollWidth, clientWidth };
        });
        assert.ok(scrollWidth <= clientWidth, `${scrollWidth} px wide in ${clientWidth}`);
      },
    ));
}

/** A browser without storage, of which the page has something to say. */
const withoutStorage = async (page) => {
  await axe(page);
  await page.addInitScript(() => {
    Object.defineProperty(window, "indexedDB", { value: undefined });
  });
};

test("axe finds nothing in a notice, nor where the jobs are confirmed by their list", () =>
  withPage({ flags: ["--jobs", "5"], before: withoutStorage }, async ({ page }) => {
    await rows(page, 5);
    await page.getByRole("alert").getByText("storage can't be used").waitFor();
    await judge(page, "a notice");
    await page.getByLabel("API key").fill("mistyped");
    await askForAll(page);
    await dialog(page).getByText("could not be asked about").waitFor();
    await judge(page, "the list in the preview");
  }));

test("a screen reader is told of a run five times at most, and not of each job", () =>
  withPage({ flags: ["--jobs", "100"] }, async ({ page }) => {
    await rows(page, 100);
    await page.evaluate(() => {
      window.heard = [];
      for (const region of document.querySelectorAll("[role=status], [role=alert]")) {
        new MutationObserver(() => window.heard.push(region.textContent)).observe(region, {
          childList: true,
          characterData: true,
          subtree: true,
        });
      }
    });
    await askForAll(page);
    await confirm(page, 100);
    await over(page);
    const heard = await page.evaluate(() => window.heard);
    const words = [...new Set(heard)];
    assert.ok(heard.length <= 8, heard.join(" | "));
    assert.ok(words.includes("100 of 100 jobs would be cancelled"), heard.join(" | "));
    assert.ok(words.includes("Done. 100 jobs canceled"), heard.join(" | "));
  }));

test("the keyboard alone gets from the list to the outcome", () =>
  withPage({ flags: ["--jobs", "25"] }, async ({ page, api }) => {
    await rows(page, 25);
    await grid(page).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await dialog(page).getByText("25 would be cancelled").waitFor();
    const focused = () =>
      page.evaluate(() => document.activeElement?.closest("label")?.textContent);
    assert.match(await focused(), /^Type the number of jobs/);
    await page.keyboard.type("25");
    await page.keyboard.press("Enter");
    await over(page);
    assert.equal(await api.count("canceled"), 25);
    await outcome(page).getByRole("table", { name: "Outcome of each job" }).waitFor();
  }));

test("with less motion asked for, nothing moves", () =>
  withPage(
    { flags: ["--jobs", "30", ...LINGERING], context: { reducedMotion: "reduce" } },
    async ({ page }) => {
      await rows(page, 30);
      await askForAll(page);
      await confirm(page, 30);
      await progressbar(page).waitFor();
      const moving = await page.evaluate(
        () =>
          [...document.querySelectorAll("*")].filter((element) => {
            const { transitionDuration, animationName } = getComputedStyle(element);
            return transitionDuration !== "0s" || animationName !== "none";
          }).length,
      );
      assert.equal(moving, 0);
      await over(page);
    },
  ));
