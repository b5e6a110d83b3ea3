// The JavaScript by hand under tsc --checkJs: the client's, what lays out the package, the command, the page. A case a file.
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../project.mjs";
import { COMPILERS, complaints } from "./judge.mjs";

const configs = join(dirname(fileURLToPath(import.meta.url)), "check-js");
let passed = 0;
let failed = 0;

for (const name of readdirSync(configs).sort()) {
  if (name === "base.json") continue;
  const config = join(configs, name);
  for (const compiler of COMPILERS) {
    const listed = complaints(compiler, root, config, ["--listFilesOnly"])
      .map((path) => relative(root, path).split(sep).join("/"))
      .filter(
        (path) =>
          existsSync(join(root, path)) && /^(src|pkg-template|tests\/consumers\/page)\//.test(path),
      );
    // What is said of the line above is set off from the margin.
    const lines = complaints(compiler, root, config);
    const of = (path) => lines.filter((line) => line.startsWith(`${path}(`));
    const strangers = lines.filter(
      (line) => !/^\s/.test(line) && !listed.some((path) => line.startsWith(`${path}(`)),
    );
    if (listed.length === 0) strangers.push(`${name} lists no file`);
    for (const path of listed.length > 0 ? listed : [name]) {
      const found = [...of(path), ...strangers];
      if (found.length === 0) passed++;
      else failed++;
      console.log(`${found.length === 0 ? "ok    " : "FAILED"} ${path}: ${compiler}, ${name}`);
      for (const line of found) console.log(`       ${line}`);
    }
  }
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
