// Ten thousand jobs in the list, and all of them being cancelled: frames, tasks, heap, bytes and the start, held to bars.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { emulator, proxy } from "../support/emulator.mjs";
import { quietChromium } from "../support/quiet-chromium.mjs";
import { chromium, done, rows, serving, site, withPage } from "./support.mjs";

after(done);

const JOBS = 10_000;
const BROTLI_BYTES = 150_000;
const FRAME_MILLIS = 33.4;
/**
 * The goals are 95 % and 100 ms; www-demo/README.md has what was measured. No task works for more than 31 ms, but with browser,
 * emulator and software rendering on two cores each waits for its turn, and the longer the more else is running: so its bar is
 * wider than the goal, and the figures are told.
 */
const FRAMES_WITHIN = 0.95;
const TASK_MILLIS = 250;
const HEAP_BYTES = 150e6;
const IDS = 100_000;
/** The goal itself: 647 ms were measured on busy cores. */
const START_MILLIS = 1000;

const WHEEL = { x: 400, y: 700, deltaX: 0, deltaY: 600 };

/** What follows runs in the page. */
const isRunning = () => document.querySelector("[role=progressbar]") !== null;

function press(name) {
  const all = [...document.querySelectorAll("button")];
  all.find((button) => button.textContent.trim().startsWith(name)).click();
}

