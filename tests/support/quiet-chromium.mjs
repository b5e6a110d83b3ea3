// Chromium without a test tool in it, for what is measured: Playwright is told of each request, which takes a third of the time in
// which the browser works. This one is asked over the DevTools protocol's own pipe, and says nothing by itself.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd } from "./at-end.mjs";
import { EXECUTABLE, FLAGS } from "./chromium.mjs";

const UNTIL_MILLIS = 180_000;

/** Starts it with an empty profile; `open` gives a page of it. */
export async function quietChromium({ width = 1280, height = 900 } = {}) {
  const profile = mkdtempSync(join(tmpdir(), "pulse-chromium-"));
  const child = spawn(
    EXECUTABLE,
    [...FLAGS, "--headless", "--remote-debugging-pipe", `--user-data-dir=${profile}`].concat(
      `--window-size=${width},${height}`,
      "about:blank",
    ),
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
  );
  const gone = new Promise((resolve) => {
    child.once("exit", () => resolve("Chromium is gone"));
    child.once("error", ({ message }) => resolve(`Chromium did not start: ${message}`));
  });
  const remove = () => {
    child.kill("SIGKILL");
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  atEnd(remove);
  const [, , , orders, answers] = child.stdio;
  const waiting = new Map();
  let last = 0;
  let rest = "";
  answers.setEncoding("utf8").on("data", (text) => {
    // Each message ends in a NUL.
    const messages = (rest + text).split("\0");
    rest = messages.pop();
    for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
      const { resolve, reject } = waiting.get(id) ?? {};
      waiting.delete(id);
      if (error) reject?.(new Error(error.message));
      else resolve?.(result);
    }
  });
  orders.on("error", () => {});
  /** Why nothing is answered any more. */
  let end;
  gone.then((why) => {
    end = new Error(why);
    for (const { reject } of waiting.values()) reject(end);
  });
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      if (end) reject(end);
      waiting.set(++last, { resolve, reject });
      orders.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });

  async function open(url) {
    const { targetId } = await send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
    const ask = (method, params) => send(method, params, sessionId);
    /** Runs a function in the page, and gives what it returns or promises. */
    const run = async (work, ...args) => {
      const given = args.map((arg) => JSON.stringify(arg)).join(",");
      const { result, exceptionDetails } = await ask("Runtime.evaluate", {
        expression: `(${work})(${given})`,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) {
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      }
      return result.value;
    };
    /** Waits until a function of the page gives something. */
    const until = async (work, ...args) => {
      for (const end = Date.now() + UNTIL_MILLIS; !(await run(work, ...args)); ) {
        if (Date.now() > end) throw new Error(`never: ${work}`);
        await new Promise((wake) => setTimeout(wake, 100));
      }
    };
    // It answers once the new document is there.
    await ask("Page.navigate", { url });
    const close = () => send("Target.closeTarget", { targetId });
    return { ask, run, until, close };
  }

  async function close() {
    send("Browser.close").catch(() => {});
    await gone;
    remove();
  }
  return { open, close };
}
