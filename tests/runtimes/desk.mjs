// A server on 127.0.0.1 to which a runtime under test reports its results, and which serves its files too.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "../conformance/script.mjs";
import { pages } from "../support/pages.mjs";

/** A runtime that takes longer is considered hung. */
const LIMIT_IN_MILLIS = 180_000;

/**
 * @param {string} folder what is served
 * @param {Record<string, { body: string }>} made further files
 * @param {{ project: string, scriptCommand?: (file: string, source: string, env: object) => string[] }} scripts
 *   how the runtime runs a script, and where scripts are written
 */
export async function desk(folder, made, { project, scriptCommand }) {
  const waiting = new Map();
  let scripts = 0;

  async function script({ source, env }) {
    const file = join(project, `script-${process.pid}-${++scripts}.mjs`);
    writeFileSync(file, source);
    const [command, ...args] = scriptCommand(file, source, env);
    return runScript(command, args, env);
  }

  const site = await pages(folder, made, async (path, body) => {
    if (path === "/script") return script(body);
    if (path === "/clock") return { now: performance.now() };
    waiting.get(path)?.(body);
    return {};
  });

  return {
    url: site.url,
    stop: site.stop,

    /** What is reported at `path` after `start` has begun the work; its `ended` rejects when nothing more can be reported. */
    async handedIn(path, start) {
      let timer;
      const answer = new Promise((resolve, reject) => {
        waiting.set(path, resolve);
        waiting.set("/failed", ({ error, where }) => reject(new Error(`${where}: ${error}`)));
        timer = setTimeout(
          () => reject(new Error(`nothing was handed in within ${LIMIT_IN_MILLIS} ms`)),
          LIMIT_IN_MILLIS,
        );
      });
      answer.catch(() => {});
      try {
        const { ended } = (await start()) ?? {};
        return await Promise.race(ended ? [answer, ended] : [answer]);
      } finally {
        clearTimeout(timer);
        waiting.delete(path);
      }
    },
  };
}
