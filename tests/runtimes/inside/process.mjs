// The suite in a runtime that is a process or a thread of one: Node, Deno, Bun, a worker_thread.
import process from "node:process";
import { inspect } from "node:util";
import { loadCases } from "../../conformance/cases.mjs";
import { runCases } from "../../conformance/harness.mjs";
import { handIn } from "./first-call.mjs";

export async function runSuite(pulse, copies, settings) {
  let used = 0;
  const runtime = {
    ...settings,
    has: globalThis.Bun ? ["process"] : ["process", "inspector"],
    atOnce: 16,
    now: performance.now.bind(performance),
    isBrowser: false,
    namesItself: true,
    inspect: (value) => inspect(value, { depth: Infinity, showHidden: true, getters: true }),
    script: (source, env) => handIn(settings.desk, "/script", { source, env }),
    freshCopy: () => copies[used++](),
    onUnhandled(tell) {
      const events = ["unhandledRejection", "uncaughtException"];
      for (const event of events) process.on(event, tell);
      return () => {
        for (const event of events) process.off(event, tell);
      };
    },
  };
  // Deno sets up its streams when they are first used, and would take what a case puts in their place for the platform's.
  await new Response(new Blob(["x"]).stream()).clone().text();
  const cases = loadCases();
  const results = await runCases(
    cases,
    pulse,
    runtime,
    settings.trace ? (r) => console.error("ended", r.name) : undefined,
  );
  await handIn(settings.desk, "/suite", results);
  // A call that a failed case left pending must not keep the process alive.
  process.exit();
}
