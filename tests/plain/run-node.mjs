// The conformance suite over the plain `nodejs` build, in Node.
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { finish, nodeRuntime } from "../conformance/node.mjs";
import { stage } from "../conformance/stage.mjs";
import { adapter } from "./adapter.mjs";
import { built } from "./build.mjs";

const project = built("nodejs");
const modules = join(project, "node_modules");
const settings = await stage("Node", { project, skips: new URL("skips.json", import.meta.url) });

/** An adapter for a folder of node_modules; beyond that folder Node warns of what requires an ES module. */
function entry(name) {
  const path = join(project, `${name}.mjs`);
  const load = `import { createRequire } from "node:module";
const { PulseClient } = createRequire(import.meta.url)(${JSON.stringify(name)});`;
  writeFileSync(path, adapter(load));
  return path;
}

let copies = 0;

/** Another copy of the package, with a module and state of its own. */
function freshCopy() {
  const name = `copy-${++copies}`;
  rmSync(join(modules, name), { recursive: true, force: true });
  cpSync(join(modules, "pulse-wasm"), join(modules, name), { recursive: true });
  return import(pathToFileURL(entry(name)));
}

await finish(nodeRuntime(settings, entry("pulse-wasm"), freshCopy));
