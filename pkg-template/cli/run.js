// One run of a command over its ids: counts outcomes, shows progress, and gives the exit code.
import { start } from "./format.js";
import { folded, isLate, STATES, UsageError } from "./options.js";
import { show } from "./progress.js";
import { remaining, tell } from "./summary.js";

/** Reasons for which a job was not even tried. */
const UNTRIED = ["aborted", "unauthorized", "unreachable", "rate-limited"];

/** @typedef {import("./report.js").Outcome} Outcome */
/** @typedef {import("./report.js").Told} Told */

/**
 * What a command runs with.
 *
 * @typedef {object} Given
 * @property {import("./options.js").Command} command
 * @property {import("./options.js").Values} values
 * @property {import("./ids.js").Ids} ids
 * @property {import("pulse-wasm").PulseClient} client
 * @property {string} baseUrl
 * @property {import("./output.js").Output} output
 * @property {import("./report.js").Report} report
 * @property {import("./interrupt.js").Interrupt} interrupt
 * @property {NodeJS.Process} process
 */

export class Run {
  counts = {
    done: 0,
    cancelled: 0,
    finished: 0,
    failed: 0,
    missing: 0,
    late: 0,
    skipped: 0,
    untried: 0,
    would: 0,
  };
  /**
   * How many jobs failed, by status or kind of error; below, how many were in each state.
   * @type {Map<string, number>}
   */
  kinds = new Map();
  /** @type {Map<string, number>} */
  states = new Map();
  /**
   * Why it stopped before its ids ended: for the API's reasons, or (`broken`) by an error of ours.
   * @type {string | undefined}
   */
  stoppedBy;
  /** @type {unknown} */
  broken;
  /** Whether a job was answered by 401. */
  refused = false;
  /**
   * How many requests a second Ctrl-C cut off.
   * @type {number | undefined}
   */
  cut;
  /** Whether it was stopped from here, not by the client. */
  halted = false;
  begun = 0;
  /**
   * The client's run, once there is one.
   * @type {{ stop(): void } | undefined}
   */
  bulk;
  /** @type {{ stop(): void } | undefined} */
  #progress;

  /**
   * @param {string} command
   * @param {Omit<Given, "command" | "client" | "baseUrl" | "process"> & { source: import("./source.js").Source }} given
   */
  constructor(command, { values, ids, source, output, report, interrupt }) {
    this.command = command;
    this.values = values;
    this.ids = ids;
    this.source = source;
    this.output = output;
    this.report = report;
    this.interrupt = interrupt;
    // Nothing is begun whose outcome could not be shown.
    output.onFailure = () => this.stop();
  }

  /** Starts nothing more. */
  stop() {
    this.pullNoMore();
    this.bulk?.stop();
  }

  /** Takes no further id, and lets what is under way come to its end. */
  pullNoMore() {
    this.halted = true;
    this.source.stop();
  }

  begin() {
    this.begun = performance.now();
    const look = () => ({ ...this.counts, ...remaining(this.source, this.ids, this.counts.done) });
    if (!this.values.quiet) this.#progress = show(this.output, look);
  }

  get interrupted() {
    return this.interrupt.code !== undefined;
  }

  /**
   * Counts an outcome and shows it; `words` are for people.
   * @param {Outcome} outcome
   * @param {Told} told
   */
  take(outcome, [mark, words]) {
    const { counts } = this;
    const { jobId, status, reason = "", job, error } = outcome;
    if (job) add(this.states, folded(job.status));
    if (status === "rejected") {
      counts.failed += 1;
      add(this.kinds, String(error?.statusCode ?? error?.name));
      if (error?.statusCode === 401) this.refused = true;
      if (error?.statusCode === 404) counts.missing += 1;
      if (isLate(error)) counts.late += 1;
    } else if (status === "fulfilled") {
      counts[mark === "left" ? "finished" : "cancelled"] += 1;
    } else if (UNTRIED.includes(reason)) {
      counts.untried += 1;
      if (reason !== "aborted") this.stoppedBy ??= reason;
    } else {
      counts.skipped += 1;
      if (mark === "done") counts.would += 1;
    }
    counts.done += 1;
    this.source.settled(jobId);
    this.report.outcome(outcome, [mark, words]);
  }

  /**
   * Finds out why the client stopped, if no skipped job says so; `last` is its last outcome.
   * @param {Outcome | undefined} last
   */
  nameStop(last) {
    if (!this.source.closed || this.halted || this.broken) return;
    if (this.refused) this.stoppedBy ??= "unauthorized";
    this.stoppedBy ??= last?.error?.statusCode === 429 ? "rate-limited" : "unreachable";
  }

  /**
   * Shows what was never started, if that is known without reading on.
   * @param {(outcome: Outcome) => Told} words
   */
  async leave(words) {
    if (!this.source.cutShort || !this.ids.list) return;
    const reason = this.stoppedBy ?? "aborted";
    for await (const jobId of this.source.left()) {
      /** @type {Outcome} */
      const outcome = { jobId, status: "skipped", reason };
      this.take(outcome, words(outcome));
    }
  }

  finish() {
    this.#progress?.stop();
    if (!this.values.quiet) tell(this.output, this);
    if (this.broken) this.output.note(`pulse-wasm: ${/** @type {Error} */ (this.broken).message}`);
    this.output.flush();
  }

  get exitCode() {
    if (this.interrupt.code !== undefined) return this.interrupt.code;
    if (this.broken instanceof UsageError && this.counts.done === 0) return 2;
    return this.counts.failed > 0 ||
      this.counts.untried > 0 ||
      this.stoppedBy ||
      this.broken ||
      this.output.failure
      ? 1
      : 0;
  }
}

/** So much of a state's name counts, and so many are told apart: a server's names must not fill the memory. */
const LONGEST_NAME = 64;
const MOST_NAMES = 32;

/**
 * @param {Map<string, number>} tally
 * @param {string} given
 */
function add(tally, given) {
  const name = start(given, LONGEST_NAME);
  const isKept = tally.size < MOST_NAMES || tally.has(name) || STATES.includes(name);
  const kept = isKept ? name : "other";
  tally.set(kept, (tally.get(kept) ?? 0) + 1);
}
