// What the runtimes have in common that are processes: each program is one, and its death is told at once.
import { started } from "../../support/started.mjs";

/** A kind whose programs run by `command(file)`; `scriptCommand` adds what a script may need more. */
export const processKind = (version, command, scriptCommand = command, more) => ({
  scriptCommand,
  async start({ settings, files, url }) {
    const programs = files.programs(settings, url);
    const running = [];
    const run = (file) => () => {
      const [program, ...args] = command(file);
      const one = started(program, args);
      running.push(one);
      return one;
    };
    return {
      version: version(),
      firstCall: run(programs.firstCall),
      suite: run(programs.suite),
      more: more && (() => more(files)),
      stop: () => {
        for (const one of running) one.end();
      },
    };
  },
});
