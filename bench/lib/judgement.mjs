// Who is ahead of the package and whom it is ahead of, read off the results: neither is chosen by hand.
import { SUBJECTS } from "./subjects.mjs";

const OURS = "pulse-wasm";

const title = (name) => SUBJECTS[name].title;
const medians = (subjects, scale = 1) =>
  Object.entries(subjects).map(([name, { median }]) => [name, median * scale]);

/** What is asked of each, with its figures: the less, the better. */
function questions({
  machine,
  percall,
  browser,
  loopback,
  "browser-loopback": inPage,
  many,
  cold,
  size,
}) {
  const wire =
    (where) =>
    ({ latencyInMs, atOnce, subjects }) => ({
      question: `a call over loopback${where}, ${latencyInMs} ms, ${atOnce} at a time`,
      unit: "ms",
      figures: medians(subjects, 0.001),
      title,
    });
  const bytes = Object.entries(size.subjects).map(([name, { brotli }]) => [name, brotli / 1_000]);
  return [
    { question: "a call in Node", unit: "µs", figures: medians(percall.subjects), title },
    { question: "a call in Chromium", unit: "µs", figures: medians(browser.subjects), title },
    ...loopback.cases.map(wire("")),
    ...inPage.cases.map(wire(" in Chromium")),
    {
      question: "10,000 jobs",
      unit: "s",
      figures: medians(many.subjects),
      title: (name) => many.subjects[name].title,
    },
    {
      question: "10,000 jobs in Chromium",
      unit: "s",
      figures: medians(inPage.many.subjects),
      title: (name) => inPage.many.subjects[name].title,
    },
    {
      question: `the first call in Node ${machine.node.split(".")[0]}`,
      unit: "ms",
      figures: medians(cold.subjects),
      title,
    },
    {
      question: "what an app that cancels one job ships, brotli",
      unit: "KB",
      figures: bytes,
      title,
    },
  ];
}

/**
 * How each question is answered: our figure, and the others ahead of it and behind it, the best first. Our own command is
 * neither.
 */
export const verdicts = (results) =>
  questions(results).map(({ question, unit, figures, title }) => {
    const ours = figures.find(([name]) => name === OURS)[1];
    const others = figures
      .filter(([name]) => ![OURS, "command"].includes(name))
      .sort(([, one], [, other]) => one - other)
      .map(([name, value]) => ({ title: title(name), value }));
    return {
      question,
      unit,
      ours,
      ahead: others.filter(({ value }) => value < ours),
      behind: others.filter(({ value }) => value >= ours),
    };
  });
