// What a caller holds of a bulk run: awaited it is a summary, iterated it is one outcome a job.
import { PulseError } from "./errors.js";
import { LEFT, STOPPED, TAKEN, tell } from "./host.js";
import { named } from "./named.js";

/** Notes an outcome; whether that was all that is to be done with it. */
export function note(run, outcome, at) {
  const { status, jobId, error } = outcome;
  if (run.isAwaited) {
    if (status === "rejected") run.failures.push({ jobId, error });
    return true;
  }
  run.queue.push({ outcome, at });
  run.ready?.();
  return false;
}

/** The run's promise. Whoever asks for it reads no outcome, so all of them count as read. */
function summary(run) {
  if (run.isIterated) return Promise.reject(both());
  run.isAwaited = true;
  for (const { outcome, at } of run.queue.splice(0)) {
    note(run, outcome);
    tell(run, TAKEN, at, 0);
  }
  return run.promise;
}

const both = () =>
  new PulseError({
    message:
      "a bulk cancellation is awaited for its summary or iterated for its outcomes, not both",
    attempts: 0,
  });

export const BulkCancellation = /* @__PURE__ */ named({
  BulkCancellation: class {
    #run;

    constructor(run) {
      this.#run = run;
    }

    // biome-ignore lint/suspicious/noThenProperty: it is awaitable, and begins to count outcomes as read when awaited
    then(onFulfilled, onRejected) {
      return summary(this.#run).then(onFulfilled, onRejected);
    }

    catch(onRejected) {
      return this.then(undefined, onRejected);
    }

    finally(onFinally) {
      return this.then().finally(onFinally);
    }

    stop() {
      tell(this.#run, STOPPED, 0, 0);
    }

    [Symbol.asyncIterator]() {
      const run = this.#run;
      const me = {};
      const outcomes = this.#outcomes(run, me);
      // A generator that has not begun would end without a word, and one that awaits an outcome would await it first.
      for (const way of ["return", "throw"]) {
        const leave = outcomes[way].bind(outcomes);
        outcomes[way] = (value) => {
          me.isLeft = true;
          if (!run.isAwaited && (run.isIterated ?? me) === me) tell(run, LEFT, 0, 0);
          return leave(value);
        };
      }
      return outcomes;
    }

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
            tell(run, TAKEN, next.at, 0);
            yield next.outcome;
          } else if (isOver) {
            await run.promise;
            return;
          } else {
            await new Promise((resolve) => {
              run.ready = resolve;
            });
          }
        }
      } finally {
        // Left early, by break or throw; after the end this reaches nobody.
        tell(run, LEFT, 0, 0);
      }
    }
  },
});
