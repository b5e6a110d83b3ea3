// The browser's database. Where it is full or forbidden the page goes on without, and says so once.
import {
  type DBSchema,
  type IDBPDatabase,
  type IDBPTransaction,
  openDB,
  type StoreNames,
  unwrap,
} from "idb";
import type { OutcomeRow, RunMeta } from "../bulk/types.js";
import { dismissTitled, warn } from "../state/notices.js";

interface Schema extends DBSchema {
  /** What is known of each run as a whole. */
  runs: { key: string; value: RunMeta };
  /** The ids that a run is about, apart from the rest since they are many. */
  targets: { key: string; value: string[] };
  /** Outcomes in the order they came, some hundred to a record. */
  outcomes: { key: [run: string, part: number]; value: OutcomeRow[] };
  /** The ids that are followed where no server lists them, many to a record: one each takes twenty times as long. */
  idLists: { key: number; value: IdList };
}

/** Ids that were given to the page together. */
export interface IdList {
  /** Its number, which the database gives. */
  part?: number;
  ids: string[];
  /** When, in milliseconds since the epoch. */
  added: number;
}

/** So many to a record: more would hold up a frame. */
export const TOGETHER = 1000;

export type Database = IDBPDatabase<Schema>;
type Names = StoreNames<Schema>;

/** A browser may neither open a database nor say why not; one that is late is used from then on. */
const LIMIT_IN_MILLIS = 3000;
const UNUSABLE = "The browser's storage can't be used";

let opening: Promise<Database | undefined> | undefined;
let came = (): void => {};

/** Hears of a database that came later than the page waited for it. */
export function onLate(listener: () => void): void {
  came = listener;
}

function open(): Promise<Database | undefined> {
  const opened = openDB<Schema>("pulse-dashboard", 2, {
    upgrade(database, before, _, change) {
      if (before < 1) {
        database.createObjectStore("runs", { keyPath: "id" });
        database.createObjectStore("targets");
        database.createObjectStore("outcomes");
      }
      database.createObjectStore("idLists", { keyPath: "part", autoIncrement: true });
      if (before === 1) gather(unwrap(change));
    },
    // Another tab has a newer page: it must not wait for this one.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    terminated() {
      opening = undefined;
    },
  });
  return new Promise((resolve) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      complain(new Error("the browser gave no answer"));
      resolve(undefined);
    }, LIMIT_IN_MILLIS);
    opened.then(
      (database) => {
        clearTimeout(timer);
        resolve(database);
        if (!late) return;
        opening = Promise.resolve(database);
        dismissTitled(UNUSABLE);
        came();
      },
      (error: unknown) => {
        clearTimeout(timer);
        if (!late) complain(error);
        resolve(undefined);
      },
    );
  });
}

/** The first version kept each id by itself. */
function gather(change: IDBTransaction): void {
  const single: IDBRequest<{ id: string; added: number }[]> = change.objectStore("ids").getAll();
  single.onsuccess = () => {
    const lists = new Map<number, string[]>();
    for (const { id, added } of single.result) {
      const together = lists.get(added);
      if (together) together.push(id);
      else lists.set(added, [id]);
    }
    for (const [added, ids] of lists)
      for (let from = 0; from < ids.length; from += TOGETHER)
        change.objectStore("idLists").put({ ids: ids.slice(from, from + TOGETHER), added });
    change.db.deleteObjectStore("ids");
  };
}

/** Does something with the database, or says that it can't be had: then the result is `undefined`. */
export async function stored<T>(work: (database: Database) => Promise<T>): Promise<T | undefined> {
  try {
    opening ??= open();
    const database = await opening;
    return database && (await work(database));
  } catch (error) {
    complain(error);
    return undefined;
  }
}

/**
 * Changes some stores: all that is asked for happens, or nothing.
 * @param work gives each request to `also`, so that none fails unheard
 */
export function changed<const Stores extends Names[], T>(
  names: Stores,
  work: (
    change: IDBPTransaction<Schema, Stores, "readwrite">,
    also: (request: Promise<unknown>) => void,
  ) => T | Promise<T>,
): Promise<T | undefined> {
  return stored(async (database) => {
    const change = database.transaction(names, "readwrite");
    const requests: Promise<unknown>[] = [change.done];
    try {
      const result = await work(change, (request) => requests.push(request));
      await Promise.all(requests);
      return result;
    } catch (error) {
      try {
        change.abort();
      } catch {
        // It has ended by itself.
      }
      await Promise.allSettled(requests);
      throw error;
    }
  });
}

function complain(error: unknown): void {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const full = error instanceof Error && error.name === "QuotaExceededError";
  warn(
    full ? "The browser's storage is full" : UNUSABLE,
    "Everything works, but what is not stored is lost when this tab is closed: download the outcomes that you need.",
    said,
  );
}
