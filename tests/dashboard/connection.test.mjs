// Where it connects: an API that has no list, behind a proxy that adds the key; and a key that is wrong.
import assert from "node:assert/strict";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import test, { after } from "node:test";
import { emulator, proxy } from "../support/emulator.mjs";
import {
  askForAll,
  chromium,
  confirm,
  dialog,
  done,
  kinds,
  outcome,
  over,
  row,
  rows,
  site,
  until,
  withPage,
} from "./support.mjs";

after(done);

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** A page behind a proxy, and the API that the proxy hides. */
async function behind(work) {
  const api = await emulator(["--pending-ms", "600000", "--cancel-ms", "0"]);
  const front = await proxy(api.url, "test-key", ["--serve", site]);
  const context = await (await chromium()).newContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${front.url}/`);
    await page.getByText("This server lists no jobs.").waitFor();
    await work({ page, api, front });
  } finally {
    await context.close();
    await Promise.all([api.stop(), front.stop()]);
  }
}

const paste = async (page, text) => {
  await page.getByLabel("Ids, one a line").fill(text);
  await page.getByRole("button", { name: "Follow them" }).click();
};

test("behind a proxy, pasted ids are followed, kept over a reload, and cancelled without a key in the page", () =>
  behind(async ({ page, api }) => {
    const ids = await Promise.all([api.job(), api.job(), api.job({ status: "completed" })]);
    await paste(page, ids.join("\n"));
    await rows(page, 3);
    await row(page, ids[0]).getByText("pending").waitFor();
    await row(page, ids[2]).getByText("completed").waitFor();
    await page.reload();
    await rows(page, 3);
    await row(page, ids[0]).getByText("pending").waitFor();
    await askForAll(page);
    const sent = page.waitForRequest((request) => request.method() === "DELETE");
    await confirm(page, 3);
    assert.equal((await sent).headers()["x-api-key"], undefined);
    await over(page);
    assert.deepEqual(await kinds(page), { all: 3, canceled: 2, "already ended": 1 });
    await row(page, ids[0]).getByText("canceled").waitFor();
    assert.equal((await api.requests(ids[0]))[0].headers["x-api-key"], "test-key");
    await page.getByRole("button", { name: "Forget those that have ended" }).click();
    await page.getByText("This server lists no jobs.").waitFor();
  }));

test("a job's change behind a proxy is seen without a reload", () =>
  behind(async ({ page, api }) => {
    const id = await api.job({ pendingMs: 0, processingMs: 3000 });
    await paste(page, id);
    await row(page, id).getByText("processing").waitFor();
    await row(page, id).getByText("completed").waitFor();
  }));

test("a 404 for half of the ids: they are said to be not there, and the others are canceled", () =>
  behind(async ({ page, api }) => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => api.job()));
    const missing = Array.from({ length: 12 }, (_, index) => `no-such-job-${index}`);
    const mixed = ids.flatMap((id, index) => [id, missing[index]]);
    await paste(page, mixed.join(", "));
    await rows(page, 24);
    await row(page, missing[0]).getByText("the server has no such job").waitFor();
    await askForAll(page);
    await dialog(page).getByText("12 are not there").waitFor();
    await confirm(page, 24);
    await over(page);
    assert.deepEqual(await kinds(page), { all: 24, canceled: 12, "not there": 12 });
    await outcome(page).getByText("the server has no such job").first().waitFor();
    assert.equal(await api.count("canceled"), 12);
  }));

test("a file of ids is taken by the field and by a drop", () =>
  behind(async ({ page, api }) => {
    const [one, other] = await Promise.all([api.job(), api.job()]);
    const file = (text) => ({
      name: "ids.txt",
      mimeType: "text/plain",
      buffer: Buffer.from(`${text}\r\n`),
    });
    await page.getByLabel("or a file of them").setInputFiles(file(one));
    await row(page, one).waitFor();
    const data = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "ids.txt", { type: "text/plain" }));
      return transfer;
    }, other);
    await page.locator("section.ids").dispatchEvent("drop", { dataTransfer: data });
    await row(page, other).waitFor();
    await rows(page, 2);
  }));

test("a paste of very many ids is taken at once, in the place of a field full of them, and kept over a reload", () =>
  behind(async ({ page }) => {
    const ids = Array.from({ length: 6000 }, (_, index) => `${index}`.padStart(36, "0"));
    await page.getByLabel("Ids, one a line").evaluate((field, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      const init = { clipboardData, bubbles: true, cancelable: true };
      field.dispatchEvent(new ClipboardEvent("paste", init));
    }, ids.join("\n"));
    const section = page.getByRole("region", { name: "Jobs to follow" });
    await section.getByText("6,000 jobs added", { exact: true }).waitFor();
    await rows(page, 6000);
    assert.equal(await page.getByLabel("Ids, one a line").inputValue(), "");
    await page.reload();
    await rows(page, 6000);
  }));

test("a file that can't be read is said to be so", () =>
  behind(async ({ page }) => {
    await page.evaluate(() => {
      File.prototype.text = async () => {
        throw new DOMException("it is a folder", "NotFoundError");
      };
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["id"], "folder"));
      const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
      document.querySelector("section.ids").dispatchEvent(event);
    });
    await page.getByRole("alert").getByText("The ids could not be read").waitFor();
  }));

test("a table's column of ids is taken from a paste or a file, quoted or not, and so are JSON lines", () =>
  behind(async ({ page, api }) => {
    const ids = await Promise.all(Array.from({ length: 7 }, () => api.job()));
    const odd = await api.job({ jobId: "=odd" });
    const texts = [
      `state,Job ID,words\r\npending,${ids[0]},"one, ""two""\n three"\r\npending,"${ids[1]}",three\r\n`,
      `id;kind\n${ids[2]};canceled\n"'=odd";failed\n`,
      `job_id\tstate\n${ids[3]}\tpending`,
      `{"id":"${ids[4]}","kind":"failed"}\n{"jobId":"${ids[5]}"}\n{"id":"cut off`,
      `id\n${ids[6]}`,
    ];
    for (const text of texts.slice(1)) {
      await paste(page, text);
      await page.waitForFunction(() => document.querySelector("textarea").value === "");
    }
    await page.getByLabel("or a file of them").setInputFiles({
      name: "ids.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`\uFEFF${texts[0]}`),
    });
    await rows(page, 8);
    await row(page, odd).waitFor();
    for (const id of ids) {
      await row(page, id).getByText("pending").waitFor();
    }
  }));

