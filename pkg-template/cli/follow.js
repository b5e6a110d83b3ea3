// `status` and `wait`: gets each job's state, once or until it has ended.
import { Flight } from "./flight.js";
import { span } from "./format.js";
import { isLate } from "./options.js";
import { state } from "./report.js";
import { Run } from "./run.js";
import { Source } from "./source.js";

/** @typedef {import("./report.js").Outcome} Outcome */

/**
 * Runs the command; resolves with the exit code.
 * @param {import("./run.js").Given} given
 */
export async function follow({ command, ...given }) {
  const { values, ids, client, output, report, interrupt } = given;
  const waiting = command === "wait";
  const source = new Source(ids.reader, { distinct: !ids.list });
  const run = new Run(command, { ...given, source });
  const { concurrency = 8 } = values;
  const flight = new Flight(source, concurrency, !waiting);
  // The source gives each id once already.
  /** @type {import("pulse-wasm").BulkStatusOptions} */
  const options = {
    concurrency,
    dedupe: false,
    missing: values["missing-ok"] ? "ignore" : "fail",
  };

  /**
   * @param {Outcome} outcome
   * @param {number} [took]
   * @returns {import("./report.js").Told}
   */
  const words = (outcome, took) => {
    const { job, reason } = outcome;
    if (reason === "aborted" && took !== undefined)
      return ["left", waiting ? "interrupted before it ended" : "interrupted"];
    if (waiting && isLate(outcome.error))
      return ["failed", `had not ended after --deadline ${values.deadline} s`];
    return state(
      outcome,
      waiting ? `after ${span(took ?? 0)}` : (job?.updated_at ?? job?.created_at),
    );
  };

  // Nothing is lost: what is in flight can be asked again, and a stop drops it.
  interrupt.handle(
    () => run.stop(),
    () => run.finish(),
  );
  report.expect(ids.list ?? (await source.peek(1)));
  run.begin();
  /** @type {Outcome | undefined} */
  let last;
  try {
    const bulk = waiting
      ? client.jobs.waitForJobs(flight, options)
      : client.jobs.getJobs(flight, options);
    run.bulk = bulk;
    for await (const settled of bulk) {
      last = settled;
      for (const { outcome, took } of flight.settle(settled)) {
        run.take(outcome, words(outcome, took));
        // Nobody reads stdout any more, so more states are of no use. A wait goes on, for its exit code.
        if (output.closed && !waiting) run.pullNoMore();
        await output.room();
      }
    }
  } catch (error) {
    run.broken ??= error;
  }
  run.nameStop(last);
  if (!output.closed) await run.leave((outcome) => words(outcome));
  run.finish();
  // After a wait, a job that ended as failed counts as a failure.
  const code = run.exitCode || (waiting && run.states.has("failed") ? 1 : 0);
  interrupt.over(code, () => output.untold);
  return code;
}
