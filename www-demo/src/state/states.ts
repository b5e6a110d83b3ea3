// The states of a job: their order, and which of them are final.
import { JobStatus } from "pulse-wasm";

/** The states in the order of a job's life. */
export const STATES: readonly string[] = [
  JobStatus.Pending,
  JobStatus.Processing,
  JobStatus.Completed,
  JobStatus.Failed,
  JobStatus.Canceled,
  JobStatus.Expired,
];

const ENDED: ReadonlySet<string> = new Set(STATES.slice(2));

/** The API page spells one state in two ways. */
export const folded = (status: string): string =>
  status === "cancelled" ? JobStatus.Canceled : status;

/** Whether a job in this state will not change any more; of a state that is not known, nobody can say. */
export const ended = (status: string): boolean => ENDED.has(folded(status));
