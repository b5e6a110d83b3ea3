// Many jobs with a pool written by hand over fetch: node pool.mjs FILE
import { make } from "../by-hand.mjs";
import { CONCURRENCY, ids, options } from "./ids.mjs";

const cancel = make(options);
const left = ids.values();
const worker = async () => {
  for (const id of left) await cancel(id);
};
await Promise.all(Array.from({ length: CONCURRENCY }, worker));
