// Before anything is cancelled: a dry run that asks each job's live state, and says what a cancellation would do.
import { signal } from "@preact/signals";
import { begin, type Running } from "../api/worker.js";
import { count, jobs } from "../parts/format.js";
import { type JobNews, job, learn } from "../state/jobs.js";
import { announce } from "../state/notices.js";
import { selectedIds } from "../state/selection.js";
import { shown } from "../state/view.js";
import type { Previewed } from "../worker/messages.js";
import type { OutcomeRow, RunMeta } from "./types.js";

export interface Preview {
  readonly ids: readonly string[];
  /** The run that this goes on with. */
  readonly resumed: RunMeta | undefined;
  /** How many of them were selected, but are not in what the list shows. */
  readonly outside: number;
  asking: boolean;
  /** Those that would be cancelled. */
  readonly open: string[];
  /** Those that are left out, each with the reason. */
  readonly left: OutcomeRow[];
  /** Those whose state could not be had: they are tried all the same. */
  readonly unsure: string[];
  /** The first error that kept a state from being had. */
  problem: string | undefined;
}

/** What the dialog shows; changed in place, and replaced by a copy as it is to be drawn. */
export const preview = signal<Preview | undefined>(undefined);
let run: Running<Previewed> | undefined;
let current: Preview | undefined;

/** Asks about what is selected, and notes what of that is out of sight. */
export function askSelected(): void {
  const ids = selectedIds();
  const inList = new Set(shown.value.map(({ id }) => id));
  ask(ids, { outside: ids.filter((id) => !inList.has(id)).length });
}

/** Opens the dialog, and asks. */
export async function ask(
  ids: readonly string[],
  { resumed, outside = 0 }: { resumed?: RunMeta; outside?: number } = {},
): Promise<void> {
  close();
  if (ids.length === 0) return;
  const mine: Preview = {
    ids,
    resumed,
    outside,
    asking: true,
    open: [],
    left: [],
    unsure: [],
    problem: undefined,
  };
  current = mine;
  preview.value = { ...mine };
  const begun = performance.now();
  const asked = new Set<string>();
  const asking = begin("preview", ids);
  run = asking;
  try {
    for await (const { items } of asking) {
      if (current !== mine) return;
      for (const item of items) {
        asked.add(item.id);
        sort(mine, item);
      }
      learn(items.filter(({ id }) => job(id)).map(news), begun);
      preview.value = { ...mine };
    }
  } catch (error) {
    // A key or an address that no client takes.
    mine.problem ??= error instanceof Error ? error.message : String(error);
  }
  if (current !== mine) return;
  for (const id of ids) if (!asked.has(id)) mine.unsure.push(id);
  mine.asking = false;
  preview.value = { ...mine };
  announce(`${count(mine.open.length)} of ${jobs(ids.length)} would be cancelled`);
}

/** What is not known by then is tried all the same. */
export function stopAsking(): void {
  run?.abort();
}

export function close(): void {
  run?.abort();
  run = undefined;
  current = undefined;
  preview.value = undefined;
}

function sort(mine: Preview, { id, left, problem }: Previewed): void {
  if (left) mine.left.push(left);
  else if (problem === undefined) mine.open.push(id);
  else {
    mine.problem ||= problem;
    mine.unsure.push(id);
  }
}

const news = ({ id, status }: Previewed): JobNews =>
  status === undefined ? { id } : { id, status, problem: undefined };
