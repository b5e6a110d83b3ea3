// Many jobs with pulse-wasm: node cancel-jobs.mjs FILE
import { PulseClient } from "pulse-wasm";
import { CONCURRENCY, ids } from "./ids.mjs";

// Its key and address are in the environment.
const { failed } = await new PulseClient().jobs.cancelJobs(ids, { concurrency: CONCURRENCY });
if (failed > 0) throw new Error(`${failed} failed`);
