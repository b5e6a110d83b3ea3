// `status` and `wait`: asks after each job, once or until it has ended.
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

/** Asks after one job; resolves with its outcome, and never rejects. */
async function ask(client, waiting, jobId, signal, missingOk) {
  try {
    const job = waiting
      ? await client.jobs.waitForJob({ jobId }, { signal })
      : await client.jobs.getJob({ jobId });
    return { jobId, status: "fulfilled", job };
  } catch (error) {
    if (error.name === "AbortError") return { jobId, status: "skipped", reason: "aborted" };
    if (error.statusCode === 404 && missingOk)
      return { jobId, status: "skipped", reason: "missing" };
    return { jobId, status: "rejected", error };
  }
}

/** Runs the command; resolves with the exit code. */
export async function follow({ command, ...given }) {
  const { values, ids, client, output, report, interrupt } = given;
  const waiting = command === "wait";
  const source = new Source(ids.reader);
  const run = new Run(command, { ...given, source });
  const abort = new AbortController();
  let row = 0;

  const work = async (jobId) => {
    const begun = performance.now();
    const outcome = await ask(client, waiting, jobId, abort.signal, values["missing-ok"]);
    return { outcome, took: (performance.now() - begun) / 1000 };
  };
  const words = (outcome, took) => {
    const { job, reason } = outcome;
    if (reason === "aborted" && took !== undefined) return ["left", "interrupted before it ended"];
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
    if (run.stoppedBy || (output.closed && !waiting)) source.stop();
    await output.room();
  };

  // There is nothing to lose: what was not asked can be asked again.
  interrupt.handle(
    () => {
      source.stop();
      abort.abort();
    },
    () => run.finish(),
  );
  report.expect(ids.list ?? (await source.peek(1)));
  run.begin();
  try {
    await pool(source, values.concurrency ?? 8, work, take, !waiting);
  } catch (error) {
    run.broken = error;
    source.stop();
  }
  if (!output.closed) await run.leave((outcome) => words(outcome));
  run.finish();
  // Of a job that was waited for, failing is a failure.
  return run.exitCode || (waiting && run.states.has("failed") ? 1 : 0);
}
