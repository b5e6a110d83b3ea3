// The history of runs, with the outcome of each job, and which of them a closed tab has interrupted.
import type { OutcomeRow, RunMeta } from "../bulk/types.js";
import { stored } from "./db.js";

const PARTS_OF = (run: string) => IDBKeyRange.bound([run, 0], [run, Number.MAX_SAFE_INTEGER]);
const LOCK = "pulse-run-";
/** Without locks, a run whose tab has not written for this long is taken for interrupted. */
const SILENT_IN_MILLIS = 30_000;

let channel: BroadcastChannel | undefined;

/** Where a site may keep no data, a browser may refuse this too; other tabs are not told then. */
function toOthers(): BroadcastChannel | undefined {
  try {
    channel ??= new BroadcastChannel("pulse-runs");
  } catch {}
  return channel;
}

export function onChange(listener: () => void): void {
  toOthers()?.addEventListener("message", listener);
}

/** Tells other tabs that the history has changed. */
export const tell = (): void => toOthers()?.postMessage("changed");

export async function begin(meta: RunMeta, targets: readonly string[]): Promise<boolean> {
  const done = await stored(async (database) => {
    const change = database.transaction(["runs", "targets"], "readwrite");
    change.objectStore("runs").put(meta);
    change.objectStore("targets").put([...targets], meta.id);
    await change.done;
    return true;
  });
  tell();
  return done ?? false;
}

/** Writes outcomes, and what the run is now: both or neither. */
export async function record(
  meta: RunMeta,
  part: number,
  rows: readonly OutcomeRow[],
): Promise<boolean> {
  const done = await stored(async (database) => {
    const change = database.transaction(["runs", "outcomes"], "readwrite");
    if (rows.length > 0) change.objectStore("outcomes").put([...rows], [meta.id, part]);
    change.objectStore("runs").put(meta);
    await change.done;
    return true;
  });
  return done ?? false;
}

/** All runs, newest first; those that a closed tab has left behind are marked as interrupted. */
export async function history(): Promise<RunMeta[]> {
  const runs = (await stored((database) => database.getAll("runs"))) ?? [];
  const open = runs.filter(({ state }) => state === "running");
  if (open.length > 0) {
    const held = await heldLocks();
    for (const run of open) {
      const alive = held ? held.has(LOCK + run.id) : Date.now() - run.written < SILENT_IN_MILLIS;
      if (!alive) run.state = "interrupted";
    }
  }
  return runs.sort((one, other) => other.started - one.started);
}

/** A run as it is stored. */
export const run = (id: string): Promise<RunMeta | undefined> =>
  stored((database) => database.get("runs", id));

export async function outcomes(run: string): Promise<OutcomeRow[]> {
  const parts = await stored((database) => database.getAll("outcomes", PARTS_OF(run)));
  return (parts ?? []).flat();
}

/** How many records of outcomes there are: the next one's number. */
export async function nextPart(run: string): Promise<number> {
  const keys = await stored((database) => database.getAllKeys("outcomes", PARTS_OF(run)));
  return (keys?.at(-1)?.[1] ?? -1) + 1;
}

export async function targets(run: string): Promise<string[]> {
  return (await stored((database) => database.get("targets", run))) ?? [];
}

export async function remove(run: string): Promise<void> {
  await stored(async (database) => {
    const change = database.transaction(["runs", "targets", "outcomes"], "readwrite");
    change.objectStore("runs").delete(run);
    change.objectStore("targets").delete(run);
    change.objectStore("outcomes").delete(PARTS_OF(run));
    await change.done;
  });
  tell();
}

/** Holds a run for this tab until `over` settles; false where another tab has it. */
export async function hold(run: string, over: Promise<unknown>): Promise<boolean> {
  const { locks } = navigator;
  if (!locks) return true;
  return new Promise((resolve) => {
    locks
      .request(LOCK + run, { ifAvailable: true }, async (lock) => {
        resolve(lock !== null);
        if (lock) await over;
      })
      .catch(() => resolve(true));
  });
}

async function heldLocks(): Promise<Set<string | undefined> | undefined> {
  try {
    const { held } = await navigator.locks.query();
    return new Set(held?.map(({ name }) => name));
  } catch {
    return undefined;
  }
}
