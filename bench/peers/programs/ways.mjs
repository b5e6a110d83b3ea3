// Ways to cancel many jobs in a page, 32 at a time.
import pMap from "p-map";
import { PulseClient } from "pulse-wasm";
import { make as byHand } from "../by-hand.mjs";
import { make as ky } from "../ky.mjs";
import { make as openai } from "../openai.mjs";

const concurrency = 32;

export const ways = {
  async "pulse-wasm"(ids, { baseUrl, key }) {
    const client = new PulseClient({ apiKey: key, baseUrl });
    const { failed } = await client.jobs.cancelJobs(ids, { concurrency });
    if (failed > 0) throw new Error(`${failed} failed`);
  },
  async pool(ids, options) {
    const cancel = byHand(options);
    const left = ids.values();
    const worker = async () => {
      for (const id of left) await cancel(id);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  },
  "p-map-openai": (ids, options) => pMap(ids, openai(options), { concurrency }),
  "p-map-ky": (ids, options) => pMap(ids, ky(options), { concurrency }),
};
