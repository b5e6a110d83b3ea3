// The ids that the page follows, since the API has no list of jobs.
import { changed, stored } from "./db.js";

export async function keptIds(): Promise<{ id: string; added: number }[]> {
  return (await stored((database) => database.getAll("ids"))) ?? [];
}

/** So many in one change: more would hold up a frame. */
const AT_ONCE = 500;

export async function keepIds(ids: readonly string[], added: number): Promise<void> {
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    await changed(["ids"], (change, also) => {
      for (const id of ids.slice(from, from + AT_ONCE))
        also(change.objectStore("ids").put({ id, added }));
    });
  }
}

export async function forgetIds(ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    await changed(["ids"], (change, also) => {
      for (const id of ids.slice(from, from + AT_ONCE)) also(change.objectStore("ids").delete(id));
    });
  }
}
