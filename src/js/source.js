// A bulk run's source of ids: an iterable, sync or async, asked for one id at a time.
import { dispatch, pending } from "./call.js";
import { refusal } from "./errors.js";
import { read, recordingProblems } from "./options.js";
import { disarm, now } from "./runtime.js";

/** @typedef {import("./records.js").RunRecord} RunRecord */

/** For how long ids are pulled before the event loop has its turn: neither a source nor answers need ever wait for it. */
const STRETCH_IN_MILLIS = 5;
/** How many they are at least. */
const FEW = 32;
/** How many they are where the clock stands still. */
const MANY = 2_000;

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
 * One turn of the event loop, not by a timer alone: fake ones would hold it back. workerd may have no messages, and those of Deno
 * may keep timers from firing; each has a way of its own. Rejects where there is none.
 */
const turn = () =>
  new Promise((resolve) => {
    const { scheduler, Deno, setImmediate, MessageChannel } = /** @type {any} */ (globalThis);
    // For a stub that never calls back.
    const timer = setTimeout(resolve);
    const done = () => {
      disarm(/** @type {any} */ ({ timer }));
      resolve(undefined);
    };
    if (scheduler?.wait) return scheduler.wait(0).then(done, done);
    if (Deno && setImmediate) return setImmediate(done);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(0);
  });

/**
 * Asks the source for its next id, once the event loop has had its turn where that is due; puts it into the run's `data`, and
 * reports it: before returning, if there is nothing to wait for.
 * @param {number} slot
 */
export async function pull(slot) {
  /** @type {RunRecord} */
  const run = pending(slot);
  const { driver } = run;
  const shown = now();
  if (!run.pulls++) run.pulledSince = shown;
  if (run.pulls > MANY || (run.pulls > FEW && shown - run.pulledSince > STRETCH_IN_MILLIS)) {
    run.pulls = 0;
    await turn().catch(() => {});
    // The run may have ended meanwhile.
    if (/** @type {unknown} */ (pending(slot)) !== run || run.closed) return;
  }
  let event = driver.pulse_source_threw;
  try {
    run.source ??= /** @type {any} */ (run.open).call(run.ids);
    run.isPulling = run.isAsync;
    let step = /** @type {any} */ (run.source).next();
    if (run.isAsync) step = await step;
    if (step != null && (Object(step) !== step || typeof step.then === "function"))
      throw refusal(
        "next() of jobIds must return an object, and no promise of one without Symbol.asyncIterator",
      );
    const { done, value } = step;
    run.data = value;
    event = done ? driver.pulse_source_ended : driver.pulse_id_pulled;
  } catch (error) {
    // What a source throws after it was closed is ignored.
    if (!run.closed) run.threw = { error };
  }
  run.isPulling = false;
  dispatch(run, event);
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
