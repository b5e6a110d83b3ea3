// The conformance suite in Node: node run-node.mjs [FILE]; FILE is an entry of the package, by default it is imported by name.
import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { finish, nodeRuntime } from "./node.mjs";
import { stage } from "./stage.mjs";

const settings = await stage("Node");
const [argument] = process.argv.slice(2);

/** The package by its name, as a user's script imports it, unless an entry was given. */
function entry() {
  if (argument) return resolve(argument);
  const path = join(settings.project, "conformance-entry.mjs");
  writeFileSync(path, 'export * from "pulse-wasm";\n');
  return path;
}

const path = entry();
const folder = argument ? dirname(path) : join(settings.project, "node_modules/pulse-wasm");
let copies = 0;
const freshCopy = () => import(`${pathToFileURL(join(folder, "index.js"))}?copy=${++copies}`);

await finish(nodeRuntime(settings, path, freshCopy));