function watch() {
  window.frames_ = [];
  window.tasks = [];
  window.complaints = [];
  for (const kind of ["error", "unhandledrejection", "securitypolicyviolation"])
    addEventListener(kind, (event) =>
      window.complaints.push(`${kind}: ${event.message ?? event.reason}`),
    );
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.tasks.push(entry.duration);
  }).observe({ type: "longtask" });
  let last = performance.now();
  const frame = (now) => {
    window.frames_.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** Selects all jobs, asks for their cancellation, and waits for the preview to have asked for each. */
async function begin(page) {
  await page.until((rows) => document.querySelector(`[role=grid][aria-rowcount="${rows}"]`), JOBS);
  await page.run(() => document.querySelector(".selection input").click());
  await page.until(() => document.querySelector(".chosen")?.textContent.includes("10,000"));
  await page.run(press, "Cancel selected");
  await page.until(() =>
    document.querySelector("dialog")?.textContent.includes("10,000 would be cancelled"),
  );
}

/** Every file that a browser loads. */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test("the built page, pulse-wasm included, is at most 150 KB of brotli", (t) => {
  const sizes = files(site).map((path) => brotliCompressSync(readFileSync(path)).length);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  t.diagnostic(`${all} bytes of brotli`);
  assert.ok(all > 30_000 && all <= BROTLI_BYTES, `${all} bytes`);
});

test("it can be used within a second, with ten thousand jobs on the server", (t) =>
  withPage({ flags: ["--jobs", String(JOBS)] }, async ({ page, open }) => {
    await rows(page, JOBS);
    // The second visit: the first one also started the browser's processes.
    const next = await open();
    await next.waitForFunction(() => performance.getEntriesByName("usable").length > 0);
    const usable = await next.evaluate(() => performance.getEntriesByName("usable")[0].startTime);
    t.diagnostic(`usable after ${Math.round(usable)} ms`);
    assert.ok(usable < START_MILLIS, `${usable} ms`);
  }));

test("with ten thousand jobs being cancelled it stays smooth, and small", async (t) => {
  const api = await serving(["--jobs", String(JOBS)]);
  const browser = await quietChromium();
  try {
    const page = await browser.open(`${api.url}/`);
    await begin(page);
    await page.run(watch);
    await page.run(() => document.querySelector("dialog input").focus());
    await page.ask("Input.insertText", { text: String(JOBS) });
    await page.run(press, "Cancel them");
    await page.until(isRunning);
    // The page's own work, which other processes do not lengthen as they do its frames.
    await page.ask("Performance.enable", { timeDomain: "threadTicks" });
    const worked = async () => {
      const { metrics } = await page.ask("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
    };
    const before = await worked();
    let heap = 0;
    const begun = performance.now();
    while (await page.run(isRunning)) {
      heap = Math.max(heap, (await page.ask("Runtime.getHeapUsage")).usedSize);
      // Somebody scrolls meanwhile: as far as the list is high, twice a second.
      await page.ask("Input.dispatchMouseEvent", { type: "mouseWheel", ...WHEEL });
      await new Promise((wake) => setTimeout(wake, 500));
    }
    const took = (performance.now() - begun) / 1000;
    const work = (await worked()) - before;
    const { frames, tasks } = await page.run(() => ({
      frames: window.frames_,
      tasks: window.tasks,
    }));
    const sorted = frames.toSorted((one, other) => one - other);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    const within = frames.filter((millis) => millis <= FRAME_MILLIS).length / frames.length;
    const longest = Math.max(0, ...tasks);
    t.diagnostic(
      `${took.toFixed(1)} s for ${JOBS} jobs; ${frames.length} frames: half within ${at(0.5).toFixed(1)} ms, 95 % within ${at(0.95).toFixed(1)} ms, the longest ${at(1).toFixed(1)} ms; ${(within * 100).toFixed(1)} % within 33 ms`,
    );
    t.diagnostic(
      `${tasks.length} tasks above 50 ms, the longest ${longest.toFixed(0)} ms; heap at most ${(heap / 1e6).toFixed(0)} MB`,
    );
    t.diagnostic(
      `the page's main thread: ${(work / took / 10).toFixed(1)} % of the time, ${(work / frames.length).toFixed(1)} ms a frame`,
    );
    await page.until(() => / done,?/.test(document.querySelector("section.outcome")?.textContent));
    const kinds = await page.run(
      () => document.querySelector("section.outcome fieldset").textContent,
    );
    assert.match(kinds, /all\s+10,000/i);
    assert.match(kinds, /canceled\s+10,000/i);
    assert.equal(await api.count("canceled"), JOBS);
    assert.deepEqual(await page.run(() => window.complaints), []);
    assert.ok(within >= FRAMES_WITHIN, `${(within * 100).toFixed(1)} % of frames within 33 ms`);
    assert.ok(longest <= TASK_MILLIS, `a task of ${longest} ms`);
    assert.ok(heap > 0 && heap < HEAP_BYTES, `a heap of ${heap} bytes`);
  } finally {
    await browser.close();
    await api.stop();
  }
});

test("a hundred thousand ids are taken in without holding up the page", async (t) => {
  const api = await emulator();
  const front = await proxy(api.url, "test-key", ["--serve", site]);
  const context = await (await chromium()).newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${front.url}/`);
    await page.getByText("This server lists no jobs.").waitFor();
    await page.evaluate(() => {
      window.tasks = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.tasks.push(entry.duration);
      }).observe({ type: "longtask" });
    });
    // Made in the page: a test's own way to give it a file would be such a task itself.
    await page.evaluate(async (count) => {
      const ids = Array.from({ length: count }, (_, index) => String(index).padStart(36, "0"));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([ids.join("\n")], "ids.txt"));
      await new Promise((wake) => setTimeout(wake, 500));
      window.tasks = [];
      const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
      document.querySelector("section.ids").dispatchEvent(event);
    }, IDS);
    const begun = performance.now();
    await rows(page, IDS);
    const shown = performance.now() - begun;
    const section = page.getByRole("region", { name: "Jobs to follow" });
    await section.getByText("100,000 jobs added", { exact: true }).waitFor({ timeout: 120_000 });
    const kept = performance.now() - begun;
    const tasks = await page.evaluate(() => window.tasks);
    const longest = Math.max(0, ...tasks);
    t.diagnostic(
      `listed after ${(shown / 1000).toFixed(1)} s, stored after ${(kept / 1000).toFixed(1)} s; ${tasks.length} tasks above 50 ms, the longest ${longest.toFixed(0)} ms`,
    );
    assert.ok(longest <= TASK_MILLIS, `a task of ${longest} ms`);
  } finally {
    await context.close();
    await Promise.all([api.stop(), front.stop()]);
  }
});
