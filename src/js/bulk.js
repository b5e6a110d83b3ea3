// A bulk run's record, the records of its jobs, and its caller's functions.
import { refusal } from "./errors.js";
import { close, pending, place, tell, VERDICT } from "./host.js";
import { tell as hand } from "./observe.js";
import { noting, option } from "./options.js";
import { BulkCancellation, note } from "./outcomes.js";
import { reject } from "./settle.js";
import { attach } from "./source.js";

/** Numbers of `driver::task::kind` in Rust; the second is for a source that is known to end. */
const BULK = 4;
const BULK_FINITE = 5;

/** Numbers of `driver::bulk::end` in Rust; the reasons to skip follow. */
const REJECTED = 1;
const REASONS = [
  "aborted",
  "unauthorized",
  "unreachable",
  "rate-limited",
  "filtered",
  "dry-run",
  "missing",
];
const FIRST_REASON = 2;

/** Begins a run in the module that hears `wake`; `start` is told its record and kind. Invariant: it never throws. */
export function cancelMany(ids, wake, start) {
  const run = place({ wake, queue: [], failures: [], told: 0 });
  run.promise = new Promise((resolve, reject) => {
    run.resolve = resolve;
    run.reject = reject;
  });
  try {
    attach(run, ids);
  } catch (error) {
    reject(run.slot, error);
    return new BulkCancellation(run);
  }
  start(run, run.isAsync || run.total === undefined ? BULK : BULK_FINITE);
  return new BulkCancellation(run);
}

const KINDS = { function: "a function", boolean: "true or false", string: "a string" };

/** Puts the caller's functions beside a run, and tells its choices as bits; bad ones throw. */
export const choose = noting((slot, options) => {
  const run = pending(slot);
  const read = (name, kind) => {
    const value = option(options, name) ?? undefined;
    if (value !== undefined && typeof value !== kind)
      throw refusal(`${name} must be ${KINDS[kind]}`);
    return value;
  };
  run.onlyIf = read("onlyIf", "function");
  run.onProgress = read("onProgress", "function");
  const missing = read("missing", "string") ?? "fail";
  const ignore = missing === "ignore";
  if (!ignore && missing !== "fail") throw refusal('missing must be "fail" or "ignore"');
  const choices = [
    run.onlyIf,
    read("dryRun", "boolean"),
    read("confirm", "boolean"),
    ignore,
    read("dedupe", "boolean") ?? true,
  ];
  return choices.reduce((bits, chosen, at) => bits | (chosen ? 1 << at : 0), 0);
}, 0);

/** A record for the job of the id that came last, with all that the run's own has. */
export function openJob(slot) {
  const run = pending(slot);
  const { data: jobId, wake, fetch, headers, keepalive, observer, signal } = run;
  return place({ run, jobId, wake, fetch, headers, keepalive, observer, signal }).slot;
}

/** Hands a job's state to `onlyIf`. */
export async function judge(slot) {
  const job = pending(slot);
  let verdict = 2;
  try {
    verdict = (await job.run.onlyIf(job.data)) ? 1 : 0;
  } catch (error) {
    job.cause = error;
  }
  tell(job, VERDICT, verdict, 0);
}

/** How many ids ended how. */
export function tally(slot, cancelled, finished, failed, skipped, duplicates, inFlight) {
  const run = pending(slot);
  run.counts = { cancelled, finished, failed, skipped };
  run.done = cancelled + finished + failed + skipped + duplicates;
  run.duplicates = duplicates;
  run.inFlight = inFlight;
}

/** Closes a job's record and hands its outcome out; whether it was read at once. */
export function settleJob(slot, at, end, error) {
  const { run, jobId, get, data, before, observer } = close(slot);
  const outcome = { jobId, status: "fulfilled" };
  const reason = REASONS[end - FIRST_REASON];
  if (reason) {
    Object.assign(outcome, { status: "skipped", reason });
    if (reason === "filtered" || reason === "dry-run") outcome.job = data;
  } else if (end === REJECTED) {
    Object.assign(outcome, { status: "rejected", error });
    observer?.failed(error);
  } else {
    outcome.response = get ? before : data;
    const job = get ? data : before;
    if (job) outcome.job = job;
  }
  const taken = note(run, outcome, at);
  progress(run);
  return taken;
}

/** Tells how far a run is, unless that was told before. */
function progress(run) {
  const { counts, done, total, inFlight, onProgress, told } = run;
  if (!onProgress || done === told) return;
  run.told = done;
  const state = { done, ...(total >= 0 && { total }), ...counts, inFlight };
  hand(onProgress, state, (cause) => run.observer?.log(2, "onProgress threw", cause));
}

/** The run is over: its summary, or what its source threw. */
export function finish(slot, stop) {
  const run = close(slot);
  // Duplicates at the end have no outcome that would tell of them.
  progress(run);
  const { threw, reject, resolve, done, counts, duplicates, failures } = run;
  if (threw) return reject(threw.error);
  const summary = { total: done, ...counts, duplicates, failures };
  const stoppedBy = REASONS[stop - FIRST_REASON];
  resolve(stoppedBy ? { ...summary, stoppedBy } : summary);
}
