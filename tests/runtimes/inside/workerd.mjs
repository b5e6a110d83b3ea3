// The suite in workerd, where timers and requests exist only inside a handler, and time stands still between requests.
import { loadCases } from "../../conformance/cases.mjs";
import { runCases } from "../../conformance/harness.mjs";
import { webRuntime } from "../../conformance/web.mjs";
import { firstCall, handIn } from "./first-call.mjs";

let used = 0;
function freshCopy() {
  const path = `./copy-${++used}.js`;
  return import(path);
}

async function suite(settings) {
  const pulse = await import("./pulse.js");
  const cases = loadCases();
  // Without `process`, a worker looks like a browser's, and its client sends no user-agent.
  const namesItself = !!globalThis.process;
  const runtime = { ...webRuntime(settings, freshCopy), isBrowser: false, namesItself };
  const results = await runCases(cases, pulse, runtime);
  await handIn(settings.desk, "/suite", results);
}

/** Measured by the desk's clock, less the time that a request to it takes. */
async function timed({ desk }) {
  const mark = async () => (await handIn(desk, "/clock", {})).now;
  await mark();
  const begun = await mark();
  await firstCall(() => import("./pulse.js"));
  const ended = await mark();
  const after = await mark();
  const milliseconds = Math.max(0, ended - begun - (after - ended));
  await handIn(desk, "/first-call", milliseconds);
}

export default {
  async fetch(request) {
    const settings = await request.json();
    await (new URL(request.url).pathname === "/suite" ? suite(settings) : timed(settings));
    return new Response();
  },
};
