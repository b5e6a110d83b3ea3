// What a bulk run returns to its caller: awaited it gives a summary, iterated one outcome for each job.
import { dispatch } from "./call.js";
import { define, named, PulseError } from "./errors.js";
import { bindMethods } from "./promise.js";

/** @typedef {import("./records.js").RunRecord} RunRecord */

/**
 * Records an outcome; returns whether it counts as read.
 * @param {RunRecord} run
 * @param {any} outcome
 * @param {number} index of the job in its run
 */
export function record(run, outcome, index) {
  const { status, jobId, error } = outcome;
  if (run.isAwaited) {
    if (status === "rejected") run.failures.push({ jobId, error });
    return true;
  }
  run.queue.push({ outcome, index });
  run.ready?.();
  return false;
}

/**
 * The run's promise. A caller who awaits it iterates over no outcomes, so all of them count as read.
 * @param {RunRecord} run
 */
function summary(run) {
  if (run.isIterated) return Promise.reject(both());
  run.isAwaited = true;
  for (const { outcome, index } of run.queue.splice(0)) {
    record(run, outcome, index);
    dispatch(run, run.driver.pulse_outcome_taken, index);
  }
  return run.promise;
}

const both = () =>
  new PulseError(
    "a bulk run can be awaited for its summary or iterated for its outcomes, not both",
  );

export const BulkCancellation = /* @__PURE__ */ named({
  BulkCancellation: class {
    #run;

    /** @param {RunRecord} run */
    constructor(run) {
      this.#run = run;
      bindMethods(this, BulkCancellation);
    }

    // A promise to those who look at what it has, as they need for `then` to be called.
    get [Symbol.toStringTag]() {
      return "BulkCancellation";
    }

    /**
     * @param {((summary: any) => unknown) | null} [onFulfilled]
     * @param {((reason: unknown) => unknown) | null} [onRejected]
     */
    // biome-ignore lint/suspicious/noThenProperty: it is awaitable, and counts outcomes as read once it is awaited
    then(onFulfilled, onRejected) {
      return summary(this.#run).then(onFulfilled, onRejected);
    }

    /** @param {((reason: unknown) => unknown) | null} [onRejected] */
    catch(onRejected) {
      return this.then(undefined, onRejected);
    }

    /** @param {(() => void) | null} [onFinally] */
    finally(onFinally) {
      return this.then().finally(onFinally);
    }

    stop() {
      dispatch(this.#run, this.#run.driver.pulse_stop);
    }

    [Symbol.asyncIterator]() {
      const run = this.#run;
      /** @type {{ isLeft?: boolean }} */
      const me = {};
      /** @type {any} */
      const outcomes = this.#outcomes(run, me);
      // Wrapped: a generator that has not begun would end without running `finally`, and one that awaits an outcome would go
      // on waiting for it.
      for (const way of ["return", "throw"]) {
        const leave = outcomes[way].bind(outcomes);
        // Not by assignment, which a frozen prototype forbids.
        define(outcomes, way, async (/** @type {unknown} */ value) => {
          me.isLeft = true;
          const isMine = !run.isAwaited && (run.isIterated ?? me) === me;
          if (isMine) dispatch(run, run.driver.pulse_left);
          const step = await leave(value);
          // Left is left when the source is closed, whose error comes through.
          if (isMine) await run.promise;
          return step;
        });
      }
      return outcomes;
    }

    /**
     * @param {RunRecord} run
     * @param {{ isLeft?: boolean }} me
     */
    async *#outcomes(run, me) {
      if (run.isAwaited || run.isIterated) throw both();
      run.isIterated = me;
      let isOver = false;
      const end = () => {
        isOver = true;
        run.ready?.();
      };
      run.promise.then(end, end);
      try {
        for (;;) {
          const next = run.queue.shift();
          if (next && !me.isLeft) {
            dispatch(run, run.driver.pulse_outcome_taken, next.index);
            yield next.outcome;
          } else if (isOver) {
            await run.promise;
            return;
          } else {
            await new Promise((/** @type {(end?: undefined) => void} */ resolve) => {
              run.ready = resolve;
            });
          }
        }
      } finally {
        // Left early, by break or throw; after the run's end this does nothing.
        dispatch(run, run.driver.pulse_left);
      }
    }
  },
});
