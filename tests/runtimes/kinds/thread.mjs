// A worker_thread of the Node that runs this, for the program and for the scripts.
import { fileURLToPath } from "node:url";
import { processKind } from "./process.mjs";

const host = fileURLToPath(new URL("../inside/thread.mjs", import.meta.url));

export const thread = processKind(
  () => process.versions.node,
  (file) => [process.execPath, host, file],
);
