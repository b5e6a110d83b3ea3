// `status` and `wait`: asks after each job, once or until it has ended.
import { Flight } from "./flight.js";
import { state } from "./report.js";
import { Run } from "./run.js";
import { Source } from "./source.js";
import { span } from "./words.js";

/** Runs the command; resolves with the exit code. */
export async function follow({ command, ...given }) {
  const { values, ids, client, output, report, interrupt } = given;
  const waiting = command === "wait";
  const source = new Source(ids.reader, { distinct: !ids.list });
  const run = new Run(command, { ...given, source });
  const { concurrency = 8 } = values;
  const flight = new Flight(source, concurrency, !waiting);
  // The source has each id once already.
  const options = {
    concurrency,
    dedupe: false,
    missing: values["missing-ok"] ? "ignore" : "fail",
  };

  const words = (outcome, took) => {
    const { job, reason } = outcome;
    if (reason === "aborted" && took !== undefined)
      return ["left", waiting ? "interrupted before it ended" : "interrupted"];
    return state(
      outcome,
      waiting ? `after ${span(took ?? 0)}` : (job?.updated_at ?? job?.created_at),
    );
  };

  // There is nothing to lose: what is in flight can be asked again, and a stop drops it.
  interrupt.handle(
    () => run.stop(),
    () => run.finish(),
  );
  report.expect(ids.list ?? (await source.peek(1)));
  run.begin();
  let last;
  try {
    run.bulk = waiting
      ? client.jobs.waitForJobs(flight, options)
      : client.jobs.getJobs(flight, options);
    for await (const settled of run.bulk) {
      last = settled;
      for (const { outcome, took } of flight.settle(settled)) {
        run.take(outcome, words(outcome, took));
        // Nobody reads on, so there is nobody to ask for. A wait has its end for a purpose.
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
  // Of a job that was waited for, failing is a failure.
  const code = run.exitCode || (waiting && run.states.has("failed") ? 1 : 0);
  interrupt.over(code, () => output.untold);
  return code;
}
