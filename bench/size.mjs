// Bytes that an app ships: each subject as esbuild bundles it for a page, and the parts of ours: node bench/size.mjs
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundle, weigh } from "./lib/bundle.mjs";
import { main, say } from "./lib/cli.mjs";
import { SUBJECTS, withPeers } from "./lib/subjects.mjs";

export async function measure() {
  const folder = await withPeers();
  const names = Object.keys(SUBJECTS);
  say(`${names.length} bundles`);
  const subjects = {};
  for (const name of names) {
    subjects[name] = weigh(await bundle(`export * from "./${name}.mjs";`, folder));
  }
  const own = join(folder, "node_modules/pulse-wasm");
  const all = (file) => `export * from ${JSON.stringify(join(own, file))};`;
  const parts = {
    bundle: weigh(await bundle(all("index.js"), folder)),
    wasm: weigh(readFileSync(join(own, "pulse_wasm.wasm"))),
    glue: weigh(await bundle(all("workerd.js"), folder, { external: ["*.wasm"] })),
  };
  return { unit: "bytes", subjects, parts };
}

await main(import.meta.url, measure);
