// What a runtime loads, laid out in a separate folder inside a project that has the package.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** As many fresh copies as the cases ask for, and a few more. */
export const COPIES = 16;

export function layOut(project, name) {
  const label = name.replaceAll(/\W+/g, "-").toLowerCase();
  const folder = mkdtempSync(join(project, `runtime-${label}-`));
  const packed = (file) => readFileSync(join(project, "node_modules/pulse-wasm", file), "utf8");
  const index = packed("index.js");
  const copies = {};
  for (let i = 1; i <= COPIES; i++) copies[`copy-${i}.js`] = index;
  return {
    folder,
    copies,
    /** What a server serves. */
    served: { "index.js": index, "index.cjs": packed("index.cjs"), ...copies },

    write(file, text) {
      const path = join(folder, file);
      writeFileSync(path, text);
      return path;
    },

    /** The programs of a runtime with a file system; their imports are literal, so that Deno needs no permission. */
    programs(settings, url) {
      for (const [file, text] of Object.entries(copies)) this.write(file, text);
      const entry = this.write("entry.mjs", 'export * from "pulse-wasm";\n');
      const inside = (file) => JSON.stringify(new URL(`inside/${file}`, import.meta.url));
      const loaders = Object.keys(copies).map((file) => `() => import("./${file}")`);
      const suite = [
        'import * as pulse from "pulse-wasm";',
        `import { runSuite } from ${inside("process.mjs")};`,
        `const copies = [${loaders}];`,
        `await runSuite(pulse, copies, ${JSON.stringify({ ...settings, entry, desk: url })});`,
      ];
      const firstCall = [
        `import { handIn, timeFirstCall } from ${inside("first-call.mjs")};`,
        'const milliseconds = await timeFirstCall(() => import("pulse-wasm"));',
        `await handIn(${JSON.stringify(url)}, "/first-call", milliseconds);`,
      ];
      return {
        suite: this.write("suite.mjs", suite.join("\n")),
        firstCall: this.write("first-call.mjs", firstCall.join("\n")),
      };
    },

    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
