// What runtimes that are processes have in common: each program is a process, whose exit is reported at once.
import { started } from "../../support/started.mjs";

/** A kind whose programs run by `command(file)`; `scriptCommand` adds what a script needs beyond that. */
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
