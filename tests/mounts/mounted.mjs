// The programs of docs/proxy.md, each started as it stands there in a project whose proxy is that of shared/pulse.mjs.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../project.mjs";
import { holdsIn } from "../proxy/checks.mjs";
import { blocks } from "../readme/blocks.mjs";
import { freePort } from "../support/trial.mjs";

const shared = join(dirname(fileURLToPath(import.meta.url)), "shared");
const documented = blocks(readFileSync(join(root, "docs/proxy.md"), "utf8"));

/** How long a program may take to listen. */
const PATIENCE = 60_000;

/** Writes a program of the document into a project, and the proxy that it imports to the project's top. */
export function write(t, name, path = name) {
  const block = documented.find((one) => one.name === name);
  if (!block) throw new Error(`docs/proxy.md has no ${name}`);
  mkdirSync(dirname(t.at(path)), { recursive: true });
  writeFileSync(t.at(path), block.code);
  copyFileSync(join(shared, "pulse.mjs"), t.at("pulse.mjs"));
}

/**
 * What the proxy promises holds of a program that takes its port from `PORT`, or from its arguments.
 * @param {object} t
 * @param {(port: string, env: Record<string, string>) => string[] | Promise<string[]>} command it may add to the environment
 * @param {string[]} [but] the checks that do not count
 * @param {string} [base] the proxy's basePath
 */
export const holds = (t, command, but, base) =>
  holdsIn(
    async (env, use) => {
      const port = `${await freePort()}`;
      const [program, ...args] = await command(port, env);
      const origin = `http://127.0.0.1:${port}`;
      const ready = async () => {
        await listening(origin);
        await use(origin);
      };
      await t.serving(program, args, /(?:)/, ready, { ...env, PORT: port });
    },
    but,
    base,
  );

/**
 * A case: the same of a program of the document.
 * @param {string} name its file
 * @param {(file: string) => string[]} command what runs it
 * @param {string[]} [but]
 */
export const mounted = (name, command, but) => (t) => {
  write(t, name);
  return holds(t, () => command(t.at(name)), but);
};

async function listening(origin) {
  for (const begun = Date.now(); ; ) {
    try {
      await fetch(origin);
      return;
    } catch (error) {
      if (Date.now() - begun > PATIENCE) throw error;
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }
}
