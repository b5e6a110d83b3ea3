// What is checked of each mount, over node:http alone: the app of tests/mounts, in this process.
import { copyFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import test from "node:test";
import { root } from "../project.mjs";
import { freePort } from "../support/trial.mjs";
import { holdsIn } from "./checks.mjs";
import { folder, toNodeHandler } from "./stage.mjs";

test("over node:http", async (t) => {
  const app = join(dirname(dirname(folder)), "pulse.mjs");
  copyFileSync(join(root, "tests/mounts/shared/pulse.mjs"), app);
  const serve = async (env, use) => {
    const port = await freePort();
    Object.assign(process.env, env, { PORT: `${port}` });
    const { proxy } = await import(app);
    const server = createServer(toNodeHandler(proxy)).listen(port, "127.0.0.1");
    try {
      await use(`http://127.0.0.1:${port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };
  await holdsIn(serve, [], "/api", (name, check) => t.test(name, check));
});
