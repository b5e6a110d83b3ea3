// The ids that the page follows, since the API has no list of jobs.
import { changed, stored, TOGETHER } from "./db.js";

const READ_AT_ONCE = 2;

/** All ids, some at a time; one that two tabs have added comes twice. */
export async function* keptIds(): AsyncGenerator<{ id: string; added: number }[]> {
  let after: IDBKeyRange | undefined;
  for (;;) {
    const lists = await stored((database) => database.getAll("idLists", after, READ_AT_ONCE));
    const last = lists?.at(-1)?.part;
    if (!lists || last === undefined) return;
    yield lists.flatMap(({ ids, added }) => ids.map((id) => ({ id, added })));
    after = IDBKeyRange.lowerBound(last, true);
  }
}

/** Keeps ids that are new. */
export async function keepIds(ids: readonly string[], added: number): Promise<void> {
  for (let from = 0; from < ids.length; from += TOGETHER) {
    const list = { ids: ids.slice(from, from + TOGETHER), added };
    await changed(["idLists"], (change, also) => also(change.objectStore("idLists").put(list)));
  }
}

/** Keeps those of some ids that are not kept yet. */
export async function keepMissing(ids: readonly string[], added: number): Promise<void> {
  const kept = new Set<string>();
  for await (const part of keptIds()) for (const { id } of part) kept.add(id);
  await keepIds(
    ids.filter((id) => !kept.has(id)),
    added,
  );
}

export async function forgetIds(ids: readonly string[]): Promise<void> {
  const gone = new Set(ids);
  await changed(["idLists"], async (change, also) => {
    let at = await change.objectStore("idLists").openCursor();
    while (at) {
      const list = at.value;
      const left = list.ids.filter((id) => !gone.has(id));
      if (left.length === 0) also(at.delete());
      else if (left.length < list.ids.length) also(at.update({ ...list, ids: left }));
      at = await at.continue();
    }
  });
}
