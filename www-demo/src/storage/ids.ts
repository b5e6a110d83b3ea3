// The ids that the page follows, since the API has no list of jobs.
import { unwrap } from "idb";
import { changed, stored } from "./db.js";

/** So many in one change, without a promise for each since the change fails with any of them: more would hold up a frame. */
const AT_ONCE = 500;
/** Reading is quicker. */
const READ_AT_ONCE = 2000;

/** All ids, some at a time. */
export async function* keptIds(): AsyncGenerator<{ id: string; added: number }[]> {
  let after: IDBKeyRange | undefined;
  for (;;) {
    const part = await stored((database) => database.getAll("ids", after, READ_AT_ONCE));
    const last = part?.at(-1);
    if (!part || !last) return;
    yield part;
    after = IDBKeyRange.lowerBound(last.id, true);
  }
}

export async function keepIds(ids: readonly string[], added: number): Promise<void> {
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    await changed(["ids"], (change) => {
      const store = unwrap(change.objectStore("ids"));
      for (const id of ids.slice(from, from + AT_ONCE)) store.put({ id, added });
    });
  }
}

export async function forgetIds(ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    await changed(["ids"], (change) => {
      const store = unwrap(change.objectStore("ids"));
      for (const id of ids.slice(from, from + AT_ONCE)) store.delete(id);
    });
  }
}
