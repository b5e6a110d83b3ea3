// Hostile answers over raw sockets: node run.mjs [Node|Deno|Bun|Chromium…], all where none is named. Each attack ends in
// bounded time and memory and in an error of its class, the runtime lives, and the next call works.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { project } from "../project.mjs";
import { binary } from "../runtimes/install.mjs";
import { run as denoRun } from "../runtimes/kinds/deno.mjs";
import { browser } from "../support/chromium.mjs";
import { started } from "../support/started.mjs";
import { canMeasure, peak } from "./memory.mjs";
import { hostile } from "./server.mjs";

/** A call's timeout is 1 s; on a busy machine its timer comes late. */
const MOST_MILLIS = 8_000;
/** The body of GET that is read to 64 MiB stands there as bytes and as text, beside what the runtime itself takes. */
const MOST_MEGABYTES = 600;
const LIMIT = 60_000;

const inside = new URL("inside.mjs", import.meta.url);
const folder = process.env.PULSE_PROJECT ?? project();

const server = await hostile({
  "/page": {
    type: "text/html",
    body: "<!doctype html><title>hostile</title><link rel=icon href=data:,>",
  },
  "/index.js": {
    type: "text/javascript",
    body: readFileSync(join(folder, "node_modules/pulse-wasm/index.js"), "utf8"),
  },
  "/inside.mjs": { type: "text/javascript", body: readFileSync(inside, "utf8") },
});
const { url, resets } = server;
/** ONLY="part of a name" leaves the others out, in a run by hand. */
const list = server.list.filter(({ name }) => name.includes(process.env.ONLY ?? ""));
const given = JSON.stringify({ url, list, resets });

function within(work, what) {
  let timer;
  const late = new Promise((_, failed) => {
    timer = setTimeout(() => failed(new Error(`${what} took more than ${LIMIT} ms`)), LIMIT);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

let programs = 0;

/** In a process: what it prints last is the result. */
const inProcess = (command) => async () => {
  programs += 1;
  const program = join(folder, `hostile-${programs}.mjs`);
  writeFileSync(
    program,
    [
      'import * as pulse from "pulse-wasm";',
      `import { trial } from ${JSON.stringify(inside)};`,
      `console.log(\`RESULT \${JSON.stringify(await trial(pulse, ${given}))}\`);`,
      // It stays until its memory has been looked at; that it gets here shows that it lives.
      "setInterval(() => {}, 1_000);",
    ].join("\n"),
  );
  const [name, ...args] = command(program);
  const running = started(name, args);
  try {
    const said = new Promise((done) => {
      let text = "";
      running.child.stdout.on("data", (more) => {
        text += more;
        const line = /^RESULT (.*)\n/m.exec(text);
        if (line) done(JSON.parse(line[1]));
      });
    });
    const result = await within(Promise.race([said, running.ended]), name);
    return { ...result, megabytes: canMeasure ? peak(running.child.pid) : undefined };
  } finally {
    running.end();
  }
};

async function inChromium() {
  const chromium = await browser();
  try {
    const page = await chromium.newPage();
    const crashed = new Promise((_, failed) => {
      page.on("crash", () => failed(new Error("the page crashed")));
    });
    crashed.catch(() => {});
    if (process.env.TRACE) page.on("console", (message) => console.log(message.text()));
    await page.goto(`${url}/page`);
    const work = page.evaluate(
      async (server) => {
        const [pulse, { trial }] = await Promise.all([import("/index.js"), import("/inside.mjs")]);
        return trial(pulse, server);
      },
      { url, list, resets },
    );
    const result = await within(Promise.race([work, crashed]), "Chromium");
    return { ...result, megabytes: canMeasure ? peak(process.pid, "chrom") : undefined };
  } finally {
    await chromium.close();
  }
}

const RUNTIMES = {
  Node: inProcess((file) => [process.execPath, file]),
  Deno: inProcess((file) => denoRun(file)),
  Bun: inProcess((file) => [binary(".bin/bun"), "run", file]),
  Chromium: inChromium,
};

let [passed, failed] = [0, 0];
function check(name, holds, figures) {
  if (holds) passed += 1;
  else failed += 1;
  if (!holds || process.env.TRACE)
    console.log(`${holds ? "ok    " : "FAILED"} ${name}: ${figures}`);
}

async function tryOut(name) {
  const begun = performance.now();
  try {
    const result = await RUNTIMES[name]();
    for (const { name: attack, ends, end, message, milliseconds, next } of result.results) {
      const isBounded = milliseconds <= MOST_MILLIS;
      check(
        `${name}: ${attack} ends as it may, and the next call works`,
        ends.includes(end) && isBounded && next === "resolved",
        `${end} (${message}) after ${Math.round(milliseconds)} ms; then ${next}`,
      );
    }
    const ends = Object.keys(result.resets);
    check(
      `${name}: a reset at each byte of an answer is a PulseConnectionError`,
      ends.length === 1 && ends[0] === "PulseConnectionError",
      JSON.stringify(result.resets),
    );
    const { megabytes } = result;
    if (canMeasure)
      check(
        `${name}: memory is bounded`,
        megabytes <= MOST_MEGABYTES,
        `${megabytes} MB at the most`,
      );
    const slowest = Math.max(...result.results.map(({ milliseconds }) => milliseconds));
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    console.log(
      `${name}: ${list.length} attacks and ${resets} resets in ${seconds} s, ${Math.round(slowest)} ms for the slowest, ${megabytes ?? "?"} MB at the most`,
    );
  } catch (error) {
    check(`${name}: it comes through`, false, error.stack);
  }
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(RUNTIMES);
const begin = async () => {
  for (let name = names.shift(); name; name = names.shift()) await tryOut(name);
};
// Two at a time: most of it is waiting for timeouts.
await Promise.all([begin(), begin()]);
await server.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
