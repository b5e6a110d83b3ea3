// What an outcome looks like: a line for people, or a JSON object a line for programs.
import { folded } from "./options.js";
import { plain } from "./words.js";

/** A longer id pushes its own line's text to the right, not that of all others. */
const WIDEST = 44;

const MARKS = {
  done: ["green", "✓"],
  failed: ["red", "✗"],
  left: ["dim", "–"],
  going: ["cyan", "•"],
};

const STOPS = {
  aborted: "not started: interrupted",
  unauthorized: "not started: the key was refused",
  unreachable: "not started: the API can't be reached",
  "rate-limited": "not started: the API's rate limit lets nothing through",
  missing: "not there",
};

/** States in which the API still takes a cancellation. */
const open = (job) => ["pending", "processing"].includes(job?.status);

/** Mark and words of an outcome of `cancel`; only a confirmed one's job is in its last state. */
export function cancelled({ status, reason, response, error, job }, confirmed) {
  if (status === "rejected") return ["failed", error.message];
  if (status === "skipped") {
    if (reason === "dry-run") {
      return open(job)
        ? ["done", `${job.status}: would be cancelled`]
        : ["left", `${job?.status}: would stay as it is`];
    }
    return [
      "left",
      reason === "filtered" ? `${job?.status}: left alone` : (STOPS[reason] ?? reason),
    ];
  }
  if (!confirmed) return ["done", response.message];
  return folded(job.status) === "canceled"
    ? ["done", "canceled"]
    : ["left", `${job.status} before the cancellation took effect`];
}

const STATE_MARKS = { completed: "done", failed: "failed", canceled: "left", expired: "left" };

/** Mark and words of an outcome of `status` or `wait`; `rest` is what else there is to tell. */
export function state({ status, reason, error, job }, rest) {
  if (status === "rejected") return ["failed", error.message];
  if (status === "skipped") return ["left", STOPS[reason] ?? reason];
  const mark = STATE_MARKS[folded(job.status)] ?? "going";
  return [
    mark,
    [job.status.padEnd("processing".length), rest, job.error].filter(Boolean).join("  ").trimEnd(),
  ];
}

/** An error without what it came with: the response's body and the cause may hold the key. */
function told({ name, message, statusCode, code, attempts, retryAfterInSeconds }) {
  return { name, message, statusCode, code, attempts, retryAfterInSeconds };
}

/** Writes outcomes in the form that was asked for; `terse` leaves out for people what went well. */
export class Report {
  #output;
  #key;
  #json;
  #terse;
  #width = 0;

  constructor(output, { json }, key, terse) {
    this.#output = output;
    this.#json = json;
    this.#terse = terse;
    this.#key = key;
  }

  /** Ids that are known beforehand, so that the first line is aligned with the last. */
  expect(ids) {
    for (const id of ids) this.#widen(id);
  }

  /** One outcome, with its mark and words for people. */
  outcome(outcome, [mark, words]) {
    if (this.#json) return this.#output.line(this.#line(outcome));
    if (this.#terse && mark !== "failed") return undefined;
    const { paint } = this.#output;
    const id = plain(outcome.jobId);
    this.#widen(id);
    const [colour, sign] = MARKS[mark];
    const text = plain(this.#scrubbed(words));
    const shown = mark === "failed" ? paint("red", text) : text;
    return this.#output.line(`${paint(colour, sign)} ${id.padEnd(this.#width)}  ${shown}`);
  }

  #line({ error, response, job, ...outcome }) {
    const rest = { response, job, error: error && told(error) };
    // A server may echo the key; the job's id is the caller's own and stays.
    const safe = JSON.stringify(rest, (_, value) =>
      typeof value === "string" ? this.#scrubbed(value) : value,
    );
    return JSON.stringify({ ...outcome, ...JSON.parse(safe) });
  }

  #scrubbed = (text) => text.replaceAll(this.#key, "[key]");

  #widen(id) {
    this.#width = Math.min(Math.max(this.#width, id.length), WIDEST);
  }
}
