// A bulk run's source of ids: an iterable, sync or async, asked for one id at a time.
import { dispatch, pending } from "./call.js";
import { refusal } from "./errors.js";
import { read, recordingProblems } from "./options.js";

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
    run.isAsync = typeof read(ids, Symbol.asyncIterator) === "function";
    run.open = read(ids, run.isAsync ? Symbol.asyncIterator : Symbol.iterator);
    if (typeof ids === "string" || ids instanceof String || typeof run.open !== "function")
      throw refusal("jobIds must be an array, a Set or another iterable of ids, sync or async");
    run.ids = ids;
    run.total = [read(ids, "length"), read(ids, "size")].find((size) => typeof size === "number");
    return (
      !run.isAsync && (Array.isArray(ids) || Object.prototype.toString.call(ids) === "[object Set]")
    );
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
  // A pull that was put off may come too late.
  if (run.closed) return;
  /** @param {any} step */
  const take = (step) => {
    if (step != null && (Object(step) !== step || typeof step.then === "function"))
      throw refusal(
        "next() of jobIds must return an object, and no promise of one without Symbol.asyncIterator",
      );
    const { done, value } = step;
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
    run.isPulling = run.isAsync;
    const step = /** @type {any} */ (run.source).next();
    if (run.isAsync) {
      Promise.resolve(step)
        .finally(() => {
          run.isPulling = false;
        })
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
 * Closes the source, and reports when that has settled; what it throws is as if the source had thrown.
 * @param {number} slot
 */
export async function closeSource(slot) {
  /** @type {RunRecord} */
  const run = pending(slot);
  const { driver, source } = run;
  run.closed = true;
  const closing = (async () => source?.return?.())().catch((/** @type {unknown} */ error) => {
    run.threw = { error };
  });
  // A next() that is pending may never end, and then neither does a generator's return(): one that has its id at hand does.
  for (let turn = 0; run.isPulling && turn < 20; turn++) await undefined;
  if (!run.isPulling) await closing;
  dispatch(run, driver.pulse_source_closed);
}
