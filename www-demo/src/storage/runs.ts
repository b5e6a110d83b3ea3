// The history of runs, with the outcome of each job, and which of them a closed tab has interrupted.
import type { OutcomeRow, RunMeta } from "../bulk/types.js";
import { changed, stored } from "./db.js";

const PARTS_OF = (run: string) => IDBKeyRange.bound([run, 0], [run, Number.MAX_SAFE_INTEGER]);
const LOCK = "pulse-run-";
/** Without locks, a run whose tab has not written for this long is taken for interrupted. */
export const SILENT_IN_MILLIS = 30_000;

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

/**
 * Writes outcomes and what the run is now, with the jobs that it is about where those are not written yet: all or nothing. It says
 * "taken" where another tab has the run, or it was forgotten.
 */
export async function record(
  meta: RunMeta,
  part: number,
  rows: readonly OutcomeRow[],
  targets: readonly string[] | undefined,
): Promise<"stored" | "taken" | "failed"> {
  const done = await changed(["runs", "targets", "outcomes"], async (change, also) => {
    const runs = change.objectStore("runs");
    const kept = await runs.get(meta.id);
    if (targets ? kept : kept?.holder !== meta.holder) return "taken";
    if (targets) also(change.objectStore("targets").put([...targets], meta.id));
    if (rows.length > 0) also(change.objectStore("outcomes").put([...rows], [meta.id, part]));
    also(runs.put(meta));
    return "stored";
  });
  return done ?? "failed";
}

/** All runs, newest first; those that a closed tab has left behind are marked as interrupted. */
export async function history(): Promise<RunMeta[]> {
  const runs = (await stored((database) => database.getAll("runs"))) ?? [];
  const open = runs.filter(({ state }) => state === "running");
  if (open.length > 0) {
    const held = await heldLocks();
    for (const run of open) {
      const alive = held ? held.has(LOCK + run.id) : !isSilent(run);
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
  await changed(["runs", "targets", "outcomes"], (change, also) => {
    also(change.objectStore("runs").delete(run));
    also(change.objectStore("targets").delete(run));
    also(change.objectStore("outcomes").delete(PARTS_OF(run)));
  });
  tell();
}

/** Holds a run for this tab until `over` settles; false where another tab has it. */
export async function hold(run: string, tab: string, over: Promise<unknown>): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  const locked =
    locks &&
    (await new Promise<boolean | undefined>((resolve) => {
      locks
        .request(LOCK + run, { ifAvailable: true }, async (lock) => {
          resolve(lock !== null);
          if (lock) await over;
        })
        // Where a site may keep no data.
        .catch(() => resolve(undefined));
    }));
  if (locked === false) return false;
  return (await lease(run, tab, locked === true)) ?? true;
}

/** Writes down who has the run. Pages from plain http have no locks: there this is all that keeps two tabs apart. */
const lease = (run: string, tab: string, locked: boolean): Promise<boolean | undefined> =>
  changed(["runs"], async (change, also) => {
    const runs = change.objectStore("runs");
    const kept = await runs.get(run);
    if (kept?.state !== "running") return true;
    if (!locked && kept.holder !== tab && !isSilent(kept)) return false;
    also(runs.put({ ...kept, holder: tab, written: Date.now() }));
    return true;
  });

const isSilent = ({ written }: RunMeta): boolean => Date.now() - written >= SILENT_IN_MILLIS;

async function heldLocks(): Promise<Set<string | undefined> | undefined> {
  try {
    const { held } = await navigator.locks.query();
    return new Set(held?.map(({ name }) => name));
  } catch {
    return undefined;
  }
}
