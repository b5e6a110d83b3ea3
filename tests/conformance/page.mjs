// The conformance suite in a page: runs the cases and leaves the results where the runner looks for them.
import { loadCases } from "./cases.mjs";
import { runCases } from "./harness.mjs";
import { checkLines } from "./lines-check.mjs";

const settings = await (await fetch("/settings.json")).json();
let copies = 0;
const clock = performance.now.bind(performance);

const runtime = {
  ...settings,
  has: [],
  // A browser opens six connections to a host, and the cases' own questions to the emulator need some.
  atOnce: 4,
  now: clock,
  isBrowser: true,
  /** What a developer tool shows: all properties, at any depth. */
  inspect(value) {
    const seen = new Set();
    const tell = (held) => {
      if (typeof held !== "object" && typeof held !== "function") return String(held);
      if (held === null || seen.has(held)) return "…";
      seen.add(held);
      return Reflect.ownKeys(held)
        .map(
          (name) => `${String(name)}: ${tell(Object.getOwnPropertyDescriptor(held, name).value)}`,
        )
        .join(", ");
    };
    return tell(value);
  },
  freshCopy: () => import(`/pkg/index.js?copy=${++copies}`),
  onUnhandled(tell) {
    const rejected = (event) => {
      event.preventDefault();
      tell(event.reason);
    };
    const thrown = (event) => tell(event.error);
    addEventListener("unhandledrejection", rejected);
    addEventListener("error", thrown);
    return () => {
      removeEventListener("unhandledrejection", rejected);
      removeEventListener("error", thrown);
    };
  },
};

try {
  const pulse = await import("/pkg/index.js");
  const cases = await loadCases();
  const results = await runCases(cases, pulse, runtime);
  results.push(checkLines(cases));
  globalThis.conformance = results;
} catch (error) {
  globalThis.conformance = [{ name: "the page runs", failed: String(error?.stack ?? error) }];
}
