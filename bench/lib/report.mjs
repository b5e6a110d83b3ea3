// The results in words and tables: what README and docs/figures.md say, and what the terminal shows.
import { WAYS } from "../growth.mjs";
import { TITLES } from "./charts.mjs";
import { verdicts } from "./judgement.mjs";
import { SUBJECTS } from "./subjects.mjs";

const kilobytes = (bytes) => `${(bytes / 1_000).toFixed(1)} KB`;
const digits = (value) =>
  value >= 1_000
    ? Math.round(value).toLocaleString("en-US")
    : value >= 100
      ? value.toFixed(0)
      : value >= 10
        ? value.toFixed(1)
        : value.toFixed(2);
const spread = ({ median, q1, q3 }, scale = 1) =>
  `${digits(median * scale)} (${digits(q1 * scale)}–${digits(q3 * scale)})`;

/** A table in Markdown; the first column is text, the others are numbers. */
function table(heads, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(heads),
    line(heads.map((_, at) => (at === 0 ? "---" : "---:"))),
    ...rows.map(line),
  ].join("\n");
}

/** One whose cells are words. */
const words = (heads, rows) => table(heads, rows).replaceAll("---:", "---");

const byMedian = (subjects) =>
  Object.entries(subjects).sort(([, one], [, other]) => one.median - other.median);
const name = (subject) =>
  subject.startsWith("pulse-wasm") ? `**${SUBJECTS[subject].title}**` : SUBJECTS[subject].title;

const picture = (chart, words, folder) =>
  `<picture><source media="(prefers-color-scheme: dark)" srcset="${folder}bench/${chart}-dark.svg">` +
  `<img src="${folder}bench/${chart}-light.svg" alt="${words}"></picture>`;

const sizes = ({ size: { parts } }) => {
  const row = (title, { raw, gzip, brotli }) => [title, ...[raw, gzip, brotli].map(kilobytes)];
  return table(
    ["what is shipped", "raw", "gzip", "brotli"],
    [
      row("an app's bundle with all of the package", parts.bundle),
      row("of it the WebAssembly module", parts.wasm),
      row("of it the JavaScript around it", parts.glue),
    ],
  );
};

/** Breaks a paragraph as the documents are. */
function wrap(text, width = 130) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.join("\n");
}

/** Who is ahead and who is behind, each with its figure. */
function standings(verdicts) {
  const told = (list) =>
    list.map(({ title, value }) => `${title} ${digits(value)}`).join(", ") || "nobody";
  const rows = verdicts.map(({ question, unit, ours, ahead, behind }) => [
    `${question}, ${unit}`,
    digits(ours),
    told(ahead),
    told(behind),
  ]);
  return words(["less is better", "pulse-wasm", "ahead of it", "behind it"], rows);
}

/** Parts that are younger than the run, each date with its parts. */
function younger(again = {}) {
  const dates = [...new Set(Object.values(again))].sort();
  const of = (date) => Object.keys(again).filter((name) => again[name] === date);
  return dates.map((date) => `; ${of(date).join(", ")} taken again on ${date}`).join("");
}

const described = ({ machine, taken, again }) =>
  `${machine.cpu}, ${machine.cores} cores, ${machine.memoryInGiB} GiB, ${machine.system}; Node ${machine.node}, ` +
  `Chromium ${machine.chromium}; ${taken}, load ${machine.load} before it began${younger(again)}`;

/** The part of README: what differs little over loopback is in docs/figures.md alone. */
export function readme(results) {
  const { raw, gzip, brotli } = results.size.parts.bundle;
  const told = verdicts(results).filter(({ question }) => !question.includes("loopback"));
  return `The whole package adds ${kilobytes(brotli)} to an app, compressed with brotli (gzip ${kilobytes(gzip)}, raw ${kilobytes(raw)}). These are medians; [docs/figures.md](docs/figures.md) has all figures, their spread, and what each of the others does besides sending a request: code by hand, for one, has a timeout but no retries. A call is timed over a stub in the network's place, 10,000 jobs over loopback, 32 at a time. \`cargo xtask bench\` takes every figure again.

${standings(told)}

${picture("call", TITLES.call, "docs/")}${picture("many", TITLES.many, "docs/")}`;
}

function calls({ subjects }) {
  const rows = byMedian(subjects).map(([subject, figures]) => [
    name(subject),
    spread(figures),
    figures.times.toFixed(2),
  ]);
  return table(["", "µs a call", "times bare fetch"], rows);
}

