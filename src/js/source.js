// Where a bulk run's ids come from: an iterable, sync or async, asked for one id at a time.
import { refusal } from "./errors.js";
import { PULLED, pending, tell } from "./host.js";

/** Numbers of `driver::bulk::pulled` in Rust; 0 is that the source's answer is awaited. */
const ID = 1;
const END = 2;
const THREW = 3;

/** Puts the caller's iterable beside a run; it is opened by the first pull. */
export function attach(run, ids) {
  run.isAsync = typeof ids?.[Symbol.asyncIterator] === "function";
  run.open = ids?.[run.isAsync ? Symbol.asyncIterator : Symbol.iterator];
  if (typeof ids === "string" || typeof run.open !== "function") {
    throw refusal("jobIds must be an array, a Set or another iterable of ids, sync or async");
  }
  run.ids = ids;
  run.total = [ids.length, ids.size].find((size) => typeof size === "number");
}

/** Asks the source for its next id, which is then the run's data; an async one's answer is reported. */
export function pull(slot) {
  const run = pending(slot);
  const take = ({ done, value }) => {
    run.data = value;
    return done ? END : ID;
  };
  const threw = (error) => {
    // What a source says after it was closed is its own affair.
    if (!run.closed) run.threw = { error };
    return THREW;
  };
  try {
    run.source ??= run.open.call(run.ids);
    const step = run.source.next();
    if (!run.isAsync) return take(step);
    Promise.resolve(step)
      .then(take)
      .catch(threw)
      .then((what) => tell(run, PULLED, what, 0));
    return 0;
  } catch (error) {
    return threw(error);
  }
}

/** Closes the source, without waiting for what it still owes. */
export function closeSource(slot) {
  const run = pending(slot);
  run.closed = true;
  try {
    run.source?.return?.()?.then?.(undefined, () => {});
  } catch {
    // A generator that is running, or one that throws: either way nothing more is asked of it.
  }
}
