// `cancel`: carries out a bulk run, and records each outcome in the journal.
import { confirmed } from "./confirm.js";
import { openJournal } from "./journal.js";
import { folded } from "./options.js";
import { cancelled } from "./report.js";
import { Run } from "./run.js";
import { Source } from "./source.js";

/** @typedef {import("./report.js").Outcome} Outcome */
/** @typedef {import("./run.js").Given} Given */
/** @typedef {Awaited<ReturnType<typeof openJournal>> | undefined} Journal */
/** @typedef {import("pulse-wasm").BulkOptions} BulkOptions */

/**
 * @param {import("./options.js").Values} values
 * @param {BulkOptions["onProgress"]} onProgress
 * @returns {BulkOptions}
 */
function bulkOptions(values, onProgress) {
  const { only } = values;
  const options = {
    concurrency: values.concurrency,
    confirm: values.confirm,
    dryRun: values["dry-run"],
    missing: values["missing-ok"] ? "ignore" : "fail",
    onlyIf: only && ((/** @type {{ status: string }} */ job) => only.includes(folded(job.status))),
    onProgress,
  };
  // Left out where not given: the client has its own defaults.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/**
 * Runs the command; resolves with the exit code.
 * @param {Given} given
 */
export async function cancel(given) {
  const { values, ids, output, report, baseUrl, process } = given;
  const { only, confirm, "dry-run": dryRun = false } = values;
  const { scrubbed } = output;
  const kind = { baseUrl: scrubbed(baseUrl), only: only?.join(), confirm, readOnly: dryRun };
  const note = (/** @type {string} */ text) => output.note(text);
  const journal = values.journal
    ? await openJournal(values.journal, { ...kind, scrubbed, note })
    : undefined;
  const source = new Source(ids.reader, { isDone: journal?.isDone });
  try {
    if (!values.yes && !dryRun && !(await confirmed(source, ids, output, process))) {
      output.note("nothing was cancelled");
      return given.interrupt.code ?? 1;
    }
    // Reads ahead, so that an unreadable source is reported before anything is sent.
    report.expect(ids.list ?? (await source.peek(1)));
    return await carryOut(given, new Run("cancel", { ...given, source }), journal);
  } finally {
    await journal?.close();
  }
}

/**
 * @param {Given} given
 * @param {Run} run
 * @param {Journal} journal
 */
async function carryOut({ values, client, output, interrupt }, run, journal) {
  const { source } = run;
  let settled = 0;
  // At most `concurrency`: an id that came twice was given twice, and has one outcome.
  const inFlight = () => Math.min(source.given - settled, values.concurrency ?? 8);
  const options = bulkOptions(values, (state) => {
    settled = state.done;
  });
  interrupt.handle(
    () => {
      run.stop();
      const left = inFlight();
      const finished = `${left} in flight will finish first`;
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
  /**
   * @param {Outcome} outcome
   * @returns {import("./report.js").Told}
   */
  const words = (outcome) =>
    outcome.reason === "aborted" && !run.interrupted
      ? ["left", "not started: the run was stopped"]
      : cancelled(outcome, values.confirm);
  /** @type {Outcome | undefined} */
  let last;
  try {
    const bulk = client.jobs.cancelJobs(source, options);
    run.bulk = bulk;
    for await (const outcome of bulk) {
      last = outcome;
      // The journal first: it must not lose an outcome that was shown.
      record(journal, outcome, run);
      run.take(outcome, words(outcome));
      await journal?.room();
      await output.room();
    }
  } catch (error) {
    run.broken ??= error;
  }
  run.nameStop(last);
  await run.leave(words);
  // Only now may it turn out that a recorded outcome is not on the disk.
  await journal?.close().catch((error) => {
    run.broken ??= error;
  });
  run.finish();
  interrupt.over(run.exitCode, () => output.untold);
  return run.exitCode;
}

/**
 * Records an outcome. A journal that can't be written stops the run, but not what is in flight.
 * @param {Journal} journal
 * @param {Outcome} outcome
 * @param {Run} run
 */
function record(journal, outcome, run) {
  try {
    journal?.add(outcome);
  } catch (error) {
    run.broken ??= error;
    run.stop();
  }
}
