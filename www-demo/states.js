// How a job's states are named and drawn, and which of them can still be cancelled.
import { JobStatus } from "pulse-wasm";

const LOOKS = {
  [JobStatus.Pending]: { glyph: "○", label: "pending" },
  [JobStatus.Processing]: { glyph: "◐", label: "processing" },
  [JobStatus.Completed]: { glyph: "✓", label: "completed" },
  [JobStatus.Failed]: { glyph: "✕", label: "failed" },
  [JobStatus.Canceled]: { glyph: "⊘", label: "canceled" },
  [JobStatus.Expired]: { glyph: "∅", label: "expired" },
};

/** The states in the order of a job's life. */
export const STATES = Object.keys(LOOKS);

/** The API uses both spellings. */
export const known = (status) => (status === "cancelled" ? JobStatus.Canceled : status);

/** Glyph, label and colour of a state; one that this page does not know is shown as received. */
export function looks(status, asked) {
  const state = known(status);
  if (asked && open(state)) return { glyph: "◌", label: "cancelling", kind: "cancelling" };
  const look = LOOKS[state];
  return look ? { ...look, kind: state } : { glyph: "?", label: String(status), kind: "unknown" };
}

/** Whether a job in this state may still be cancelled. */
export const open = (status) => status === JobStatus.Pending || status === JobStatus.Processing;
