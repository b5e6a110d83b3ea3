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

/** A script is granted the variables that it is given, `require` what it reads, and a debugger itself. */
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
