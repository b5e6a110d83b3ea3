// What the page has done to many jobs: find their ids in texts, ask for their states, preview a cancellation, cancel them.
import {
  type BulkOutcome,
  type ConfirmedOutcome,
  ForbiddenError,
  type JobsOutcome,
  NotFoundError,
  PulseAbortError,
  type PulseError,
  UnauthorizedError,
} from "pulse-wasm";
import type { OutcomeRow } from "../bulk/types.js";
import { lost, toRow } from "../bulk/words.js";
import { ended, folded } from "../state/states.js";
import { listen, pulse } from "./client.js";
import { idsOf } from "./ids-of.js";
import type { Cancelled, Followed, Kind, Previewed, Server, Tasks } from "./messages.js";

/** What a task is given to tell with, and to be stopped by. */
export interface Hold<Item> {
  tell(item: Item): void;
  sent(id: string): void;
  inFlight(count: number): void;
  /** Set by the task: starts no more. */
  stop: () => void;
  signal: AbortSignal;
}

type Task<Item> = (ids: readonly string[], server: Server, hold: Hold<Item>) => Promise<void>;

/** As many as a browser sends at once, and some to keep them busy. */
const ASKED_AT_ONCE = 16;
/** Jobs being cancelled at once; most of them wait for their next poll. */
const CANCELLED_AT_ONCE = 32;
const POLL_IN_SECONDS = 0.5;
/** How long a job may take from its cancellation to its end, waits for the gate included: else its end is not known. */
const DEADLINE_IN_SECONDS = 300;

/** To read a hundred thousand ids takes longer than a frame lasts. */
const read: Task<string> = async (texts, _server, hold) => {
  for (const id of texts.flatMap(idsOf)) hold.tell(id);
};

const follow: Task<Followed> = async (ids, server, hold) => {
  const run = pulse(server).jobs.getJobs(ids, { maxRetries: 1, abortSignal: hold.signal });
  hold.stop = () => run.stop();
  for await (const outcome of run) {
    const news = followed(outcome);
    if (news) hold.tell(news);
  }
};

function followed(outcome: JobsOutcome): Followed | undefined {
  const { jobId: id } = outcome;
  if (outcome.status === "fulfilled") {
    const { status, created_at } = outcome.job;
    return { id, status, created: Date.parse(created_at), answered: true };
  }
  if (outcome.status === "skipped") return undefined;
  const { error } = outcome;
  const problem = lasting(error);
  return {
    id,
    answered: error.statusCode !== undefined,
    ...(problem === undefined ? {} : { problem }),
    ...(error instanceof UnauthorizedError ? { refused: error.message } : {}),
  };
}

/** A job that isn't there, or is another's, will not come to be there by asking again; anything else may pass. */
function lasting(error: PulseError): string | undefined {
  if (error instanceof NotFoundError) return "the server has no such job";
  if (error instanceof ForbiddenError) return "it belongs to another owner";
  return error.statusCode === undefined && error.attempts === 0 ? error.message : undefined;
}

const preview: Task<Previewed> = async (ids, server, hold) => {
  const run = pulse(server).jobs.cancelJobs(ids, {
    dryRun: true,
    missing: "ignore",
    concurrency: ASKED_AT_ONCE,
    maxRetries: 1,
    abortSignal: hold.signal,
  });
  hold.stop = () => run.stop();
  for await (const outcome of run) hold.tell(previewed(outcome));
};

function previewed(outcome: BulkOutcome): Previewed {
  const { jobId: id } = outcome;
  const row = { id, at: Date.now() };
  if (outcome.status === "skipped" && outcome.job) {
    const { status } = outcome.job;
    if (!ended(status)) return { id, status };
    const words = `already ended: ${folded(status)}`;
    return { id, status, left: { ...row, kind: "ended", words } };
  }
  if (outcome.status === "skipped" && outcome.reason === "missing") {
    const words = "the server has no such job";
    return { id, left: { ...row, kind: "missing", words, statusCode: 404 } };
  }
  if (outcome.status !== "rejected") return { id, problem: "" };
  if (outcome.error instanceof ForbiddenError) return { id, left: foreign(row, outcome.error) };
  // Whoever stopped it knows why.
  return { id, problem: outcome.error instanceof PulseAbortError ? "" : outcome.error.message };
}

const foreign = (row: { id: string; at: number }, error: PulseError): OutcomeRow => ({
  ...row,
  kind: "foreign",
  words: "left alone: it belongs to another owner",
  statusCode: 403,
  said: error.message,
  ...(error.code === undefined ? {} : { code: error.code }),
});

const cancel: Task<Cancelled> = async (ids, server, hold) => {
  // The error of a confirmation does not tell whether the cancellation before it was accepted, nor that an answer to it was lost.
  const accepted = new Set<string>();
  const unheard = new Set<string>();
  const mine = new Set(ids);
  const deaf = listen(({ type, method, jobId, statusCode }) => {
    if (method !== "DELETE" || !mine.has(jobId)) return;
    if (type === "attempt") hold.sent(jobId);
    else if (type !== "response") return;
    else if (statusCode !== undefined && statusCode < 300) accepted.add(jobId);
    else if (lost(statusCode)) unheard.add(jobId);
  });
  try {
    const run = pulse(server).jobs.cancelJobs(ids, {
      confirm: true,
      missing: "ignore",
      concurrency: CANCELLED_AT_ONCE,
      pollIntervalInSeconds: POLL_IN_SECONDS,
      deadlineInSeconds: DEADLINE_IN_SECONDS,
      abortSignal: hold.signal,
      onProgress: ({ inFlight }) => hold.inFlight(inFlight),
    });
    hold.stop = () => run.stop();
    for await (const outcome of run) {
      const { jobId: id } = outcome;
      const row = toRow(outcome, accepted.has(id), unheard.has(id));
      hold.tell(cancelled(outcome, row));
      for (const told of [accepted, unheard, mine]) told.delete(id);
    }
  } finally {
    deaf();
  }
};

function cancelled(outcome: ConfirmedOutcome, row: OutcomeRow): Cancelled {
  if (outcome.status === "fulfilled" && outcome.job) return { ...row, status: outcome.job.status };
  // Where time was up for one job, the others go on.
  const stopped = outcome.status === "skipped" && row.kind === "not-reached";
  return stopped ? { ...row, stopped } : row;
}

export const TASKS: { [Name in Kind]: Task<Tasks[Name]> } = {
  read,
  follow,
  preview,
  cancel,
};
