// Bun.
import { binary, version } from "../install.mjs";
import { processKind } from "./process.mjs";

export const bun = processKind(
  () => {
    binary("bun");
    return version("bun");
  },
  (file) => [binary(".bin/bun"), "run", file],
);
