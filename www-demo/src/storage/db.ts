// The browser's database. Where it is full or forbidden the page goes on without, and says so once.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { OutcomeRow, RunMeta } from "../bulk/types.js";
import { warn } from "../state/notices.js";

interface Schema extends DBSchema {
  /** What is known of each run as a whole. */
  runs: { key: string; value: RunMeta };
  /** The ids that a run is about, apart from the rest since they are many. */
  targets: { key: string; value: string[] };
  /** Outcomes in the order they came, some hundred to a record. */
  outcomes: { key: [run: string, part: number]; value: OutcomeRow[] };
  /** The ids that are followed where no server lists them. */
  ids: { key: string; value: { id: string; added: number } };
}

export type Database = IDBPDatabase<Schema>;

/** A browser may neither open a database nor say why not. */
const LIMIT_IN_MILLIS = 3000;

let opening: Promise<Database | undefined> | undefined;

function open(): Promise<Database | undefined> {
  const opened = openDB<Schema>("pulse-dashboard", 1, {
    upgrade(database) {
      database.createObjectStore("runs", { keyPath: "id" });
      database.createObjectStore("targets");
      database.createObjectStore("outcomes");
      database.createObjectStore("ids", { keyPath: "id" });
    },
    // Another tab has a newer page: it must not wait for this one.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    terminated() {
      opening = undefined;
    },
  });
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("the browser gave no answer")), LIMIT_IN_MILLIS);
  });
  return Promise.race([opened, late]).catch((error: unknown) => {
    complain(error);
    return undefined;
  });
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

function complain(error: unknown): void {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const full = error instanceof Error && error.name === "QuotaExceededError";
  warn(
    full ? "The browser's storage is full" : "The browser's storage can't be used",
    "Everything works, but what is not stored is lost when this tab is closed: download the outcomes that you need.",
    said,
  );
}
