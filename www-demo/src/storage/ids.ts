// The ids that the page follows, since the API has no list of jobs.
import { stored } from "./db.js";

export async function keptIds(): Promise<{ id: string; added: number }[]> {
  return (await stored((database) => database.getAll("ids"))) ?? [];
}

export async function keepIds(ids: readonly string[], added: number): Promise<void> {
  await stored(async (database) => {
    const change = database.transaction("ids", "readwrite");
    for (const id of ids) change.store.put({ id, added });
    await change.done;
  });
}

export async function forgetIds(ids: readonly string[]): Promise<void> {
  await stored(async (database) => {
    const change = database.transaction("ids", "readwrite");
    for (const id of ids) change.store.delete(id);
    await change.done;
  });
}