function overWire({ cases }) {
  const heads = cases.map(({ latencyInMs, atOnce }) => `${latencyInMs} ms, ${atOnce} at a time`);
  const rows = Object.keys(SUBJECTS).map((subject) => [
    name(subject),
    ...cases.map(({ subjects }) => spread(subjects[subject], 0.001)),
  ]);
  return table(["ms a call", ...heads], rows);
}

function manyJobs(many) {
  const rows = byMedian(many.subjects).map(([, figures]) => [
    figures.title.startsWith("pulse-wasm") ? `**${figures.title}**` : figures.title,
    spread(figures),
    figures.times.toFixed(2),
    figures.jobs === many.jobs ? "" : `scaled from ${figures.jobs.toLocaleString("en-US")}`,
  ]);
  return table(["", "s for 10,000 jobs", "times the pool", ""], rows);
}

function starts({ cold, size }) {
  const rows = Object.keys(SUBJECTS).map((subject) => {
    const { raw, gzip, brotli } = size.subjects[subject];
    return [name(subject), ...[raw, gzip, brotli].map(kilobytes), spread(cold.subjects[subject])];
  });
  return table(["", "raw", "gzip", "brotli", "ms to the first call"], rows);
}

function growing({ growth }) {
  const rows = growth.points.map((point) => [
    point.ids.toLocaleString("en-US"),
    ...Object.keys(WAYS).map((way) => {
      const { microsPerId, bytesPerId } = point[way];
      // Below that the garbage collector's own is more than what ids take.
      return point.ids < 1_000
        ? digits(microsPerId)
        : `${digits(microsPerId)}, ${digits(bytesPerId)}`;
    }),
  ]);
  return table(["ids", ...Object.values(WAYS)], rows);
}

const peers = ({ peers: versions }) =>
  words(
    ["", "version", "what it does for a DELETE by default, besides sending it"],
    Object.entries(SUBJECTS).map(([subject, { duties }]) => [
      name(subject),
      versions[subject] ?? "–",
      duties,
    ]),
  );

/** The part of docs/figures.md. */
export const figures = (results) => `
${wrap(`${results.quick ? "**A quick run**: few rounds, so that these figures are rough. " : ""}Taken on ${described(results)}.`)}

## Where it loses, and where it wins

Ranked by the median. Where the ranges in the tables below overlap, the order may be chance.

${standings(verdicts(results))}

## The time of a call

Each call is answered by a stub in place of the network. Default options, one call after another.

${picture("call", TITLES.call, "")}

In Node:

${calls(results.percall)}

In headless Chromium, each from the bundle that an app would ship:

${calls(results.browser)}

## Over loopback

From Node, against a release build of the emulator on the same machine, which adds the latency. Each client sends in its own way: axios
through node:http, reductoai through node-fetch, the others through Node's fetch.

${picture("loopback", TITLES.loopback, "")}

${overWire(results.loopback)}

The same from a page in headless Chromium, which the emulator serves itself, each client from the bundle that an app would ship. A
browser opens six connections to a server at most, so that of 32 calls at a time six are under way.

${picture("page", TITLES.page, "")}

${overWire(results["browser-loopback"])}

## Many jobs

10,000 jobs over loopback, 32 at a time, except that the for-loop cancels one at a time. Each way is a program of its own, and the time
includes its start. The slow ones were timed with fewer jobs and scaled up, as the last column says.

${picture("many", TITLES.many, "")}

${manyJobs(results.many)}

In a page, 32 at a time too:

${manyJobs(results["browser-loopback"].many)}

## Bytes, and the first call

The bytes of a module for a page that cancels one job, as esbuild bundles it; and, in a new Node process, the time from the import to the
end of the first call over a stub.

${picture("start", TITLES.start, "")}

${starts(results)}

${sizes(results)}

## How cost grows

A run over a stub, 32 ids at a time, which a generator yields. The first figure of a cell is microseconds per id; the second, from 1,000 ids
on, is the bytes still held per id when the run ends, 0.00 where the heap was no larger than before. To recognise duplicates (\`dedupe\`),
pulse-wasm keeps a fingerprint of each id and the pool a Set; p-map keeps every result. Each run is a process of its own, and
${results.quick ? "every row was run once" : "every row is the median of three runs, but for the last, which was run once"}.

${picture("growth", TITLES.growth, "")}

${growing(results)}

## Who is compared

${peers(results)}
`;

/** All of it for a terminal, without the pictures. */
export const terminal = (results) =>
  figures(results)
    .split("\n")
    .filter((line) => !line.startsWith("<picture>"))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n");
