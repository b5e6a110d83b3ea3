// How a run ended, in a few lines on stderr; and how much of it is left while it goes on.
import { grouped, span } from "./format.js";

/** @typedef {import("./ids.js").Ids} Ids */
/** @typedef {import("./source.js").Source} Source */

/**
 * What the summary reads from a run.
 *
 * @typedef {object} Told
 * @property {string} command
 * @property {import("./options.js").Values} values
 * @property {Ids} ids
 * @property {Source} source
 * @property {Record<"done" | "cancelled" | "finished" | "failed" | "missing" | "late" | "skipped" | "untried" | "would", number>} counts
 *   of those that `failed` some are `missing` (404) or `late` (the deadline came first)
 * @property {Map<string, number>} kinds how many failed by which status or kind of error
 * @property {Map<string, number>} states how many jobs were in which state
 * @property {string} [stoppedBy]
 * @property {number} [cut] requests that a second Ctrl-C cut off
 * @property {boolean} interrupted
 * @property {number} begun
 */

/** @type {Record<string, string>} */
const STOPS = {
  unauthorized: "stopped: the key was refused, as it would be for every other job",
  unreachable: "stopped: too many connection failures in a row",
  "rate-limited": "stopped: the API's rate limit lets nothing through for now",
};

/**
 * How far a run is: exactly for a list, by the position in it for a file, not at all for a pipe.
 * @param {Source} source
 * @param {Ids} ids
 * @param {number} done
 * @returns {{ fraction?: number, remaining?: number }}
 */
export function remaining(source, { list, size, reader }, done) {
  if (list) {
    const left = list.length - source.already - done;
    return { fraction: 1 - left / list.length, remaining: left };
  }
  if (!size || reader.line === 0) return {};
  // Of the ids that were read, some have not been given out yet, and some are in flight.
  const pulled = source.ahead + Math.max(source.given - done, 0);
  const ahead = Math.max(size - reader.position, 0) / (reader.position / reader.line);
  return { fraction: (reader.line - pulled) / (reader.line + ahead), remaining: ahead + pulled };
}

/** @param {Told} run */
function counted({ command, values, counts, states, source, ids, cut, interrupted }) {
  /** @type {[number, string][]} */
  const parts = [];
  if (command !== "cancel") {
    for (const [state, number] of states) parts.push([number, state]);
    // "failed" is a job's state here.
    const late = command === "wait" ? counts.late : 0;
    const errors = counts.failed - counts.missing - late;
    parts.push([counts.skipped + counts.missing, "not found"], [late, "not ended"]);
    parts.push([errors, errors === 1 ? "error" : "errors"]);
  } else if (values["dry-run"]) {
    parts.push([counts.would, "would be cancelled"], [counts.skipped - counts.would, "left alone"]);
  } else {
    const they = counts.finished === 1 ? "it" : "they";
    parts.push([counts.cancelled, "cancelled"]);
    parts.push([counts.finished, `ended before ${they} could be cancelled`]);
    parts.push([counts.skipped, "left alone"]);
  }
  if (command === "cancel") parts.push([counts.failed, "failed"]);
  parts.push([counts.untried, command === "wait" && interrupted ? "interrupted" : "not started"]);
  // Each id has one outcome: one that was given out and had none came before.
  const twice = source.closed ? 0 : source.given - counts.done;
  const repeated = twice + source.repeated + (ids.repeated ?? 0);
  parts.push([repeated, "given twice"], [source.already, "already done"]);
  parts.push([cut ?? 0, "cut short"]);
  const shown = parts.filter(([number]) => number > 0);
  return shown.map(([number, what]) => `${grouped(number)} ${what}`);
}

/**
 * Reports how a run ended.
 * @param {import("./output.js").Output} output
 * @param {Told} run
 */
export function tell(output, run) {
  const { command, ids, source, stoppedBy, kinds, counts } = run;
  if (stoppedBy) output.note(STOPS[stoppedBy]);
  if (source.cutShort && !ids.list) {
    const from = source.line === undefined ? "" : `, from line ${grouped(source.line + 1)} on`;
    output.note(`the rest of ${ids.name} was not started${from}`);
  }
  const took = span((performance.now() - run.begun) / 1000);
  const all = counted(run);
  const text = all.length > 0 ? all.join(", ") : `no ids in ${ids.name}`;
  output.note(["bold", text], `, in ${took}`);
  if (kinds.size > 1 || counts.failed > 3) {
    const told = [...kinds].map(([kind, number]) => `${kind} × ${grouped(number)}`);
    output.note(`${command === "cancel" ? "failed" : "errors"}: ${told.join(", ")}`);
  }
}
