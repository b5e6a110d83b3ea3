// The ids that the page follows, since the API has no list of jobs.
import { changed, stored } from "./db.js";

export async function keptIds(): Promise<{ id: string; added: number }[]> {
  return (await stored((database) => database.getAll("ids"))) ?? [];
}

export async function keepIds(ids: readonly string[], added: number): Promise<void> {
  await changed(["ids"], (change, also) => {
    for (const id of ids) also(change.objectStore("ids").put({ id, added }));
  });
}

export async function forgetIds(ids: readonly string[]): Promise<void> {
  await changed(["ids"], (change, also) => {
    for (const id of ids) also(change.objectStore("ids").delete(id));
  });
}
