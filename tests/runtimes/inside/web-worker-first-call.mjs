// The first call in a dedicated worker.
import { handOver } from "./hand-over.mjs";
import firstCall from "./page-first-call.mjs";

await handOver("first-call", firstCall);
