// The package's types under tsc --strict: each TypeScript, each way of finding modules, with the DOM and without.
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { project, root } from "../project.mjs";
import { binary, install } from "../runtimes/install.mjs";
import { COMPILERS, judgeIn } from "./judge.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const folder = project();

const SURFACE = "surface.ts";
const EXACT = "exact.ts";
const WORKERS = "workers.ts";
const OF_NODE = "proxy-node.ts";
const MODULES = [
  "client.ts",
  "calls.ts",
  "bulk.ts",
  "bulk-states.ts",
  "errors.ts",
  "moved.ts",
  "refused.ts",
  "slim.ts",
  "proxy.ts",
  EXACT,
  SURFACE,
];
/** What a program in Bun or Deno uses. */
const OF_RUNTIMES = [
  "client.ts",
  "calls.ts",
  "bulk.ts",
  "bulk-states.ts",
  "errors.ts",
  "proxy.ts",
  EXACT,
];
const HELPER = "holds.ts";
const { judge, count, end } = judgeIn(folder, HELPER);
const COMMONJS = "commonjs.cts";
const BARE = "bare.ts";
for (const file of [...MODULES, HELPER, COMMONJS, BARE, WORKERS, OF_NODE])
  if (file !== SURFACE) copyFileSync(join(here, file), join(folder, file));

/** Names as an object of them all: one too many or too few does not compile. */
const record = (names) => JSON.stringify(Object.fromEntries(names.map((name) => [name, 1])));

// The types name exactly the values that the package has when it runs.
const require = createRequire(join(folder, "index.js"));
const running = require("pulse-wasm");
writeFileSync(
  join(folder, SURFACE),
  `import * as pulse from "pulse-wasm";
import * as proxy from "pulse-wasm/proxy";
import * as slim from "pulse-wasm/slim";
export const served: Record<keyof typeof proxy, 1> = ${record(Object.keys(require("pulse-wasm/proxy")))};
export const apart: Record<keyof typeof slim, 1> = ${record(Object.keys(require("pulse-wasm/slim")))};
export const top: Record<keyof typeof pulse, 1> = ${record(Object.keys(running))};
export const inside: Record<keyof typeof pulse.Pulse, 1> = ${record(Object.keys(running.Pulse))};
export const states: { [Name in keyof typeof pulse.JobStatus]: (typeof pulse.JobStatus)[Name] } = ${JSON.stringify(running.JobStatus)};
export const places: typeof pulse.PulseEnvironment = ${JSON.stringify(running.PulseEnvironment)};
`,
);

const DOM = { lib: ["es2022", "dom", "dom.iterable"], types: [] };
const NODE = { lib: ["es2022"], types: ["node"], typeRoots: [join(root, "node_modules/@types")] };
const CLOUDFLARE = {
  lib: ["es2022"],
  types: ["@cloudflare/workers-types"],
  typeRoots: [join(root, "node_modules")],
};
const BUNDLER = { module: "esnext", moduleResolution: "bundler" };
const NEITHER = { lib: ["es2022"], types: [] };

for (const compiler of COMPILERS) {
  for (const [module, moduleResolution] of [
    ["node16", "node16"],
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]) {
    // `import x = require()` is not for a bundler's modules.
    const files = moduleResolution === "bundler" ? MODULES : [...MODULES, COMMONJS];
    for (const [name, around, more] of [
      ["with the DOM", DOM, []],
      ["with Node's types alone", NODE, [OF_NODE]],
    ]) {
      judge(`${compiler}, ${moduleResolution}, ${name}`, compiler, [...files, ...more], {
        module,
        moduleResolution,
        ...around,
      });
    }
  }
  judge(`${compiler}, with neither the DOM's types nor Node's`, compiler, [BARE], {
    module: "nodenext",
    ...NEITHER,
  });
  for (const extra of [
    { exactOptionalPropertyTypes: true },
    {
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
    },
  ]) {
    const name = Object.keys(extra).join(" and ");
    judge(`${compiler}, ${name}`, compiler, [EXACT], { ...BUNDLER, ...DOM, ...extra });
  }
}

// The least TypeScript that the types are for. Of node's types this one's version wants a later one.
for (const [name, around] of [
  ["with the DOM", DOM],
  ["with neither", NEITHER],
]) {
  // `using`, which client.ts has, came with 5.2.
  const later = [SURFACE, "client.ts"];
  const files = around === DOM ? MODULES.filter((file) => !later.includes(file)) : [BARE];
  judge(`TypeScript 5.0, ${name}`, "typescript-5.0", files, { ...BUNDLER, ...around });
}
judge("with the types of Cloudflare's Workers", "typescript-5", [WORKERS], {
  ...BUNDLER,
  ...CLOUDFLARE,
});
// Its own declarations and Node's contradict each other here and there, which is not for this package to mend.
for (const compiler of COMPILERS)
  judge(`${compiler}, with Bun's types`, compiler, OF_RUNTIMES, {
    ...BUNDLER,
    lib: ["esnext"],
    types: ["bun-types"],
    typeRoots: [join(root, "node_modules")],
    skipLibCheck: true,
  });
withDeno();

end();

/** Deno's own compiler, with Deno's own types. */
function withDeno() {
  install();
  const folder = join(root, "target/types-deno");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  for (const name of ["@types/node", "undici-types"])
    cpSync(join(root, "node_modules", name), join(folder, "node_modules", name), {
      recursive: true,
    });
  const installed = dirname(require.resolve("pulse-wasm/package.json"));
  cpSync(installed, join(folder, "node_modules/pulse-wasm"), { recursive: true });
  const dependencies = { "@types/node": "*", "pulse-wasm": "*" };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", dependencies }));
  for (const file of [...OF_RUNTIMES, HELPER]) copyFileSync(join(here, file), join(folder, file));
  for (const file of OF_RUNTIMES) {
    const { status, stderr } = spawnSync(
      binary(".bin/deno"),
      ["check", "--quiet", "--sloppy-imports", "--node-modules-dir=manual", file],
      { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
    );
    count(file, "deno check, with Deno's types", status === 0 ? [] : [stderr.trim()]);
  }
}
