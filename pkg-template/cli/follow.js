// `status` and `wait`: asks after each job, once or until it has ended.
import { Patience } from "./patience.js";
import { pool } from "./pool.js";
import { state } from "./report.js";
import { Run } from "./run.js";
import { Source } from "./source.js";
import { span } from "./words.js";

/** So many failures of the connection in a row stop a run, as they stop a bulk run of the client. */
const STOP_AFTER = 20;

/** Failures that are of the connection, not of the job. */
const unreachable = ({ name, statusCode }) =>
  ["PulseConnectionError", "PulseTimeoutError"].includes(name) ||
  (statusCode >= 502 && statusCode <= 504);

/** Runs the command; resolves with the exit code. */
export async function follow({ command, ...given }) {
  const { values, ids, client, heard, output, report, interrupt } = given;
  const waiting = command === "wait";
  const source = new Source(ids.reader, { distinct: !ids.list });
  const run = new Run(command, { ...given, source });
  const abort = new AbortController();
  const options = { signal: abort.signal, missing: values["missing-ok"] ? "ignore" : "fail" };
  const patience = new Patience(client, options, values.deadline, () => {
    run.stoppedBy ??= "rate-limited";
    stop();
  });
  heard.push(patience.hear);
  let row = 0;

  const work = async (jobId) => {
    const begun = performance.now();
    const outcome = await (waiting ? patience.end(jobId) : patience.state(jobId));
    patience.forget(jobId);
    // An abort of ours has its own reason.
    if (outcome.reason === "aborted" && run.stoppedBy) outcome.reason = run.stoppedBy;
    return { outcome, took: (performance.now() - begun) / 1000 };
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
  const take = async ({ outcome, took }) => {
    const { error } = outcome;
    row = error && unreachable(error) ? row + 1 : 0;
    if (error?.statusCode === 401) run.stoppedBy = "unauthorized";
    else if (row >= STOP_AFTER) run.stoppedBy ??= "unreachable";
    run.take(outcome, words(outcome, took));
    // Nobody reads on, so there is nobody to ask for. A wait has its end for a purpose.
    if (run.stoppedBy || (output.closed && !waiting)) run.stop();
    await output.room();
  };

  // There is nothing to lose: what was not asked can be asked again.
  const stop = () => {
    run.stop();
    abort.abort();
  };
  output.onFailure = stop;
  interrupt.handle(stop, () => run.finish());
  report.expect(ids.list ?? (await source.peek(1)));
  run.begin();
  try {
    await pool(source, values.concurrency ?? 8, work, take, !waiting);
  } catch (error) {
    run.broken = error;
    run.stop();
  }
  if (!output.closed) await run.leave((outcome) => words(outcome));
  run.finish();
  // Of a job that was waited for, failing is a failure.
  const code = run.exitCode || (waiting && run.states.has("failed") ? 1 : 0);
  interrupt.over(code, () => output.untold);
  return code;
}
