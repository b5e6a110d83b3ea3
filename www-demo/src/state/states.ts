// The states of a job: their order, and which of them are final.
// Their names are held to the package's types alone: its values would bring a part of the client into the page, beside the worker's.
import type { JobStatus } from "pulse-wasm";

const IN_ORDER = [
  "pending",
  "processing",
  "completed",
  "failed",
  "canceled",
  "expired",
] as const satisfies readonly JobStatus[];

/** The states in the order of a job's life. */
export const STATES: readonly string[] = IN_ORDER;

const ENDED: ReadonlySet<string> = new Set(STATES.slice(2));

/** The API page spells one state in two ways. */
export const folded = (status: string): string =>
  status === "cancelled" ? ("canceled" satisfies JobStatus) : status;

/** Whether a job in this state will not change any more; of a state that is not known, nobody can say. */
export const ended = (status: string): boolean => ENDED.has(folded(status));
