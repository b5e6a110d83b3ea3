// The main ways through the dashboard in Firefox, by its own driver: the list, a run of many, the outcome, the history.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { root } from "../project.mjs";
import { session } from "../support/webdriver.mjs";
import { held, serving } from "./support.mjs";

const options = JSON.parse(readFileSync(join(root, "webdriver.json"), "utf8"))[
  "moz:firefoxOptions"
];
const driver =
  process.env.GECKODRIVER ??
  join(process.env.PULSE_TOOLS ?? join(homedir(), ".cache/pulse-wasm"), "bin/geckodriver");

let firefox;
let api;

before(async () => {
  firefox = await session((port) => [driver, "--port", String(port)], {
    browserName: "firefox",
    "moz:firefoxOptions": {
      ...options,
      // The suites of the package want two connections to a server; a run would be slow with them.
      prefs: { ...options.prefs, "network.http.max-persistent-connections-per-server": 6 },
      binary: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
    },
  });
});
after(() => firefox?.stop());

/** Waits until a function says something that is true of the page, and returns it. */
async function until(what, ...args) {
  for (let left = 300; left > 0; left--) {
    const value = await firefox.run(what, ...args);
    if (value) return value;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(
    `never: ${what}\n${await firefox.run(() => document.body.textContent.slice(0, 2000))}`,
  );
}

/** Presses what is called so. */
const press = (name) =>
  until((wanted) => {
    const named = (element) => element.ariaLabel ?? element.textContent.trim();
    const open = document.querySelector("dialog[open]") ?? document;
    const found = [...open.querySelectorAll("button, input")].find(
      (element) =>
        (named(element) || element.closest("label")?.textContent.trim())?.startsWith(wanted) &&
        !element.disabled &&
        element.ariaDisabled !== "true",
    );
    found?.click();
    return Boolean(found);
  }, name);

const type = (text) =>
  until((value) => {
    const field = document.querySelector("dialog input");
    if (!field) return false;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }, text);

const rows = (count) =>
  until(
    (wanted) => document.querySelector("[role=grid]")?.getAttribute("aria-rowcount") === wanted,
    String(count),
  );

const outcome = () =>
  until(() => {
    const region = document.querySelector("section[aria-label=Outcome]");
    return /, (done|stopped)/.test(region?.textContent) && region.textContent;
  });

async function open(flags) {
  api = await serving(flags);
  await firefox.open(`${api.url}/`);
  await until(() => document.querySelector(".link")?.dataset.state === "live");
}

test("two thousand jobs are in the list, of which a screenful exists, and changes come in", async () => {
  await open(["--jobs", "2000"]);
  await rows(2000);
  assert.ok(await firefox.run(() => document.querySelectorAll("[data-job]").length < 80));
  await api.job();
  await rows(2001);
  await api.stop();
});

test("a hundred jobs are previewed, confirmed by their number, canceled, and kept in the history", async () => {
  await open(["--jobs", "100"]);
  await rows(100);
  await press("Select all that the filter shows");
  await press("Cancel selected (100)");
  await until(() => document.querySelector("dialog h2")?.textContent === "Cancel 100 jobs?");
  await type("100");
  await press("Cancel them");
  assert.match(await outcome(), /canceled 100/);
  await held(api, "canceled", 100);
  await firefox.open(`${api.url}/?again`);
  await until(() => /100 canceled/.test(document.querySelector(".runs")?.textContent));
  await press("Show the run");
  assert.match(await outcome(), /canceled 100/);
  await api.stop();
});

test("an answer that is lost for good is said to be not known, and the others are canceled", async () => {
  await open(["--jobs", "5"]);
  await rows(5);
  const [lost] = await api.ids();
  const cut = "before-headers";
  await api.fault({ jobId: lost, method: "DELETE", times: 0, apply: true, cut });
  await press("Select all that the filter shows");
  await press("Cancel selected (5)");
  await press("Cancel them");
  const text = await outcome();
  assert.match(text, /canceled 4/);
  assert.match(text, /not known 1/);
  await api.stop();
});

test("a restarted emulator is found again, and its new list is shown", async () => {
  await open(["--jobs", "20"]);
  await rows(20);
  await api.stop();
  await until(() => document.querySelector(".link")?.dataset.state === "lost");
  const next = await serving(["--jobs", "4"], api.port);
  await rows(4);
  await until(() => /has restarted/.test(document.querySelector("[role=alert]")?.textContent));
  await next.stop();
});
