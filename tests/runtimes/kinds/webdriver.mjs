// Firefox and WebKit, each by its own driver, headless or on a display that nobody sees.
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { root } from "../../project.mjs";
import { session } from "../../support/webdriver.mjs";

const shared = JSON.parse(readFileSync(join(root, "webdriver.json"), "utf8"));

const kind = (command, capabilities) => ({
  async start({ url }) {
    const one = await session(command, capabilities());
    const run = (what) => async () => {
      await one.open(`${url}/runtimes/inside/page.html?in=page&what=${what}`);
      return one;
    };
    return {
      version: one.version,
      firstCall: run("first-call"),
      suite: run("suite"),
      stop: one.stop,
    };
  },
});

const geckodriver = () =>
  process.env.GECKODRIVER ??
  join(process.env.PULSE_TOOLS ?? join(homedir(), ".cache/pulse-wasm"), "bin/geckodriver");

export const firefox = kind(
  (port) => [geckodriver(), "--port", String(port)],
  () => ({
    browserName: "firefox",
    "moz:firefoxOptions": {
      ...shared["moz:firefoxOptions"],
      binary: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
    },
  }),
);

/** It has no headless mode, so xvfb-run provides a display. It does not report a port it picks, so it is given one. */
export const webkit = kind(
  (port) => [
    "xvfb-run",
    "-a",
    process.env.WEBKITDRIVER ?? "/usr/bin/WebKitWebDriver",
    `--port=${port}`,
  ],
  // MiniBrowser, which is installed beside the library, in the mode that a driver can control.
  () => ({ "webkitgtk:browserOptions": { args: ["--automation"] } }),
);
