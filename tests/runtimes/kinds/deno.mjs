// Deno, which is granted 127.0.0.1 and nothing else.
import { binary, version } from "../install.mjs";
import { permissions } from "./deno-permissions.mjs";
import { processKind } from "./process.mjs";

export const run = (file, ...granted) => [
  binary(".bin/deno"),
  "run",
  "--no-prompt",
  "--allow-net=127.0.0.1",
  ...granted,
  file,
];

/** Grants a script its variables, and what `require` and a debugger need if it uses them. */
function script(file, source, env) {
  const granted = Object.keys(env).length > 0 ? [`--allow-env=${Object.keys(env)}`] : [];
  if (source.includes("createRequire")) granted.push("--allow-read");
  if (source.includes("node:inspector")) granted.push("--allow-sys");
  return run(file, ...granted);
}

export const deno = processKind(
  () => {
    binary("deno");
    return version("deno");
  },
  (file) => run(file),
  script,
  permissions,
);
