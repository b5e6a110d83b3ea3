// Microseconds per call with a stub for the network, in headless Chromium: node bench/browser.mjs [--quick]
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { root } from "../tests/project.mjs";
import { browser } from "../tests/support/chromium.mjs";
import { bundle } from "./lib/bundle.mjs";
import { main, quick, say } from "./lib/cli.mjs";
import { summaries } from "./lib/stats.mjs";
import { SUBJECTS, withPeers } from "./lib/subjects.mjs";

/** With these a page's clock has steps of 5 µs; otherwise of 100. */
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Each subject as an app's bundle has it, and the page's own script. */
async function scripts(names) {
  const folder = await withPeers();
  const files = new Map();
  for (const name of names) {
    files.set(`/${name}.js`, await bundle(`export * from "./${name}.mjs";`, folder));
  }
  const page = await bundle('export * from "./page.mjs";', join(root, "bench/lib"));
  return files.set("/page.js", page);
}

function serve(files) {
  return createServer((request, response) => {
    const script = files.get(request.url);
    response.writeHead(script || request.url === "/" ? 200 : 404, {
      ...ISOLATED,
      "content-type": script ? "text/javascript" : "text/html",
    });
    response.end(script ?? "<!doctype html><title>bench</title>");
  });
}

export async function measure() {
  const names = Object.keys(SUBJECTS);
  const server = serve(await scripts(names)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const chromium = await browser();
  try {
    const page = await chromium.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const [calls, rounds] = quick ? [500, 5] : [2_000, 21];
    say(`${rounds} rounds of ${calls} calls by each of ${names.length}, in a page`);
    const series = await page.evaluate(async (options) => (await import("/page.js")).run(options), {
      names,
      calls,
      rounds,
    });
    return { unit: "µs a call", calls, subjects: summaries(series, "bare") };
  } finally {
    await chromium.close();
    server.close();
  }
}

await main(import.meta.url, measure);