test("what is forgotten is not selected any more, and an answer that was under way does not bring it back", () =>
  behind(async ({ page, api, front }) => {
    const ended = await api.job({ status: "completed" });
    const open = await api.job();
    await paste(page, `${ended} ${open}`);
    await row(page, ended).getByText("completed").waitFor();
    await askForAll(page);
    await dialog(page).getByRole("button", { name: "Keep them" }).click();
    await page.getByRole("button", { name: "Forget those that have ended" }).click();
    await rows(page, 1);
    await page.getByRole("button", { name: "Cancel selected (1)" }).waitFor();
    // One that is missing is forgotten while the next round asks for another.
    let held;
    await page.route(`${front.url}/job/**`, (route) => {
      if (held || route.request().method() !== "GET") return route.continue();
      held = route;
    });
    await paste(page, "no-such-job");
    await until(() => held);
    await row(page, "no-such-job").waitFor();
    await held.continue();
    await row(page, "no-such-job").getByText("the server has no such job").waitFor();
    await page.getByRole("button", { name: "Forget those that have ended" }).click();
    await rows(page, 1);
  }));

test("an answer that was asked for before a cancellation does not undo what was seen of it", () =>
  behind(async ({ page, api, front }) => {
    const id = await api.job();
    await paste(page, id);
    await row(page, id).getByText("pending").waitFor();
    let old;
    let taken = false;
    await page.route(`${front.url}/job/**`, async (route) => {
      if (taken || route.request().method() !== "GET") return route.continue();
      taken = true;
      const response = await route.fetch();
      old = { route, response };
    });
    await until(() => old);
    await askForAll(page);
    await confirm(page, 1);
    await over(page);
    await row(page, id).getByText("canceled").waitFor();
    await page.evaluate(() => {
      window.words = [];
      const grid = document.querySelector("[role=grid]");
      new MutationObserver(() => window.words.push(grid.textContent)).observe(grid, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    await old.route.fulfill({ response: old.response });
    await page.evaluate(() => new Promise((wake) => setTimeout(wake, 500)));
    assert.ok(!(await page.evaluate(() => window.words)).some((text) => text.includes("pending")));
    assert.equal(await row(page, id).getByText("canceled").count(), 1);
  }));

test("a wrong key is said to be refused, cancels nothing, and the right one then works", () =>
  withPage({ flags: ["--jobs", "3"] }, async ({ page, api }) => {
    await rows(page, 3);
    await page.getByLabel("API key").fill("mistyped");
    await page.getByRole("button", { name: "Connect" }).click();
    await rows(page, 3);
    await askForAll(page);
    await dialog(page)
      .getByText(/401: Invalid API key/)
      .waitFor();
    await dialog(page).getByText("could not be asked about").waitFor();
    await confirm(page, 3);
    await over(page);
    await outcome(page).getByText("failed: the key was refused").first().waitFor();
    assert.equal(await api.count("canceled"), 0);
    await page.getByLabel("API key").fill("test-key");
    await page.getByRole("button", { name: "Connect" }).click();
    await outcome(page)
      .getByRole("button", { name: /Try the failed again/ })
      .click();
    await confirm(page, 3);
    await page.getByRole("button", { name: "canceled 3" }).first().waitFor();
    assert.equal(await api.count("canceled"), 3);
  }));

test("the failed of a run are tried again on the server that it was about, and on no other", () =>
  withPage({ flags: ["--jobs", "1"] }, async ({ page, api }) => {
    const [jobId] = await api.ids();
    const broken = '{"error":{"code":"JOB_009","message":"Not now"}}';
    await api.fault({ jobId, method: "DELETE", status: 500, body: broken });
    await rows(page, 1);
    await askForAll(page);
    await confirm(page, 1);
    await over(page);
    const again = outcome(page).getByRole("button", { name: "Try the failed again (1)" });
    await page.getByLabel("An API behind a proxy").check();
    await page.getByLabel("Path of the proxy").fill("/other");
    await page.getByRole("button", { name: "Connect" }).click();
    await again.click();
    await page.getByRole("alert").getByText("The run was about another server").waitFor();
    assert.equal(await dialog(page).count(), 0);
    await page.getByLabel("The emulator").check();
    await again.click();
    await page.getByRole("dialog", { name: "Cancel 1 job?" }).waitFor();
  }));

test("a key that no header can carry is refused in words, and nothing is sent", () =>
  withPage({ flags: ["--jobs", "2"] }, async ({ page, api }) => {
    await page.getByLabel("API key").fill("clé");
    await rows(page, 2);
    await askForAll(page);
    await dialog(page)
      .getByText(/apiKey/)
      .waitFor();
    await dialog(page).getByText("could not be asked about").waitFor();
    await confirm(page, 2);
    await over(page);
    assert.deepEqual(await kinds(page), { all: 2, "not reached": 2 });
    const sent = (await api.requests()).filter(({ jobId }) => jobId !== null);
    assert.deepEqual(sent, []);
  }));

/** A server of its own that has the page at / and passes /api/… on with the key, as a product's would. */
async function product(upstream) {
  const server = createServer(async (request, response) => {
    const { method, url } = request;
    const path = new URL(url, "http://localhost").pathname;
    if (path.startsWith("/api/job/")) {
      const answer = await fetch(upstream + path.slice("/api".length), {
        method,
        headers: { "x-api-key": "test-key" },
      });
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(await answer.text());
      return;
    }
    const file = join(site, path === "/" ? "index.html" : path);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

test("a proxy at a path of its own is named in the page's address, and jobs are cancelled through it", async () => {
  const api = await emulator(["--pending-ms", "600000", "--cancel-ms", "0"]);
  const front = await product(api.url);
  const context = await (await chromium()).newContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${front.url}/?base=/api`);
    const id = await api.job();
    await paste(page, id);
    await row(page, id).getByText("pending").waitFor();
    await askForAll(page);
    await confirm(page, 1);
    await over(page);
    assert.deepEqual(await kinds(page), { all: 1, canceled: 1 });
    assert.equal(await api.state(id), "canceled");
  } finally {
    await context.close();
    await Promise.all([api.stop(), front.stop()]);
  }
});

test("the key is stored nowhere and shown nowhere", () =>
  withPage({ flags: ["--jobs", "1", "--key", "secret-0123456789"] }, async ({ page, context }) => {
    await page.getByLabel("API key").fill("secret-0123456789");
    await page.getByRole("button", { name: "Connect" }).click();
    await rows(page, 1);
    await askForAll(page);
    await confirm(page, 1);
    await over(page);
    assert.deepEqual(await kinds(page), { all: 1, canceled: 1 });
    const state = JSON.stringify(await context.storageState({ indexedDB: true }));
    assert.ok(state.includes("pulse-dashboard"), "the database was looked at");
    assert.ok(!state.includes("secret-0123456789"));
    assert.ok(!(await page.content()).includes("secret-0123456789"));
  }));
