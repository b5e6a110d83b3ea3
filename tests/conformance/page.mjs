// The conformance suite in a page: runs the cases and leaves the results where the runner looks for them.
import { loadCases } from "./cases.mjs";
import { runCases } from "./harness.mjs";
import { checkLines } from "./lines-check.mjs";
import { webRuntime } from "./web.mjs";

let copies = 0;

try {
  const settings = await (await fetch("/settings.json")).json();
  const runtime = webRuntime(settings, () => import(`/pkg/index.js?copy=${++copies}`));
  const pulse = await import("/pkg/index.js");
  const cases = loadCases();
  const results = await runCases(cases, pulse, runtime);
  results.push(checkLines(cases));
  globalThis.conformance = results;
} catch (error) {
  globalThis.conformance = [{ name: "the page runs", failed: String(error?.stack ?? error) }];
}
