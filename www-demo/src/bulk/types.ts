// What a run is, and what became of a job in it, as both are kept and shown.

/** What is known of a job after a run. */
export type Kind =
  | "canceled"
  | "finished"
  | "ended"
  | "missing"
  | "foreign"
  | "failed"
  | "unknown"
  | "not-reached";

export interface OutcomeRow {
  id: string;
  kind: Kind;
  /** What happened, in words. */
  words: string;
  /** The server's own message, or the error's. */
  said?: string;
  statusCode?: number;
  code?: string;
  attempts?: number;
  /** When, in milliseconds since the epoch. */
  at: number;
}

export type Counts = Record<Kind, number>;

export interface RunMeta {
  id: string;
  /** The tab that has it, or had it last. */
  holder: string;
  started: number;
  /** When it was written last. */
  written: number;
  ended?: number;
  state: "running" | "done" | "stopped" | "interrupted";
  /** Why it was stopped. */
  why?: string;
  /** How many jobs were chosen, those included that the preview left out. */
  total: number;
  counts: Counts;
  /** The address that it was about. */
  base: string;
}

export const KINDS: readonly Kind[] = [
  "canceled",
  "finished",
  "ended",
  "missing",
  "foreign",
  "failed",
  "unknown",
  "not-reached",
];

/** How each is called in lists of counts. */
export const KIND_NAMES: Record<Kind, string> = {
  canceled: "canceled",
  finished: "finished first",
  ended: "already ended",
  missing: "not there",
  foreign: "another owner's",
  failed: "failed",
  unknown: "not known",
  "not-reached": "not reached",
};

/** Those that it makes sense to try again. */
export const AGAIN: ReadonlySet<Kind> = new Set(["failed", "unknown", "not-reached"]);

export const noCounts = (): Counts => ({
  canceled: 0,
  finished: 0,
  ended: 0,
  missing: 0,
  foreign: 0,
  failed: 0,
  unknown: 0,
  "not-reached": 0,
});

export const known = (counts: Counts): number => KINDS.reduce((sum, kind) => sum + counts[kind], 0);

/** Why a run was stopped that somebody stopped. */
export const BY_HAND = "the run was stopped";

/** How a run ended that was stopped. */
export const stoppedBy = (why: string | undefined): string =>
  why === undefined || why === BY_HAND ? "stopped by hand" : `stopped: ${why}`;
