// Uses the package beside each tool of the field: node run.mjs [--all | --rest | TOOL…], by default the quick ones.
import { fileURLToPath } from "node:url";
import { run } from "../support/projects.mjs";

await run(fileURLToPath(new URL(".", import.meta.url)), { shared: "shared", atOnce: 2 });
