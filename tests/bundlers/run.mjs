// Builds and runs a consumer with each bundler: node run.mjs [--all | --rest | TOOL…], by default the quick ones.
import { fileURLToPath } from "node:url";
import { run } from "../support/projects.mjs";

await run(fileURLToPath(new URL(".", import.meta.url)), { shared: "src", pages: true, atOnce: 2 });
