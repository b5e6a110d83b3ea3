// Compiles files with tsc --strict and counts each as a case: its own complaints count against it, and those of nobody.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../project.mjs";

/** The newest TypeScript, and the major before it. */
export const COMPILERS = ["typescript", "typescript-5"];

/** What tsc says of a project, a line each; a failure without a word is one too. `words` are further options. */
export function complaints(compiler, folder, config, words = []) {
  const script = join(root, "node_modules", compiler, "bin/tsc");
  const { status, stdout, stderr } = spawnSync(
    "node",
    [script, "--pretty", "false", "-p", config, ...words],
    { cwd: folder, encoding: "utf8" },
  );
  const lines = `${stdout}${stderr}`.split("\n").filter((line) => line.trim());
  if (status !== 0 && lines.length === 0)
    lines.push(`the compiler ended with ${status} and said nothing`);
  return lines;
}

/** Judges files of a folder, all of which may import `helper`; `count` counts what was judged elsewhere, `end` prints how many passed. */
export function judgeIn(folder, helper) {
  let passed = 0;
  let failed = 0;

  function judge(what, compiler, files, options) {
    const config = join(folder, "tsconfig.json");
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: "es2022",
      skipLibCheck: false,
      ...options,
    };
    writeFileSync(config, JSON.stringify({ files, compilerOptions }));
    const lines = complaints(compiler, folder, config);
    const mine = (file) => (line) => line.startsWith(`${file}(`);
    const strangers = lines.filter((line) => ![...files, helper].some((file) => mine(file)(line)));
    for (const file of files) {
      const found = [...lines.filter(mine(file)), ...lines.filter(mine(helper)), ...strangers];
      count(file, what, found);
    }
  }

  /** Counts a case, and says what was `found` against it. */
  function count(file, what, found) {
    if (found.length === 0) passed++;
    else failed++;
    console.log(`${found.length === 0 ? "ok    " : "FAILED"} ${file}: ${what}`);
    for (const line of found) console.log(`       ${line}`);
  }

  function end() {
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed ? 1 : 0;
  }

  return { judge, count, end };
}
