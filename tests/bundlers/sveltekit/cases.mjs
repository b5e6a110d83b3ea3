// SvelteKit with its adapter for Node: a page and an endpoint, built and in the dev server.
import { freePort } from "../../support/trial.mjs";

export const quick = false;
export const tool = "@sveltejs/kit";
export const node = 24;

async function started(t, use) {
  const PORT = `${await freePort()}`;
  const env = { PORT, HOST: "127.0.0.1" };
  const address = `http://127.0.0.1:${PORT}`;
  await t.serving(t.node, ["build"], /Listening on/i, () => use(address), env);
}

async function developed(t, use) {
  const port = `${await freePort()}`;
  const words = ["dev", "--host", "127.0.0.1", "--port", port, "--strictPort"];
  await t.serving("vite", words, /ready in/, () => use(`http://127.0.0.1:${port}`));
}

export const cases = {
  async build(t) {
    await t.run("vite", ["build"]);
  },
  "page, in Chromium": (t) => started(t, (origin) => t.open(`${origin}/`)),
  endpoint: (t) => started(t, (origin) => t.route(`${origin}/cancel`)),
  "dev server, page, in Chromium": (t) => developed(t, (origin) => t.open(`${origin}/`)),
  "dev server, endpoint": (t) => developed(t, (origin) => t.route(`${origin}/cancel`)),
};
