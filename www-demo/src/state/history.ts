// The runs that there were, and the one whose outcomes are shown.
import { signal } from "@preact/signals";
import { AGAIN, type OutcomeRow, type RunMeta } from "../bulk/types.js";
import * as store from "../storage/runs.js";
import { address, settings } from "./connection.js";
import { notify } from "./notices.js";

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

/** Reads the history. Of its own runs this tab may know more than could be stored. */
export async function refresh(): Promise<void> {
  const stored = await store.history();
  const known = new Set(stored.map(({ id }) => id));
  const lost = [...own.values()].map(({ meta }) => meta).filter(({ id }) => !known.has(id));
  const newest = stored.map((meta) => (isOwn(meta) && own.get(meta.id)?.meta) || meta);
  runs.value = [...lost, ...newest].sort((one, other) => other.started - one.started);
  clearTimeout(later);
  // Without locks a closed tab is told by its silence.
  if (newest.some(({ id, state }) => state === "running" && !own.has(id)))
    later = setTimeout(refresh, store.SILENT_IN_MILLIS);
}

let later: ReturnType<typeof setTimeout> | undefined;

/** Whether this tab is the last that had it. */
const isOwn = ({ id, holder }: RunMeta): boolean => own.get(id)?.meta.holder === holder;

/** Shows a run of the history; of one that was interrupted it says that nothing is known of jobs without an outcome. */
export async function open(meta: RunMeta): Promise<void> {
  const mine = isOwn(meta) ? own.get(meta.id) : undefined;
  const rows = mine?.rows ?? (await rowsOf(meta.id));
  shownRun.value = { meta, rows: meta.state === "interrupted" ? await complete(meta, rows) : rows };
}

/** The outcomes of a run: those that are stored, and those that this tab knows beside them. */
export async function rowsOf(run: string): Promise<OutcomeRow[]> {
  const rows = await store.outcomes(run);
  const settled = new Set(rows.map(({ id }) => id));
  return [...rows, ...(own.get(run)?.rows ?? []).filter(({ id }) => !settled.has(id))];
}

async function complete(meta: RunMeta, rows: readonly OutcomeRow[]): Promise<OutcomeRow[]> {
  const words = "not known: the page was closed before it heard of it";
  const left = await remaining(meta.id, rows);
  return [
    ...rows,
    ...left.map((id) => ({ id, kind: "unknown" as const, words, at: meta.written })),
  ];
}

/** The jobs of a run that have no outcome yet. */
export async function remaining(run: string, rows?: readonly OutcomeRow[]): Promise<string[]> {
  const settled = new Set((rows ?? (await rowsOf(run))).map(({ id }) => id));
  return (await store.targets(run)).filter((id) => !settled.has(id));
}

export async function forget(meta: RunMeta): Promise<void> {
  own.delete(meta.id);
  if (shownRun.value?.meta.id === meta.id) shownRun.value = undefined;
  await store.remove(meta.id);
  await refresh();
}

/** The jobs of the shown run that it makes sense to try again; of one under way, in whatever tab, none does yet. */
export const again = ({ meta, rows }: ShownRun): string[] =>
  meta.state === "running" ? [] : rows.filter(({ kind }) => AGAIN.has(kind)).map(({ id }) => id);

/** Whether a run was about the server that the page is connected to; where not, the page says so. */
export function isHere({ base }: RunMeta): boolean {
  const here = base === address(settings.value);
  if (!here)
    notify("The run was about another server", `It was about ${base}: connect to that first.`);
  return here;
}

store.onChange(() => refresh());

/** How long a browser may take to notice that a closed tab holds its run no more. */
const SETTLED_IN_MILLIS = 1000;

// A tab that is closed in the middle of a run tells nobody; the one that is looked at next learns of it.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  refresh();
  setTimeout(refresh, SETTLED_IN_MILLIS);
});
