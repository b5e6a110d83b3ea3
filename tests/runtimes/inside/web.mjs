// The suite and the first call where the web's own globals are: in a page and in a web worker.
import { loadCases } from "../../conformance/cases.mjs";
import { runCases } from "../../conformance/harness.mjs";
import { webRuntime } from "../../conformance/web.mjs";

export async function suite(pulse, freshCopy) {
  const settings = await (await fetch("/settings.json")).json();
  const cases = loadCases();
  return runCases(cases, pulse, webRuntime(settings, freshCopy));
}

export async function suiteByImport() {
  let copies = 0;
  return suite(await import("/pkg/index.js"), () => import(`/pkg/copy-${++copies}.js`));
}
