// The suite in a dedicated worker.
import { handOver } from "./hand-over.mjs";
import suite from "./page-suite.mjs";

await handOver("suite", suite);
