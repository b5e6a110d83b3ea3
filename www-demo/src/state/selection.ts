// Which jobs are selected: by click, by shift, by keyboard, or all that the filter shows.
import { computed, signal } from "@preact/signals";
import { job, version } from "./jobs.js";
import { ended } from "./states.js";
import { shown } from "./view.js";

const ids = new Set<string>();
const changed = signal(0);
/** Where a range begins. */
let anchor: string | undefined;
/** What the range that is being extended has selected; it is selected no more where the range comes to end before it. */
let ranged: string[] | undefined;

/** The row that the keyboard is on. */
export const active = signal<string | undefined>(undefined);

export const isSelected = (id: string): boolean => ids.has(id);
export const selectedIds = (): string[] => [...ids];

/** How many are selected, and how many of those may still be cancelled, as far as the page has seen. */
export const selected = computed(() => {
  changed.value;
  version.value;
  let open = 0;
  for (const id of ids) {
    const known = job(id);
    if (known && !ended(known.status)) open++;
  }
  return { total: ids.size, open };
});

/** Whether all, some or none of what the filter shows is selected. */
export const coverage = computed<"all" | "some" | "none">(() => {
  changed.value;
  const jobs = shown.value;
  if (ids.size === 0 || jobs.length === 0) return "none";
  let inside = 0;
  for (const { id } of jobs) if (ids.has(id)) inside++;
  if (inside === 0) return "none";
  return inside === jobs.length ? "all" : "some";
});

export function toggle(id: string): void {
  endRange();
  if (!ids.delete(id)) ids.add(id);
  anchor = id;
  active.value = id;
  changed.value++;
}

/** The next range begins anew. */
export function endRange(): void {
  ranged = undefined;
}

/**
 * Selects all from where the range begins to this one, in the place of what the range had selected before.
 * @param from where a new one begins, if not at the last one that was clicked: of the keyboard's, the row that it was on
 */
export function extendTo(id: string, from?: string): void {
  const jobs = shown.value;
  const indexOf = (wanted: string | undefined) => jobs.findIndex((job) => job.id === wanted);
  if (!ranged && from !== undefined) anchor = from;
  const to = indexOf(id);
  const found = indexOf(anchor);
  // Where the list no longer shows it, a range begins here.
  if (found < 0) {
    anchor = id;
    endRange();
  }
  const start = found < 0 ? to : found;
  for (const each of ranged ?? []) ids.delete(each);
  ranged = [];
  for (const { id } of jobs.slice(Math.min(start, to), Math.max(start, to) + 1)) {
    if (ids.has(id)) continue;
    ids.add(id);
    ranged.push(id);
  }
  active.value = id;
  changed.value++;
}

export function selectShown(on: boolean): void {
  endRange();
  for (const { id } of shown.value) {
    if (on) ids.add(id);
    else ids.delete(id);
  }
  changed.value++;
}

export function clear(): void {
  ids.clear();
  anchor = undefined;
  endRange();
  changed.value++;
}

/** Forgets selected jobs that the page no longer has. */
export function prune(): void {
  for (const id of ids) if (!job(id)) ids.delete(id);
  changed.value++;
}

/** Moves the keyboard's row by some rows, or to an end. */
export function move(by: number): number {
  const jobs = shown.value;
  const now = jobs.findIndex(({ id }) => id === active.value);
  const start = now < 0 && by > 0 ? -1 : Math.max(now, 0);
  const next = Math.max(0, Math.min(jobs.length - 1, start + by));
  active.value = jobs[next]?.id;
  return next;
}
