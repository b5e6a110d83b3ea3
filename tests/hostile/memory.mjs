// How much memory processes have taken at most, as Linux counts it: a client cannot say so of itself in each runtime.
import { existsSync, readdirSync, readFileSync } from "node:fs";

const read = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // It has just ended.
    return "";
  }
};

export const canMeasure = existsSync("/proc/self/status");

/** The processes below one, itself included. */
function family(pid) {
  const children = new Map();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const parent = Number(read(`/proc/${entry}/stat`).split(") ").pop().split(" ")[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const found = [pid];
  for (const one of found) found.push(...(children.get(one) ?? []));
  return found;
}

/**
 * The most that any of a process and those below it has had in memory, in megabytes.
 * @param {number} pid
 * @param {string} [name] part of the command line of those that count; all do where none is given
 */
export function peak(pid, name = "") {
  const counted = family(pid).filter((one) => read(`/proc/${one}/cmdline`).includes(name));
  const peaks = counted.map((one) =>
    Number(/VmHWM:\s+(\d+) kB/.exec(read(`/proc/${one}/status`))?.[1] ?? 0),
  );
  return Math.round(Math.max(...peaks) / 1_000);
}
