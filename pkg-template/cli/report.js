// What an outcome looks like: a line for people, or a JSON object a line for programs.

import { plain, start } from "./format.js";
import { folded, messageOf } from "./options.js";

/** @typedef {import("./options.js").Values} Values */
/** @typedef {import("pulse-wasm").JobStatusResponse} Job */
/** @typedef {import("pulse-wasm").PulseError} PulseError */

/**
 * An outcome of a bulk run, for any command.
 *
 * @typedef {object} Outcome
 * @property {string} jobId
 * @property {"fulfilled" | "rejected" | "skipped"} status
 * @property {string} [reason]
 * @property {import("pulse-wasm").JobCancellationResponse} [response]
 * @property {Job} [job]
 * @property {PulseError} [error]
 */

/**
 * How an outcome is shown to people: its mark, and words.
 * @typedef {[mark: "done" | "failed" | "left" | "going", words: string]} Told
 */

/** The widest column for ids; a longer id shifts the text of its own line only. */
const WIDEST = 44;

/** The most characters of what a server says that people are shown; --json has all of it. */
const MOST_WORDS = 1000;

/** @type {Record<Told[0], [import("./output.js").Colour, string]>} */
const MARKS = {
  done: ["green", "✓"],
  failed: ["red", "✗"],
  left: ["dim", "–"],
  going: ["cyan", "•"],
};

/** @type {Record<string, string | undefined>} */
const STOPS = {
  aborted: "not started: interrupted",
  unauthorized: "not started: the key was refused",
  unreachable: "not started: the API can't be reached",
  "rate-limited": "not started: the API's rate limit lets nothing through",
  missing: "not found",
};

/**
 * States in which the API still takes a cancellation.
 * @param {Job | undefined} job
 */
const open = (job) => job !== undefined && ["pending", "processing"].includes(job.status);

/** @param {string | undefined} reason */
const unstarted = (reason = "") => STOPS[reason] ?? reason;

/**
 * Mark and words of an outcome of `cancel`; its job is in its last state only if that was confirmed.
 * @param {Outcome} outcome
 * @param {boolean | undefined} confirmed
 * @returns {Told}
 */
export function cancelled({ status, reason, response, error, job }, confirmed) {
  if (status === "rejected") return ["failed", messageOf(error)];
  if (status === "skipped") {
    if (reason === "dry-run") {
      return open(job)
        ? ["done", `${job?.status}: would be cancelled`]
        : ["left", `${job?.status}: would stay as it is`];
    }
    return ["left", reason === "filtered" ? `${job?.status}: left alone` : unstarted(reason)];
  }
  if (!confirmed || !job) return ["done", response?.message ?? ""];
  return folded(job.status) === "canceled"
    ? ["done", "canceled"]
    : ["left", `${job.status} before the cancellation took effect`];
}

/** @type {Record<string, Told[0] | undefined>} */
const STATE_MARKS = { completed: "done", failed: "failed", canceled: "left", expired: "left" };

/**
 * Mark and words of an outcome of `status` or `wait`; `rest` is what else is shown.
 * @param {Outcome} outcome
 * @param {string | undefined} rest
 * @returns {Told}
 */
export function state({ status, reason, error, job }, rest) {
  if (status === "rejected") return ["failed", messageOf(error)];
  if (status === "skipped" || !job) return ["left", unstarted(reason)];
  const mark = STATE_MARKS[folded(job.status)] ?? "going";
  return [
    mark,
    [job.status.padEnd("processing".length), rest, job.error].filter(Boolean).join("  ").trimEnd(),
  ];
}

/**
 * An error without its response and cause, which may contain the key.
 * @param {PulseError} error
 */
function told(error) {
  const { name, statusCode, code, attempts, retryAfterInSeconds } = error;
  return { name, message: messageOf(error), statusCode, code, attempts, retryAfterInSeconds };
}

/** No response of the API is nested deeper, and the recursion must end before the stack overflows. */
const DEEPEST = 100;

/**
 * What a server sent, with each text in it put through `scrubbed`: names too, and numbers, which may be the key.
 * @param {unknown} value
 * @param {(text: string) => string} scrubbed
 * @returns {unknown}
 */
function cleaned(value, scrubbed, depth = 0) {
  if (typeof value === "string") return scrubbed(value);
  if (typeof value === "number") return scrubbed(String(value)) === String(value) ? value : "[key]";
  if (typeof value !== "object" || value === null) return value;
  if (depth === DEEPEST) return "[too deep]";
  /** @param {unknown} part */
  const inner = (part) => cleaned(part, scrubbed, depth + 1);
  if (Array.isArray(value)) return value.map(inner);
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [scrubbed(name), inner(part)]),
  );
}

/** Writes outcomes in the form that was asked for; `terse` shows people only failures. */
export class Report {
  #output;
  #json;
  #terse;
  #width = 0;

  /**
   * @param {import("./output.js").Output} output
   * @param {Values} values
   * @param {boolean | undefined} terse
   */
  constructor(output, { json }, terse) {
    this.#output = output;
    this.#json = json;
    this.#terse = terse;
  }

  /**
   * Takes ids that are known beforehand, so that the first line is aligned with the last.
   * @param {string[]} ids
   */
  expect(ids) {
    for (const id of ids) this.#widen(plain(id));
  }

  /**
   * Writes one outcome, with its mark and words for people.
   * @param {Outcome} outcome
   * @param {Told} told
   */
  outcome(outcome, [mark, words]) {
    if (this.#json) return this.#output.line(this.#line(outcome));
    if (this.#terse && mark !== "failed") return undefined;
    // Escaped before it is measured, for the column's width.
    const id = plain(outcome.jobId);
    this.#widen(id);
    const text = start(this.#output.scrubbed(words), MOST_WORDS);
    return this.#output.line(MARKS[mark], ` ${id.padEnd(this.#width)}  `, [
      mark === "failed" ? "red" : undefined,
      text,
    ]);
  }

  /** @param {Outcome} outcome */
  #line({ error, response, job, ...outcome }) {
    const rest = { response, job, error: error && told(error) };
    // A server may echo the key; the job's id is the caller's own and stays.
    return JSON.stringify({
      ...outcome,
      .../** @type {object} */ (cleaned(rest, this.#output.scrubbed)),
    });
  }

  /** @param {string} id */
  #widen(id) {
    this.#width = Math.min(Math.max(this.#width, id.length), WIDEST);
  }
}
