// One run of a command over its ids: counts what becomes of them, shows how far it is, and knows how it ended.
import { folded, UsageError } from "./options.js";
import { show } from "./progress.js";
import { remaining, tell } from "./summary.js";

/** Reasons for which a job was not even tried. */
const UNTRIED = ["aborted", "unauthorized", "unreachable", "rate-limited"];

export class Run {
  counts = { done: 0, cancelled: 0, finished: 0, failed: 0, skipped: 0, untried: 0, would: 0 };
  /** How many jobs failed by which status or kind of error, and how many were in which state. */
  kinds = new Map();
  states = new Map();
  /** Why it stopped before its ids ended: the API's doing, or an error of ours. */
  stoppedBy;
  broken;
  /** Requests that a second Ctrl-C gave up. */
  cut;
  /** It was stopped from here, not by the client. */
  halted = false;
  bulk;
  #progress;

  constructor(command, { values, ids, source, output, report, interrupt }) {
    Object.assign(this, { command, ids, source, output, report, values, interrupt });
    // What nobody can be told of is not begun.
    output.onFailure = () => this.stop();
  }

  /** Starts nothing more; `bulk` is the client's run, once there is one. */
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

  /** Takes an outcome in and tells it; `words` are for people. */
  take(outcome, [mark, words]) {
    const { counts } = this;
    const { jobId, status, reason, job, error } = outcome;
    if (job) add(this.states, folded(job.status));
    if (status === "rejected") {
      counts.failed += 1;
      add(this.kinds, String(error.statusCode ?? error.name));
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

  /** Names why the client stopped, where no job was left to be skipped for it; `last` is its last outcome. */
  nameStop(last) {
    if (!this.source.closed || this.halted || this.broken) return;
    if (this.kinds.has("401")) this.stoppedBy ??= "unauthorized";
    this.stoppedBy ??= last?.error?.statusCode === 429 ? "rate-limited" : "unreachable";
  }

  /** What was never started, where that is known without reading on. */
  async leave(words) {
    if (!this.source.cutShort || !this.ids.list) return;
    const reason = this.stoppedBy ?? "aborted";
    for await (const jobId of this.source.left()) {
      const outcome = { jobId, status: "skipped", reason };
      this.take(outcome, words(outcome));
    }
  }

  finish() {
    this.#progress?.stop();
    if (!this.values.quiet) tell(this.output, this);
    if (this.broken) this.output.note(`pulse-wasm: ${this.broken.message}`);
    this.output.flush();
  }

  get exitCode() {
    if (this.interrupted) return this.interrupt.code;
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

function add(tally, name) {
  tally.set(name, (tally.get(name) ?? 0) + 1);
}
