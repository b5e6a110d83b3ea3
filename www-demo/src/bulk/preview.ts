// Before anything is cancelled: a dry run that asks each job's live state, and says what a cancellation would do.
import { signal } from "@preact/signals";
import { type BulkCancellation, type BulkOutcome, ForbiddenError } from "pulse-wasm";
import { pulse, renew } from "../api/client.js";
import { count, jobs } from "../parts/format.js";
import { ended, folded, job, learn } from "../state/jobs.js";
import { announce } from "../state/notices.js";
import type { OutcomeRow, RunMeta } from "./types.js";

export interface Preview {
  readonly ids: readonly string[];
  /** The run that this goes on with. */
  readonly resumed: RunMeta | undefined;
  asking: boolean;
  /** Those that would be cancelled. */
  readonly open: string[];
  /** Those that are left out, each with the reason. */
  readonly left: OutcomeRow[];
  /** Those whose state could not be had: they are tried all the same. */
  readonly unsure: string[];
  /** The first error that kept a state from being had. */
  problem: string | undefined;
}

/** As many as a browser sends at once, and some to keep them busy. */
const CONCURRENCY = 16;

/** What the dialog shows; changed in place, and replaced by a copy as it is to be drawn. */
export const preview = signal<Preview | undefined>(undefined);
let run: BulkCancellation | undefined;
let current: Preview | undefined;
let drawing = false;

/** Opens the dialog, and asks. */
export async function ask(ids: readonly string[], resumed?: RunMeta): Promise<void> {
  close();
  if (ids.length === 0) return;
  // A client that was asked to wait would wait on: whoever asks again means now.
  renew();
  const mine: Preview = {
    ids,
    resumed,
    asking: true,
    open: [],
    left: [],
    unsure: [],
    problem: undefined,
  };
  current = mine;
  preview.value = { ...mine };
  const asked = new Set<string>();
  try {
    const began = pulse().jobs.cancelJobs(ids, {
      dryRun: true,
      missing: "ignore",
      concurrency: CONCURRENCY,
      maxRetries: 1,
    });
    run = began;
    for await (const outcome of began) {
      if (current !== mine) return;
      asked.add(outcome.jobId);
      sort(mine, outcome);
      draw(mine);
    }
  } catch (error) {
    // A key or an address that no client takes.
    mine.problem ??= error instanceof Error ? error.message : String(error);
  }
  if (current !== mine) return;
  for (const id of ids) if (!asked.has(id)) mine.unsure.push(id);
  mine.asking = false;
  preview.value = { ...mine };
  announce(`${count(mine.open.length)} of ${jobs(ids.length)} would be cancelled`);
}

/** What is not known by then is tried all the same. */
export function stopAsking(): void {
  run?.stop();
}

export function close(): void {
  run?.stop();
  run = undefined;
  current = undefined;
  preview.value = undefined;
}

function draw(mine: Preview): void {
  if (drawing) return;
  drawing = true;
  setTimeout(() => {
    drawing = false;
    if (current === mine) preview.value = { ...mine };
  }, 100);
}

function sort(mine: Preview, outcome: BulkOutcome): void {
  const { jobId: id } = outcome;
  const row = { id, at: Date.now() };
  if (outcome.status === "skipped" && outcome.job) {
    const status = folded(outcome.job.status);
    if (job(id)) learn([{ id, status: outcome.job.status, problem: undefined }]);
    if (ended(status))
      mine.left.push({ ...row, kind: "ended", words: `had ended before: ${status}` });
    else mine.open.push(id);
  } else if (outcome.status === "skipped" && outcome.reason === "missing") {
    mine.left.push({
      ...row,
      kind: "missing",
      words: "the server has no such job",
      statusCode: 404,
    });
  } else if (outcome.status === "rejected" && outcome.error instanceof ForbiddenError) {
    const { message, code } = outcome.error;
    mine.left.push({
      ...row,
      kind: "foreign",
      words: "left alone: it belongs to another owner",
      statusCode: 403,
      said: message,
      ...(code === undefined ? {} : { code }),
    });
  } else {
    if (outcome.status === "rejected") mine.problem ??= outcome.error.message;
    mine.unsure.push(id);
  }
}
