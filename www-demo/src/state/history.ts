// The runs that there were, and the one whose outcomes are shown.
import { signal } from "@preact/signals";
import { AGAIN, type OutcomeRow, type RunMeta } from "../bulk/types.js";
import * as store from "../storage/runs.js";

export interface ShownRun {
  meta: RunMeta;
  /** Grows in place while the run is under way. */
  rows: readonly OutcomeRow[];
}

export const runs = signal<readonly RunMeta[]>([]);
export const shownRun = signal<ShownRun | undefined>(undefined);

/** Runs of this tab, for where nothing can be stored. */
const own = new Map<string, ShownRun>();

/** Shows a run of this tab; with `grown`, only where it is the one that is shown. */
export function show(meta: RunMeta, rows: readonly OutcomeRow[], grown = false): void {
  const run = { meta, rows };
  own.set(meta.id, run);
  if (!grown || shownRun.value?.meta.id === meta.id) shownRun.value = run;
}

/** Reads the history; runs of this tab that could not be stored stay in it. */
export async function refresh(): Promise<void> {
  const stored = await store.history();
  const known = new Set(stored.map(({ id }) => id));
  const lost = [...own.values()].map(({ meta }) => meta).filter(({ id }) => !known.has(id));
  runs.value = [...lost, ...stored].sort((one, other) => other.started - one.started);
}

/** Shows a run of the history; of jobs without an outcome it says that nothing is known. */
export async function open(meta: RunMeta): Promise<void> {
  const mine = own.get(meta.id);
  const rows = mine && meta.state !== "interrupted" ? mine.rows : await complete(meta);
  shownRun.value = { meta, rows };
}

async function complete(meta: RunMeta): Promise<OutcomeRow[]> {
  const rows = await store.outcomes(meta.id);
  const words = "not known: the page was closed before it heard of it";
  const left = await remaining(meta.id, rows);
  return [
    ...rows,
    ...left.map((id) => ({ id, kind: "unknown" as const, words, at: meta.written })),
  ];
}

/** The jobs of a run that have no outcome yet. */
export async function remaining(run: string, rows?: readonly OutcomeRow[]): Promise<string[]> {
  const settled = new Set((rows ?? (await store.outcomes(run))).map(({ id }) => id));
  return (await store.targets(run)).filter((id) => !settled.has(id));
}

export async function forget(meta: RunMeta): Promise<void> {
  own.delete(meta.id);
  if (shownRun.value?.meta.id === meta.id) shownRun.value = undefined;
  await store.remove(meta.id);
  await refresh();
}

/** The jobs of the shown run that it makes sense to try again. */
export const again = ({ rows }: ShownRun): string[] =>
  rows.filter(({ kind }) => AGAIN.has(kind)).map(({ id }) => id);

store.onChange(() => refresh());
