// Which measurements are taken, and what stays of results that were taken before: node bench/run.mjs --only NAME…

/** The measurements, in the order of results.json; the longest takes a few minutes. */
export const PARTS = [
  "percall",
  "browser",
  "loopback",
  "browser-loopback",
  "many",
  "cold",
  "size",
  "growth",
];

/** What is wrong with a command or a file, told without a stack. */
export class Complaint extends Error {}

/** The parts that the words of the command name, each once and in order; all where it has no --only. */
export function chosen(words) {
  const at = words.indexOf("--only");
  if (at < 0) return PARTS;
  const named = words.slice(at + 1).filter((word) => !word.startsWith("-"));
  const unknown = named.filter((name) => !PARTS.includes(name));
  if (unknown.length > 0 || named.length === 0) {
    const wrong = named.length === 0 ? "--only names no part" : `no part: ${unknown.join(", ")}`;
    throw new Complaint(`${wrong}; the parts are ${PARTS.join(", ")}`);
  }
  return PARTS.filter((name) => named.includes(name));
}

const isObject = (value) => Object(value) === value && !Array.isArray(value);

/** The results in a file's text, with all of their parts; `file` is what messages call it. */
export function parsed(text, file = "bench/results.json") {
  let results;
  try {
    results = JSON.parse(text);
  } catch (error) {
    throw new Complaint(`${file} is no JSON (${error.message}): take all parts`);
  }
  const lacking = ["machine", ...PARTS].filter((name) => !isObject(results?.[name]));
  if (lacking.length > 0) {
    throw new Complaint(`${file} lacks ${lacking.join(", ")}: take all parts`);
  }
  return results;
}

/**
 * What goes before the parts that are taken now, and the parts of `text` that stay: only of the same machine, the same peers and
 * as thorough a run. `again` has the date of each part that is younger than the run.
 */
export function kept(head, names, text, file) {
  if (names.length === PARTS.length) return { head, parts: {} };
  if (text === undefined) throw new Complaint(`there is no ${file} yet: take all parts`);
  const before = parsed(text, file);
  const kind = ({ machine: { load, ...machine }, quick, peers }) =>
    JSON.stringify([machine, quick, peers]);
  if (kind(before) !== kind(head)) {
    const why = "is of another machine, other peers or another kind of run";
    throw new Complaint(`${file} of ${before.taken} ${why}: take all parts`);
  }
  const again = { ...before.again };
  for (const name of names) again[name] = head.taken;
  const parts = Object.fromEntries(PARTS.map((name) => [name, before[name]]));
  return { head: { ...head, taken: before.taken, machine: before.machine, again }, parts };
}
