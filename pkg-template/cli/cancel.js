// `cancel`: carries a bulk run out, and notes each outcome in the journal.
import { confirmed } from "./confirm.js";
import { openJournal } from "./journal.js";
import { folded } from "./options.js";
import { cancelled } from "./report.js";
import { Run } from "./run.js";
import { Source } from "./source.js";

function bulkOptions(values, onProgress) {
  const { only } = values;
  const options = {
    concurrency: values.concurrency,
    confirm: values.confirm,
    dryRun: values["dry-run"],
    missing: values["missing-ok"] ? "ignore" : "fail",
    onlyIf: only && ((job) => only.includes(folded(job.status))),
    onProgress,
  };
  // What was not given has the client's default.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Runs the command; resolves with the exit code. */
export async function cancel(given) {
  const { values, ids, output, report, baseUrl, process } = given;
  const { only, confirm, "dry-run": dryRun = false } = values;
  const { scrubbed } = output;
  const kind = { baseUrl: scrubbed(baseUrl), only: only?.join(), confirm, readOnly: dryRun };
  const journal = values.journal && (await openJournal(values.journal, { ...kind, scrubbed }));
  const source = new Source(ids.reader, { isDone: journal?.isDone });
  try {
    if (!values.yes && !dryRun && !(await confirmed(source, ids, output, process))) {
      output.note("nothing was cancelled");
      return given.interrupt.code ?? 1;
    }
    // So that what can't be read at all is told before anything is sent.
    report.expect(ids.list ?? (await source.peek(1)));
    return await carryOut(given, new Run("cancel", { ...given, source }), journal);
  } finally {
    await journal?.close();
  }
}

async function carryOut({ values, client, output, interrupt }, run, journal) {
  const { source } = run;
  let settled = 0;
  // Of what was handed out, some may come twice and have no outcome of its own.
  const inFlight = () => Math.min(source.given - settled, values.concurrency ?? 8);
  const options = bulkOptions(values, (state) => {
    settled = state.done;
  });
  interrupt.handle(
    () => {
      run.stop();
      const left = inFlight();
      const finished = `${left} in flight ${left === 1 ? "is" : "are"} finished first`;
      output.note(
        `stopping: ${left > 0 ? finished : "nothing is in flight"}; Ctrl-C again stops at once`,
      );
    },
    () => {
      run.cut = inFlight();
      run.finish();
    },
  );
  run.begin();
  const words = (outcome) =>
    outcome.reason === "aborted" && !run.interrupted
      ? ["left", "not started: the run was broken off"]
      : cancelled(outcome, values.confirm);
  let last;
  try {
    run.bulk = client.jobs.cancelJobs(source, options);
    for await (const outcome of run.bulk) {
      last = outcome;
      // First what must not be lost.
      note(journal, outcome, run);
      run.take(outcome, words(outcome));
      await journal?.room();
      await output.room();
    }
  } catch (error) {
    run.broken ??= error;
  }
  run.nameStop(last);
  await run.leave(words);
  // What was told as done may turn out not to be on the disk.
  await journal?.close().catch((error) => {
    run.broken ??= error;
  });
  run.finish();
  interrupt.over(run.exitCode, () => output.untold);
  return run.exitCode;
}

/** A journal that can't be written stops the run, but not what is in flight. */
function note(journal, outcome, run) {
  try {
    journal?.add(outcome);
  } catch (error) {
    run.broken ??= error;
    run.stop();
  }
}
