// A bulk run's record, the records of its jobs, and its caller's functions.
import { close, dispatch, Fields, pending, register } from "./call.js";
import { notifySafely } from "./observe.js";
import { handlerOf, optionOf, refuse } from "./options.js";
import { BulkCancellation, record } from "./outcomes.js";
import { tell } from "./settle.js";

/** How long a run's error waits for a reader. */
const UNREAD_IN_MILLIS = 1_000;

/** @typedef {import("./records.js").JobRecord} JobRecord */
/** @typedef {import("./records.js").RunRecord} RunRecord */
/** @typedef {import("./records.js").Driver} Driver */

/**
 * Opens a run whose events go to `driver`; returns its slot.
 * @param {Driver | undefined} driver
 * @param {boolean} cancels whether jobs are cancelled, or only their states read
 */
export function openRun(driver, cancels) {
  /** @type {RunRecord} */
  const run = Object.assign(new Fields(), {
    driver,
    cancels,
    attempts: 0,
    queue: [],
    failures: [],
    told: 0,
    pulls: 0,
  });
  run.promise = new Promise((resolve, reject) => {
    run.resolve = resolve;
    run.reject = reject;
  });
  const isRead = () => run.isAwaited || run.isIterated;
  // One that nobody has read yet may still be read; it surfaces as unhandled if it is not, and keeps no process alive until then.
  run.promise.catch(async (error) => {
    // An `await` reads it a few microtasks later.
    await Promise.resolve().then();
    if (isRead()) return;
    const surface = () => isRead() || Promise.reject(error);
    try {
      /** @type {any} */ (setTimeout(surface, UNREAD_IN_MILLIS)).unref?.();
    } catch {
      surface();
    }
  });
  run.handle = new BulkCancellation(run);
  return register(run).slot;
}

/**
 * The `BulkCancellation` of a run, which the caller gets.
 * @param {number} slot
 */
export const handleOf = (slot) => /** @type {RunRecord} */ (pending(slot)).handle;

/**
 * Adds the caller's functions to a run's record. Returns whether `onlyIf` is among them.
 * @param {number} slot
 * @param {unknown} options
 */
export function attachHandlers(slot, options) {
  /** @type {RunRecord} */
  const run = pending(slot);
  run.onProgress = handlerOf(options, "onProgress");
  run.onlyIf = run.cancels ? handlerOf(options, "onlyIf") : undefined;
  return !!run.onlyIf;
}

/**
 * Whether a 404 is a job skipped as missing, rather than a failure.
 * @param {unknown} options
 */
export function ignoresMissing(options) {
  const missing = optionOf(options, "missing") ?? "fail";
  const ignore = missing === "ignore";
  if (!ignore && missing !== "fail") refuse('missing must be "fail" or "ignore"');
  return ignore;
}

/**
 * Opens a record for the job whose id was pulled last, with what the run's record has for requests; returns its slot.
 * @param {number} slot
 */
export function openJob(slot) {
  /** @type {RunRecord} */
  const run = pending(slot);
  const { data: jobId, driver, fetch, headers, keepalive, observer, callSite } = run;
  const job = { run, jobId, driver, fetch, headers, keepalive, observer, callSite, attempts: 0 };
  return register(/** @type {JobRecord} */ (Object.assign(new Fields(), job))).slot;
}

/**
 * Calls `onlyIf` with a job's state.
 * @param {number} slot
 */
export async function judge(slot) {
  /** @type {JobRecord} */
  const job = pending(slot);
  const { driver, run, data } = job;
  try {
    const verdict = await /** @type {Function} */ (run.onlyIf)(data);
    dispatch(job, driver.pulse_judged, verdict ? 1 : 0);
  } catch (error) {
    job.cause = error;
    dispatch(job, driver.pulse_judge_threw);
  }
}

/**
 * Records how many jobs have ended in each way.
 * @param {number} slot
 * @param {number} cancelled
 * @param {number} finished
 * @param {number} fulfilled
 * @param {number} failed
 * @param {number} skipped
 * @param {number} duplicates
 * @param {number} inFlight
 */
export function tally(slot, cancelled, finished, fulfilled, failed, skipped, duplicates, inFlight) {
  /** @type {RunRecord} */
  const run = pending(slot);
  /** @type {Record<string, number>} */
  const succeeded = run.cancels ? { cancelled, finished } : { fulfilled };
  run.counts = { ...succeeded, failed, skipped };
  run.done = cancelled + finished + fulfilled + failed + skipped + duplicates;
  run.duplicates = duplicates;
  run.inFlight = inFlight;
}

/**
 * Records the outcome of a job that succeeded; returns whether it counts as read already.
 * @param {number} slot
 * @param {number} index of the job in its run
 */
export function fulfil(slot, index) {
  /** @type {JobRecord} */
  const { run, data, before, earlier, endpoint } = pending(slot);
  // After a GET the last body is the job's state, and the one before it, if any, the cancellation's response, unless that failed.
  const isState = endpoint.method === "GET";
  const job = isState ? data : before;
  const accepted = earlier?.status < 400 ? before : undefined;
  const response = run.cancels && (isState ? accepted : data);
  return settleJob(slot, index, {
    status: "fulfilled",
    ...(response && { response }),
    ...(job && { job }),
  });
}

/**
 * Records the outcome of a job that failed; returns whether it counts as read already.
 * @param {number} slot
 * @param {number} index
 * @param {Error} error
 */
export function fail(slot, index, error) {
  return settleJob(slot, index, { status: "rejected", error: tell(pending(slot), error) });
}

/**
 * Records the outcome of a job that was skipped; returns whether it counts as read already.
 * @param {number} slot
 * @param {number} index
 * @param {string} reason
 */
export function skip(slot, index, reason) {
  const { data } = pending(slot);
  const isSeen = reason === "filtered" || reason === "dry-run";
  return settleJob(slot, index, { status: "skipped", reason, ...(isSeen && { job: data }) });
}

/**
 * @param {number} slot
 * @param {number} index
 * @param {object} outcome
 */
function settleJob(slot, index, outcome) {
  /** @type {JobRecord} */
  const { run, jobId } = close(slot);
  const isRead = record(run, { jobId, ...outcome }, index);
  progress(run);
  return isRead;
}

/**
 * Calls `onProgress`, unless nothing has changed since the last time.
 * @param {RunRecord} run
 */
function progress(run) {
  const { counts, done, total, inFlight, onProgress, told } = run;
  if (!onProgress || done === told) return;
  run.told = done;
  const state = { done, ...(Number(total) >= 0 && { total }), ...counts, inFlight };
  notifySafely(onProgress, state, (cause) => run.observer?.log(2, "onProgress threw", cause));
}

/**
 * Ends a run: resolves with its summary, or rejects with what its source threw.
 * @param {number} slot
 * @param {string | undefined} stoppedBy
 */
export function finish(slot, stoppedBy) {
  /** @type {RunRecord} */
  const run = close(slot);
  // Duplicates after the last outcome have not been reported yet.
  progress(run);
  const { threw, done, counts, duplicates, failures } = run;
  if (threw) return run.reject(threw.error);
  run.resolve({ total: done, ...counts, duplicates, failures, ...(stoppedBy && { stoppedBy }) });
}
