// The types of what `wasm-pack build` makes, without any flag, for Node and for the web, under tsc --strict.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../project.mjs";
import { COMPILERS, judgeIn } from "./judge.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(root, "target/types");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const HELPER = "holds.ts";
const { judge, end } = judgeIn(folder, HELPER);

const AROUND = { module: "nodenext", types: [] };
const TARGETS = {
  nodejs: { files: ["crate.ts"], lib: ["es2022", "dom"] },
  web: { files: ["crate.ts", "crate-web.ts"], lib: ["es2022", "dom"] },
};
for (const file of [HELPER, "crate.ts", "crate-web.ts"])
  copyFileSync(join(here, file), join(folder, file));
writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));

for (const [target, { files, lib }] of Object.entries(TARGETS)) {
  const output = join(folder, "node_modules/pulse-wasm");
  rmSync(output, { recursive: true, force: true });
  // --dev, since no type hangs on how the module is optimised.
  const words = ["build", "--dev", "--mode", "no-install", "--target", target];
  execFileSync("wasm-pack", [...words, "--out-dir", output], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (const compiler of COMPILERS)
    judge(`${compiler}, wasm-pack --target ${target}`, compiler, files, { ...AROUND, lib });
}
end();
