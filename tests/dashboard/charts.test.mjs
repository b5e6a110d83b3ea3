// The charts and the gate: what is drawn is what happened, an hour that nobody saw is no second's traffic, and a wait is a wait.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { askForAll, confirm, dialog, done, held, over, rows, turn, withPage } from "./support.mjs";

after(done);

const chart = (page, title) => page.getByRole("img", { name: new RegExp(`^${title}: `) });

/** How many of its pixels have something on them, by the least of each colour channel's distance from grey. */
const coloured = (page, title) =>
  chart(page, title)
    .locator("canvas")
    .evaluate((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let found = 0;
      for (let index = 0; index < data.length; index += 4) {
        const [red, green, blue, alpha] = data.slice(index, index + 4);
        if (alpha > 128 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60) found++;
      }
      return found;
    });

test("the charts draw the states, the latency and the answers, and say them in words", () =>
  withPage({ flags: ["--jobs", "40"] }, async ({ page, api }) => {
    await api.fault({ method: "GET", status: 429, headers: { "retry-after": "1" } });
    await rows(page, 40);
    const before = await coloured(page, "Answers per second");
    const heard = page.evaluate(
      () =>
        new Promise((resolve) => {
          const element = document.querySelector("[aria-label^='Answers per second']");
          const said = [];
          new MutationObserver(() => {
            said.push(element.ariaLabel);
            if (
              said.some((text) => /good [1-9]/.test(text)) &&
              said.some((text) => /429 [1-9]/.test(text))
            )
              resolve(said);
          }).observe(element, { attributes: true });
        }),
    );
    await askForAll(page);
    await confirm(page, 40);
    await over(page);
    await heard;
    await page.getByRole("img", { name: /^Jobs by state: pending 0, .*canceled 40$/ }).waitFor();
    assert.match(
      await chart(page, "Latency of calls").getAttribute("aria-label"),
      /median (–|\d+ ms|\d\.\d s), p95 (–|\d+ ms|\d\.\d s)$/,
    );
    assert.ok((await coloured(page, "Answers per second")) > before, "the answers were not drawn");
    assert.ok((await coloured(page, "Jobs by state")) > 50);
    assert.ok((await coloured(page, "Latency of calls")) > 0);
  }));

test("the charts begin with the time that it is, and not with an empty one's", () => {
  const before = async (page) => {
    await page.clock.install({ time: new Date(2026, 10, 28, 12, 30, 30) });
    await page.addInitScript(() => {
      window.drawn = [];
      const { fillText } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        window.drawn.push(text);
        return fillText.call(this, text, ...rest);
      };
    });
  };
  return withPage({ flags: ["--jobs", "5"], before }, async ({ page }) => {
    await page.clock.runFor(1500);
    await page.waitForFunction(() => window.drawn.some((text) => text.includes(":")));
    const times = (await page.evaluate(() => window.drawn)).filter((text) => text.includes(":"));
    for (const time of times) assert.match(time, /^12:(29|30):/);
  });
});

test("what happened in an hour that the tab was hidden is drawn as no second's traffic", () =>
  withPage(
    { flags: ["--jobs", "300"], before: (page) => page.clock.install() },
    async ({ page, api }) => {
      await rows(page, 300);
      await page.clock.runFor(3000);
      await askForAll(page);
      await dialog(page).getByText("300 would be cancelled").waitFor();
      await page.clock.runFor(2000);
      await page.evaluate(() => {
        window.said = [];
        const element = document.querySelector("[aria-label^='Answers per second']");
        new MutationObserver(() => window.said.push(element.ariaLabel)).observe(element, {
          attributes: true,
        });
      });
      await turn(page, "hidden");
      await confirm(page, 300);
      await over(page);
      await held(api, "canceled", 300);
      // The worker tells of the last answers a quarter of a second after them, by a clock of its own.
      await new Promise((wake) => setTimeout(wake, 500));
      await page.clock.fastForward(3_600_000);
      await turn(page, "visible");
      await page.clock.runFor(3000);
      const most = await page.evaluate(() =>
        Math.max(0, ...window.said.map((text) => Number(/good (\d+)/.exec(text)[1]))),
      );
      assert.ok(most < 20, `${most} in one second`);
    },
  ));

test("whoever asks again while the server wants to be left alone waits, and is told until when", () =>
  withPage({ flags: ["--jobs", "3"] }, async ({ page, api }) => {
    await rows(page, 3);
    await api.fault({ method: "GET", status: 429, headers: { "retry-after": "3" } });
    await askForAll(page);
    await page.getByText("Gate closed").waitFor();
    await page.keyboard.press("Escape");
    await askForAll(page);
    await dialog(page).getByText("3 would be cancelled").waitFor();
    const asked = (await api.requests()).filter(({ jobId, method }) => jobId && method === "GET");
    const limited = asked.find(({ status }) => status === 429);
    const early = asked.filter(
      ({ atMs }) => atMs > limited.doneMs + 200 && atMs < limited.doneMs + 2700,
    );
    assert.deepEqual(
      early.map(({ atMs }) => atMs),
      [],
      "asked although the server had asked to wait",
    );
    await confirm(page, 3);
    await over(page);
  }));

test("what waits for the gate can be gone on without, at once", () =>
  withPage({ flags: ["--jobs", "3"] }, async ({ page, api }) => {
    await rows(page, 3);
    await api.fault({ method: "GET", times: 0, status: 429, headers: { "retry-after": "40" } });
    await askForAll(page);
    await page.getByText("Gate closed").waitFor();
    await dialog(page).getByRole("button", { name: "Skip asking about the rest" }).click();
    await dialog(page).getByText("could not be asked about").waitFor();
    await dialog(page).getByRole("button", { name: "Keep them" }).click();
    await dialog(page).waitFor({ state: "hidden" });
  }));
