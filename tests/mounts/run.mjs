// Mounts the proxy in each framework and runtime: node run.mjs [--all | --rest | NAME…].
import { fileURLToPath } from "node:url";
import { run } from "../support/projects.mjs";

await run(fileURLToPath(new URL(".", import.meta.url)), { shared: "shared", atOnce: 2 });
