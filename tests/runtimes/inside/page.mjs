// A page that runs what its URL asks for: page.html?in=page|web-worker|service-worker&what=suite|first-call
import { handOver } from "./hand-over.mjs";

const asked = new URLSearchParams(location.search);
const what = asked.get("what");
const script = `${asked.get("in")}-${what}.mjs`;

/** A worker reports its own results; only its failure is reported here. */
const places = {
  page: async () => (await import(`./${script}`)).default(),

  "web-worker": () =>
    new Promise((_, reject) => {
      new Worker(script, { type: "module" }).addEventListener("error", reject);
    }),

  async "service-worker"() {
    const registration = await navigator.serviceWorker.register(script, { type: "module" });
    const { installing, waiting, active } = registration;
    (installing ?? waiting ?? active).postMessage(what);
    return new Promise(() => {});
  },
};

await handOver(what, places[asked.get("in")]);
