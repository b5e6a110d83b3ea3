// A state, drawn: a sign, a word and a colour, so that none of them is needed alone.
import type { JobStatus } from "pulse-wasm";
import type { Kind } from "../bulk/types.js";
import type { Job } from "../state/jobs.js";
import { folded } from "../state/states.js";

const OF_STATES: Partial<Record<JobStatus, string>> = {
  pending: "○",
  processing: "◐",
  completed: "✓",
  failed: "✕",
  canceled: "⊘",
  expired: "∅",
};
const SIGNS: Record<string, string> = { ...OF_STATES, cancelling: "◌" };

export function StateChip({ status, asked, problem }: Pick<Job, "status" | "asked" | "problem">) {
  const state = asked ? "cancelling" : folded(status);
  const kind = problem || !SIGNS[state] ? "unknown" : state;
  return (
    <span class="chip" data-kind={kind}>
      <span aria-hidden="true">{SIGNS[state] ?? "?"}</span> {problem ? "not known" : state || "…"}
    </span>
  );
}

const KIND_SIGNS: Record<Kind, [sign: string, colour: string]> = {
  canceled: ["⊘", "canceled"],
  finished: ["✓", "completed"],
  ended: ["✓", "expired"],
  missing: ["∅", "expired"],
  foreign: ["⊗", "expired"],
  failed: ["✕", "failed"],
  unknown: ["?", "pending"],
  "not-reached": ["–", "expired"],
};

export function KindSign({ kind }: { kind: Kind }) {
  const [sign, colour] = KIND_SIGNS[kind];
  return (
    <span class="sign" data-kind={colour} aria-hidden="true">
      {sign}
    </span>
  );
}

export const signOf = (state: string): string => SIGNS[state] ?? "";
