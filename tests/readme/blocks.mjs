// The fenced blocks of the READMEs, and a project that those with a file name are written into.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { project, root } from "../project.mjs";

export const READMES = [
  "README.md",
  "docs/many-jobs.md",
  "docs/loading.md",
  "docs/reference.md",
  "docs/rust.md",
  "docs/from-pulse-ts-sdk.md",
  "pkg-template/README.md",
];

/** The job that the examples cancel. */
export const JOB = "abc123-def456-ghi789";

/** The jobs of the examples that cancel many. */
export const JOBS = ["job-111-aaa", "job-222-bbb"];

/** A text's blocks: language, file name (where the first line has one), whether it runs, and the code. */
export function blocks(text) {
  return [...text.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map(
    ([, language, rest, code]) => {
      const words = rest.trim().split(/\s+/);
      return {
        language,
        name: words.find((word) => word.includes(".")),
        runs: !words.includes("no-run"),
        code,
      };
    },
  );
}

/** What a block says it prints: the texts after `// →`. */
export const promised = (code) =>
  [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text.trim());

export const byReadme = READMES.map((readme) => ({
  readme,
  blocks: blocks(readFileSync(join(root, readme), "utf8")),
}));

/** A project with the tarball and the READMEs' files in it. */
export function projectWithFiles() {
  const folder = project();
  for (const { blocks } of byReadme) {
    for (const { name, code } of blocks) if (name) writeFileSync(join(folder, name), code);
  }
  return folder;
}
