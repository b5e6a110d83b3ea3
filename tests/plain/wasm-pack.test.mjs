// `wasm-pack build` with no flag, for each target, and its package used as that target is meant to be.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { root } from "../project.mjs";
import { binary } from "../runtimes/install.mjs";
import { browser, report } from "../support/chromium.mjs";
import { emulator } from "../support/emulator.mjs";
import { pages } from "../support/pages.mjs";
import { prepare } from "../support/workspace.mjs";
import { built, checkout } from "./build.mjs";

const source = readFileSync(new URL("use.mjs", import.meta.url), "utf8");
const run = promisify(execFile);
let api;
let chromium;

before(async () => {
  [api, chromium] = await Promise.all([emulator(), browser()]);
});
after(() => Promise.all([api.stop(), chromium.close()]));

/** Runs a program, whose last line is what it saw. */
async function program(command, ...args) {
  const { stdout } = await run(command, args);
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

const inPage = `
  document.body.textContent = JSON.stringify(await use(PulseClient, given));
  document.title = "done";`;

/** Opens the page of a folder, whose text is what it saw. */
async function page(folder) {
  const site = await pages(folder);
  try {
    const { complaints, ...seen } = await report(chromium, `${site.url}/page.html`);
    assert.deepEqual(complaints, [], "the page complained");
    return seen;
  } finally {
    await site.stop();
  }
}

/** How each target's package is used: a folder and what the program is given come in, what it saw comes out. */
const USES = {
  async web(folder, given) {
    const script = `import init, { PulseClient } from "./node_modules/pulse-wasm/pulse_wasm.js";
      await init();
      const given = ${JSON.stringify(given)};`;
    const text = `<!doctype html><meta charset="utf-8"><title></title><body></body>
      <script type="module">${script}${source.replace("export ", "")}${inPage}</script>`;
    writeFileSync(join(folder, "page.html"), text);
    return page(folder);
  },

  async nodejs(folder, given) {
    const file = join(folder, "use.cjs");
    const script = `const { PulseClient } = require("pulse-wasm");
      ${source.replace("export ", "")}
      use(PulseClient, ${JSON.stringify(given)}).then((seen) => console.log(JSON.stringify(seen)));`;
    writeFileSync(file, script);
    return program(process.execPath, file);
  },

  async bundler(folder, given) {
    const consumer = await prepare(
      join(root, "tests/bundlers"),
      "webpack",
      "src",
      join(folder, "node_modules/pulse-wasm"),
    );
    // Its one setting: webpack takes wasm only when it is asked to.
    writeFileSync(
      join(consumer, "webpack.config.mjs"),
      "export default { experiments: { asyncWebAssembly: true } };",
    );
    const script = `import { PulseClient } from "pulse-wasm";
      const given = ${JSON.stringify(given)};
      ${source.replace("export ", "")}${inPage}`;
    writeFileSync(join(consumer, "src/plain.js"), script);
    const words = ["--mode", "production", "--entry", "./src/plain.js", "-o", "plain"];
    await run(join(consumer, "node_modules/.bin/webpack"), words, { cwd: consumer });
    const text = `<!doctype html><meta charset="utf-8"><title></title><body></body>
      <script src="main.js"></script>`;
    writeFileSync(join(consumer, "plain/page.html"), text);
    return page(join(consumer, "plain"));
  },

  async deno(folder, given) {
    const file = join(folder, "use.mjs");
    const script = `import { PulseClient } from "./node_modules/pulse-wasm/pulse_wasm.js";
      ${source}
      console.log(JSON.stringify(await use(PulseClient, ${JSON.stringify(given)})));`;
    writeFileSync(file, script);
    const granted = ["--no-prompt", "--allow-net=127.0.0.1", `--allow-read=${folder}`];
    return program(binary(".bin/deno"), "run", ...granted, file);
  },
};

for (const [target, useIt] of Object.entries(USES)) {
  describe(`wasm-pack build --target ${target}`, () => {
    let folder;
    let jobs;
    let seen;

    before(async () => {
      folder = built(target);
      jobs = await Promise.all(Array.from({ length: 5 }, () => api.job()));
      seen = await useIt(folder, { api: api.url, jobs });
    });

    test("its package holds the class, the wasm and the scripts that it needs", () => {
      const packed = join(folder, "node_modules/pulse-wasm");
      // Deno reads no package.json, and wasm-pack writes none for it.
      const manifest = target === "deno" ? [] : ["package.json"];
      for (const file of [...manifest, "pulse_wasm.js", "pulse_wasm_bg.wasm", "snippets"])
        assert.ok(existsSync(join(packed, file)), file);
      assert.ok(!existsSync(join(checkout, "pkg")), "the checkout has no pkg left");
    });

    test("cancelJob cancels", async () => {
      assert.equal(seen.message, "Job cancelled successfully");
      assert.equal(await api.state(jobs[0]), "canceled");
    });

    test("an id that is no job's is refused by a class of PulseClient.errors", () => {
      assert.equal(seen.refused, true);
    });

    test("cancelJobs can be awaited, and iterated", async () => {
      assert.deepEqual(seen.summary, { total: 2, cancelled: 2 });
      assert.deepEqual(
        seen.outcomes,
        jobs
          .slice(3)
          .sort()
          .map((id) => [id, "fulfilled"]),
      );
      for (const id of jobs) assert.equal(await api.state(id), "canceled");
    });
  });
}

test("a plain build is not much larger than the npm package's module", () => {
  const bytes = readFileSync(
    join(built("web"), "node_modules/pulse-wasm/pulse_wasm_bg.wasm"),
  ).length;
  assert.ok(bytes < 65_000, `${bytes} bytes`);
});
