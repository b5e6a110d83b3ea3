// Deno: run with no permission but the ones a program needs anyway, and compiled into one executable.
import { Skip } from "../../support/trial.mjs";

export const quick = false;

const PERMISSIONS = ["--allow-net=127.0.0.1", "--allow-env=JOB,API", "--no-prompt"];

/** `deno compile` fetches its runtime from Deno's own host, once; no package registry has it. */
const unreachable = /Download https:\S+denort[\s\S]*error sending request/;

export const cases = {
  "deno run": (t) => t.program("deno", ["run", ...PERMISSIONS, "src/script.js"]),
  async "deno compile"(t) {
    const words = ["compile", ...PERMISSIONS, "--output", "program", "src/script.js"];
    await t.run("deno", words).catch((error) => {
      if (unreachable.test(error.message)) {
        throw new Skip(
          "the runtime it builds upon comes from Deno's host alone, out of reach here",
        );
      }
      throw error;
    });
    await t.program(t.at("program"));
  },
};
