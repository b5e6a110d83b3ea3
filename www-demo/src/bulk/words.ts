// What became of a job, from what the package says of it, in the words of what really happened.
import {
  type ConfirmedOutcome,
  ForbiddenError,
  JobStatus,
  NotFoundError,
  PulseAbortError,
  PulseConnectionError,
  type PulseError,
  PulseTimeoutError,
  UnauthorizedError,
} from "pulse-wasm";
import { ended, folded } from "../state/states.js";
import { BY_HAND, type OutcomeRow } from "./types.js";

/** Why a job was not reached. */
const WHY_NOT: Record<string, string> = {
  aborted: `not reached: ${BY_HAND}`,
  unauthorized: "not reached: the key was refused",
  unreachable: "not reached: the server stopped answering",
  "rate-limited": "not reached: the server kept asking to wait",
};

/** Statuses by which a server says nothing of what it, or the one behind it, has done. */
const SAYS_NOTHING: ReadonlySet<number> = new Set([408, 502, 503, 504]);

/** Whether a request that ended so may have taken effect, for all that is known. */
export const lost = (status: number | undefined): boolean =>
  status === undefined || SAYS_NOTHING.has(status);

/**
 * @param accepted whether the server was heard to accept the job's cancellation
 * @param unheard whether the answer to one of its cancellations was lost
 */
export function toRow(outcome: ConfirmedOutcome, accepted: boolean, unheard: boolean): OutcomeRow {
  const row = { id: outcome.jobId, at: Date.now() };
  if (outcome.status === "fulfilled") {
    const status = outcome.job && folded(outcome.job.status);
    if (status === JobStatus.Canceled) return { ...row, kind: "canceled", words: "canceled" };
    if (status && ended(status)) {
      return { ...row, kind: "finished", words: `finished first: ${status}` };
    }
    return { ...row, kind: "unknown", words: "not known: accepted, but its end was not seen" };
  }
  if (outcome.status === "skipped") {
    if (outcome.reason === "missing") {
      return { ...row, kind: "missing", words: "the server has no such job", statusCode: 404 };
    }
    const words = WHY_NOT[outcome.reason] ?? `not reached: ${outcome.reason}`;
    return { ...row, kind: "not-reached", words };
  }
  return { ...row, ...ofError(outcome.error, accepted, unheard), ...details(outcome.error) };
}

function ofError(
  error: PulseError,
  accepted: boolean,
  unheard: boolean,
): Pick<OutcomeRow, "kind" | "words"> {
  if (accepted) {
    return { kind: "unknown", words: "not known: accepted, but its end could not be asked for" };
  }
  if (error instanceof NotFoundError)
    return { kind: "missing", words: "the server has no such job" };
  if (error instanceof ForbiddenError) {
    return { kind: "foreign", words: "left alone: it belongs to another owner" };
  }
  if (error instanceof PulseTimeoutError && error.attempts === 0) {
    return { kind: "not-reached", words: "not reached: its time was up before it could be sent" };
  }
  if (error instanceof PulseAbortError) {
    return error.attempts === 0
      ? { kind: "not-reached", words: `not reached: ${BY_HAND}` }
      : { kind: "unknown", words: "not known: stopped while its cancellation was under way" };
  }
  const silent = error instanceof PulseConnectionError || error instanceof PulseTimeoutError;
  if (silent || (error.statusCode !== undefined && lost(error.statusCode))) {
    return { kind: "unknown", words: "not known: the server's answer did not come" };
  }
  // What was refused in the end may have been done before.
  if (unheard) {
    return { kind: "unknown", words: "not known: an answer was lost, then the server refused" };
  }
  if (error instanceof UnauthorizedError)
    return { kind: "failed", words: "failed: the key was refused" };
  return { kind: "failed", words: "failed: the server refused" };
}

function details(error: PulseError): Partial<OutcomeRow> {
  const { message, statusCode, code, attempts } = error;
  return {
    said: message,
    attempts,
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(code === undefined ? {} : { code }),
  };
}
