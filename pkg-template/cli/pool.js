// A bounded number of calls at once over a source of ids.

/**
 * Calls `work` for each id, at most `limit` at once, and `take` with each result: in the order of the ids where
 * `ordered`, else as they settle. A result that waits for its turn counts as one at work.
 */
export async function pool(source, limit, work, take, ordered) {
  let pulling = Promise.resolve();
  let turn = Promise.resolve();
  const pull = () => {
    const next = pulling.then(() => source.next());
    pulling = next.catch(() => {});
    return next;
  };
  const worker = async () => {
    for (;;) {
      const { done, value } = await pull();
      if (done) return;
      const before = turn;
      let release;
      turn = new Promise((resolve) => {
        release = resolve;
      });
      const result = await work(value);
      if (ordered) await before;
      await take(result);
      release();
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
