// What the charts show, as data for bench/charts/draw.mjs.
import { WAYS } from "../growth.mjs";
import { SUBJECTS } from "./subjects.mjs";

/** What each chart shows, for those who can't see it. */
export const TITLES = {
  call: "Microseconds per call over a stub, in Node and in Chromium",
  loopback: "Milliseconds per call over loopback, with and without latency",
  page: "Milliseconds per call over loopback in Chromium, with and without latency",
  many: "Seconds for 10,000 jobs over loopback, in Node and in Chromium",
  start: "Kilobytes that an app ships, and milliseconds from import to first call",
  growth: "Time and memory for each id, for 1 to 1,000,000 ids",
};

/** A bar for each, the shortest first. */
const bars = (subjects, titleOf, scale = 1) =>
  Object.entries(subjects)
    .map(([name, { median, q1, q3 }]) => ({
      label: titleOf(name),
      value: median * scale,
      low: q1 * scale,
      high: q3 * scale,
      ours: name.startsWith("pulse-wasm") || name === "command",
    }))
    .sort((one, other) => one.value - other.value);

const title = (name) => SUBJECTS[name].title;

const wire = ({ latencyInMs, atOnce, subjects }) => ({
  title: `${latencyInMs} ms of latency, ${atOnce === 1 ? "one call" : `${atOnce} calls`} at a time`,
  unit: "ms a call",
  bars: bars(subjects, title, 0.001),
});

/** A bar for each way to have many jobs cancelled. */
const ways = (title, { subjects }) => ({
  title,
  unit: "seconds",
  bars: bars(subjects, (name) => subjects[name].title),
});

/**
 * A line for each way; below 1,000 ids what is held is lost in the noise. A logarithmic axis has no place for zero: the line has a
 * gap there, and does not pretend to a value between.
 */
function lines(points, field, least) {
  const drawn = (point, name) => (point[name][field] > 0 ? point[name][field] : null);
  const shown = points.filter(
    (point) => point.ids >= least && Object.keys(WAYS).some((name) => drawn(point, name)),
  );
  return Object.entries(WAYS).map(([name, label]) => ({
    label,
    ours: name.startsWith("pulse-wasm"),
    points: shown.map((point) => [point.ids, drawn(point, name)]),
  }));
}

export const charts = ({
  machine,
  percall,
  browser,
  loopback,
  "browser-loopback": inPage,
  many,
  cold,
  size,
  growth,
}) => [
  {
    name: "call",
    title: TITLES.call,
    panels: [
      { title: `Node ${machine.node}`, unit: "µs a call", bars: bars(percall.subjects, title) },
      {
        title: `Chromium ${machine.chromium?.split(".")[0]}`,
        unit: "µs a call",
        bars: bars(browser.subjects, title),
      },
    ],
  },
  { name: "loopback", title: TITLES.loopback, panels: loopback.cases.map(wire) },
  { name: "page", title: TITLES.page, panels: inPage.cases.map(wire) },
  {
    name: "many",
    title: TITLES.many,
    panels: [
      ways("From a program, 32 at a time", many),
      ways("From a page in Chromium, 32 at a time", inPage.many),
    ],
  },
  {
    name: "start",
    title: TITLES.start,
    panels: [
      {
        title: "What an app ships, brotli",
        unit: "KB",
        bars: bars(
          Object.fromEntries(
            Object.entries(size.subjects).map(([name, { brotli }]) => [name, { median: brotli }]),
          ),
          title,
          0.001,
        ),
      },
      {
        title: "Import to first call, a new process",
        unit: "ms",
        bars: bars(cold.subjects, title),
      },
    ],
  },
  {
    name: "growth",
    title: TITLES.growth,
    panels: [
      { title: "Time for each id", unit: "µs", lines: lines(growth.points, "microsPerId", 1) },
      {
        title: "Memory held for each id",
        unit: "bytes",
        lines: lines(growth.points, "bytesPerId", 1_000),
      },
    ],
  },
];
