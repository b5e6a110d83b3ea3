// A bulk run's source of ids: an iterable, sync or async, asked for one id at a time.
import { dispatch, pending } from "./call.js";
import { refusal } from "./errors.js";
import { recordingProblems } from "./options.js";

/** @typedef {import("./records.js").RunRecord} RunRecord */

/** Adds the caller's iterable to a run's record; the first pull opens it. Returns whether it is known to be finite. */
export const attachSource = recordingProblems(
  /**
   * @param {number} slot
   * @param {any} ids
   */
  (slot, ids) => {
    /** @type {RunRecord} */
    const run = pending(slot);
    run.isAsync = typeof ids?.[Symbol.asyncIterator] === "function";
    run.open = ids?.[run.isAsync ? Symbol.asyncIterator : Symbol.iterator];
    if (typeof ids === "string" || ids instanceof String || typeof run.open !== "function")
      throw refusal("jobIds must be an array, a Set or another iterable of ids, sync or async");
    run.ids = ids;
    run.total = [ids.length, ids.size].find((size) => typeof size === "number");
    return !run.isAsync && run.total !== undefined;
  },
  false,
);

/**
 * Asks the source for its next id, puts it into the run's `data`, and reports it: before returning, if the source is sync.
 * @param {number} slot
 */
export function pull(slot) {
  /** @type {RunRecord} */
  const run = pending(slot);
  const { driver } = run;
  /** @param {IteratorResult<unknown>} step */
  const take = ({ done, value }) => {
    run.data = value;
    return done ? driver.pulse_source_ended : driver.pulse_id_pulled;
  };
  /** @param {unknown} error */
  const threw = (error) => {
    // What a source throws after it was closed is ignored.
    if (!run.closed) run.threw = { error };
    return driver.pulse_source_threw;
  };
  try {
    run.source ??= /** @type {any} */ (run.open).call(run.ids);
    const step = /** @type {any} */ (run.source).next();
    if (run.isAsync) {
      Promise.resolve(step)
        .then(take)
        .catch(threw)
        .then((event) => dispatch(run, event));
      return;
    }
    dispatch(run, take(step));
  } catch (error) {
    dispatch(run, threw(error));
  }
}

/**
 * Closes the source, without waiting for a pending `next()` or `return()`.
 * @param {number} slot
 */
export function closeSource(slot) {
  /** @type {RunRecord} */
  const run = pending(slot);
  run.closed = true;
  try {
    run.source?.return?.()?.then?.(undefined, () => {});
  } catch {
    // A generator that is running, or one that throws: either way it is not used any more.
  }
}
