// As much of WebDriver as opening a page takes: it starts a driver with one session, which opens URLs and runs scripts in them.
import { once } from "node:events";
import { createServer } from "node:net";
import { started } from "./started.mjs";

/** How long a driver may take to be ready. */
const LIMIT_IN_MILLIS = 30_000;

/**
 * @param {(port: number) => string[]} command the driver and its flags
 * @param {object} capabilities what the session must have
 */
export async function session(command, capabilities) {
  const port = await freePort();
  const [program, ...flags] = command(port);
  const driver = started(program, flags);
  try {
    const ask = async (method, path, body) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { "content-type": "application/json" },
        body: body && JSON.stringify(body),
      });
      const { value } = await response.json();
      if (!response.ok) throw new Error(`${method} ${path}: ${value.message}\n${driver.said()}`);
      return value;
    };
    await Promise.race([driver.ended, ready(() => ask("GET", "/status"))]);
    const made = await ask("POST", "/session", { capabilities: { alwaysMatch: capabilities } });
    const own = `/session/${made.sessionId}`;
    return {
      version: made.capabilities.browserVersion,
      ended: driver.ended,
      open: (url) => ask("POST", `${own}/url`, { url }),
      /** Runs a function in the page, with arguments that JSON can carry, and returns what it resolves with. */
      run: (script, ...args) =>
        ask("POST", `${own}/execute/sync`, {
          script: `return (${script}).apply(null, arguments);`,
          args,
        }),
      async stop() {
        await ask("DELETE", own).catch(() => {});
        driver.end();
      },
    };
  } catch (error) {
    driver.end();
    throw error;
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

async function ready(ask) {
  let problem;
  for (const begun = performance.now(); performance.now() - begun < LIMIT_IN_MILLIS; ) {
    try {
      if ((await ask()).ready) return;
    } catch (error) {
      problem = error;
    }
    await new Promise((wake) => setTimeout(wake, 20));
  }
  throw new Error("the driver does not come to be ready", { cause: problem });
}
