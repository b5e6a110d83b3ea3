// The jobs that the page knows: one map, changed in place, and one signal that tells of changes, five times a second at most.
import { signal } from "@preact/signals";
import { ended } from "./states.js";

/** A job, as far as it is known. */
export interface Job {
  readonly id: string;
  /** As the server spelt it; empty where it has not said yet. */
  status: string;
  /** Milliseconds since the epoch; NaN where nobody has said. */
  created: number;
  /** The document's name, which only the emulator's list has. */
  name: string;
  /** The number of the key that it belongs to, which only the emulator's list has. */
  owner: number | undefined;
  /** Whether its cancellation has been sent and its end is not known yet. */
  asked: boolean;
  /** Why its state can't be had, if that is so. */
  problem: string | undefined;
  /** When its state was asked for, or told of, by the clock that no one sets. */
  told: number;
}

/** What is said of a job; what is left out stays as it was. */
export type JobNews = { id: string } & Partial<Omit<Job, "id" | "told">>;

const byId = new Map<string, Job>();
let newestFirst: Job[] = [];
let sorted = true;
let waiting = false;

/** Goes up whenever a job has changed. */
export const version = signal(0);

const EVERY_MILLIS = 200;

/** Tells of a change a little later, so that a thousand changes are drawn once. */
export function touched(): void {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    version.value++;
  }, EVERY_MILLIS);
}

export const job = (id: string): Job | undefined => byId.get(id);
export const size = (): number => byId.size;

/** All jobs, newest first; those of unknown age come last. */
export function all(): readonly Job[] {
  if (!sorted) {
    const age = ({ created }: Job) => (Number.isNaN(created) ? 0 : created);
    newestFirst.sort((one, other) => age(other) - age(one));
    sorted = true;
  }
  return newestFirst;
}

/**
 * Takes in what is said of some jobs; those that are new are added.
 * @param asked when that was asked for: what has been told of a job's state since is newer, and stays
 */
export function learn(news: Iterable<JobNews>, asked = performance.now()): void {
  for (const item of news) {
    let known = byId.get(item.id);
    if (!known) {
      known = {
        id: item.id,
        status: "",
        created: Number.NaN,
        name: "",
        owner: undefined,
        asked: false,
        problem: undefined,
        told: asked,
      };
      byId.set(item.id, known);
      newestFirst.push(known);
      sorted = false;
    }
    if (item.created !== undefined && item.created !== known.created) sorted = false;
    const { status, problem } = known;
    Object.assign(known, item);
    if (asked < known.told) Object.assign(known, { status, problem });
    else if ("status" in item || "problem" in item) known.told = asked;
    if (ended(known.status)) known.asked = false;
  }
  touched();
}

/** Drops all jobs but those to keep; says how many are gone. */
export function keepOnly(keep: (id: string) => boolean): number {
  const before = byId.size;
  for (const id of byId.keys()) if (!keep(id)) byId.delete(id);
  if (byId.size !== before) {
    newestFirst = newestFirst.filter(({ id }) => byId.has(id));
    touched();
  }
  return before - byId.size;
}
