// How a job's states are named and drawn, and which of them can still be cancelled.
import { JobStatus } from "pulse-wasm";

/**
 * How a state is drawn.
 * @typedef {{ glyph: string, label: string }} Look
 */

/** @type {Record<string, Look | undefined>} */
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

/**
 * The API uses both spellings.
 * @param {string} status
 */
export const known = (status) => (status === "cancelled" ? JobStatus.Canceled : status);

/**
 * Glyph, label and colour of a state; one that this page does not know is shown as received.
 * @param {string} status
 * @param {boolean} asked whether its cancellation was asked for
 * @returns {Look & { kind: string }}
 */
export function looks(status, asked) {
  const state = known(status);
  if (asked && open(state)) return { glyph: "◌", label: "cancelling", kind: "cancelling" };
  const look = LOOKS[state];
  return look ? { ...look, kind: state } : { glyph: "?", label: String(status), kind: "unknown" };
}

/**
 * Whether a job in this state may still be cancelled.
 * @param {string} status
 */
export const open = (status) => status === JobStatus.Pending || status === JobStatus.Processing;
