// Strict projects under each TypeScript from 5.0 on, with skipLibCheck off and every check on that a version has.
import { readFileSync, rmSync, writeFileSync } from "node:fs";

export const quick = false;
export const label = "TypeScript";

const VERSIONS = ["5.0", "5.2", "5.5", "5.9", "6.0", "7.0"];

/** All that makes a compiler stricter, since 5.0; newer options are given to those that know them. */
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  useUnknownInCatchVariables: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  forceConsistentCasingInFileNames: true,
  skipLibCheck: false,
  noEmit: true,
  types: [],
};
const SINCE = { noUncheckedSideEffectImports: 5.6 };

/** The ways in which projects look packages up, and the libraries they have. */
const PROJECTS = {
  "for a bundler, with the DOM": {
    module: "esnext",
    moduleResolution: "bundler",
    target: "es2022",
    lib: ["es2022", "dom", "dom.iterable"],
  },
  "for Node, ESM and CommonJS": {
    module: "node16",
    moduleResolution: "node16",
    target: "es2022",
    lib: ["es2022", "dom", "dom.iterable"],
  },
  "without the DOM": {
    module: "node16",
    moduleResolution: "node16",
    target: "es2022",
    lib: ["es2022"],
  },
};

async function compiled(t, version) {
  // Versions have their compiler in different places.
  const folder = t.at(`node_modules/typescript-${version}`);
  const { bin } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const newer = Object.keys(SINCE).filter((name) => Number(version) >= SINCE[name]);
  const options = { ...STRICT, ...Object.fromEntries(newer.map((name) => [name, true])) };
  const problems = [];
  for (const [name, project] of Object.entries(PROJECTS)) {
    const files = ["app.mts", "moved.mts"];
    if (project.module === "node16") files.push("app.cts");
    if (project.lib.includes("dom")) files.push("page.mts");
    const file = t.at(`tsconfig.${version}.json`);
    writeFileSync(file, JSON.stringify({ compilerOptions: { ...options, ...project }, files }));
    await t
      .run(process.execPath, [`${folder}/${bin.tsc}`, "-p", file])
      .catch(({ message }) => problems.push(`${name}: ${message}`));
    rmSync(file);
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

export const cases = Object.fromEntries(
  VERSIONS.map((version) => [`${version}, strict`, (t) => compiled(t, version)]),
);
