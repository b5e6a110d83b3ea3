// Where a bulk run's ids come from: an iterable, sync or async, asked for one id at a time.
import { dispatch, pending } from "./call.js";
import { refusal } from "./errors.js";
import { noting } from "./options.js";

/** @typedef {import("./records.js").RunRecord} RunRecord */

/** Puts the caller's iterable beside a run; it is opened by the first pull. Whether it is known to end. */
export const attachSource = noting(
  /**
   * @param {number} slot
   * @param {any} ids
   */
  (slot, ids) => {
    /** @type {RunRecord} */
    const run = pending(slot);
    run.isAsync = typeof ids?.[Symbol.asyncIterator] === "function";
    run.open = ids?.[run.isAsync ? Symbol.asyncIterator : Symbol.iterator];
    if (typeof ids === "string" || typeof run.open !== "function")
      throw refusal("jobIds must be an array, a Set or another iterable of ids, sync or async");
    run.ids = ids;
    run.total = [ids.length, ids.size].find((size) => typeof size === "number");
    return !run.isAsync && run.total !== undefined;
  },
  false,
);

/**
 * Asks the source for its next id, which is then the run's data, and reports its answer: of a sync one at once.
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
    // What a source says after it was closed is its own affair.
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
 * Closes the source, without waiting for what it still owes.
 * @param {number} slot
 */
export function closeSource(slot) {
  /** @type {RunRecord} */
  const run = pending(slot);
  run.closed = true;
  try {
    run.source?.return?.()?.then?.(undefined, () => {});
  } catch {
    // A generator that is running, or one that throws: either way nothing more is asked of it.
  }
}
