// The README's figures: sizes as the package's build measured them, and the time of a call beside bare fetch.
// `node bench/figures.mjs` prints them, with --write they go between the README's markers.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { project, root } from "../tests/project.mjs";

const CALLS = 20_000;
const ROUNDS = 9;

const folder = process.env.PULSE_PROJECT ?? project();
const { PulseClient } = createRequire(join(folder, "index.js"))("pulse-wasm");

const BODY = '{"job_id":"abc123-def456-ghi789","message":"Job cancelled successfully"}';
const stub = async () => new Response(BODY, { headers: { "content-type": "application/json" } });

/** What one writes by hand when nothing may go wrong. */
async function bare() {
  const init = { method: "DELETE", headers: { "x-api-key": "key", accept: "application/json" } };
  const response = await stub("https://api.runpulse.com/job/abc123-def456-ghi789", init);
  return JSON.parse(await response.text());
}

const client = new PulseClient({ apiKey: "key", baseUrl: "https://api.runpulse.com", fetch: stub });
const ours = () => client.cancelJob("abc123-def456-ghi789");

/** Microseconds a call, one after the other. */
async function time(call) {
  const begun = performance.now();
  for (let count = 0; count < CALLS; count++) await call();
  return ((performance.now() - begun) * 1_000) / CALLS;
}

// Alternating, so that what else the machine does weighs on both alike.
const times = { bare: [], ours: [] };
for (let round = 0; round < ROUNDS; round++) {
  times.bare.push(await time(bare));
  times.ours.push(await time(ours));
}
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const [fetched, called] = [median(times.bare), median(times.ours)];

const sizes = JSON.parse(readFileSync(join(root, "target/npm/sizes.json"), "utf8"));
const cell = (bytes) => `${(bytes / 1_000).toFixed(1)} KB`;
const row = (title, { raw, gzip, brotli }) =>
  `| ${title} | ${cell(raw)} | ${cell(gzip)} | ${cell(brotli)} |`;

const figures = `| what is shipped | raw | gzip | brotli |
| --- | --- | --- | --- |
${row("an app's bundle with all of the package", sizes.bundle)}
${row("of it the WebAssembly module", sizes.wasm)}
${row("of it the JavaScript around it", sizes.glue)}

A call costs ${called.toFixed(1)} µs where bare \`fetch\` without retries, timeout or abort costs ${fetched.toFixed(1)} µs (${(called / fetched).toFixed(2)} times; Node ${process.versions.node},
a stub in the network's place, median of ${ROUNDS} rounds of ${CALLS.toLocaleString("en")} calls). Beside a request over a network neither is seen.
`;
console.log(figures);

if (process.argv.includes("--write")) {
  const path = join(root, "README.md");
  const text = readFileSync(path, "utf8");
  const markers = /(<!-- figures: [^\n]*-->\n)[\s\S]*?(<!-- \/figures -->)/;
  if (!markers.test(text)) throw new Error("README.md has lost its markers for the figures");
  writeFileSync(
    path,
    text.replace(markers, (_, begin, end) => `${begin}\n${figures}\n${end}`),
  );
}
