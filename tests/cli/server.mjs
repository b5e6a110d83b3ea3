// The emulator that a file of tests runs the command against.
import { after, before } from "node:test";
import { emulator } from "../support/emulator.mjs";

/** Starts one before the tests of a file and stops it after them; `url` is set once the tests run. */
export function server(flags) {
  const own = {};
  const ask = async (method, path, body) => {
    const response = await fetch(own.url + path, { method, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  };
  before(async () => {
    own.running = await emulator(flags);
    own.url = own.running.url;
  });
  after(() => own.running?.stop());
  return Object.assign(own, {
    /** Creates jobs with the given ids, which take ten minutes unless told otherwise. */
    async jobs(ids, life = {}) {
      for (const jobId of ids) await own.running.job({ pendingMs: 600_000, ...life, jobId });
      return ids;
    },

    /** Registers a fault for the next requests for a job, or for any. */
    fault: (fault) => ask("POST", "/_emulator/faults", fault),
    heal: () => ask("DELETE", "/_emulator/faults"),
    forget: () => ask("DELETE", "/_emulator/requests"),

    state: (jobId) => own.running.state(jobId),

    /** Method and job of each request since `forget`, in order. */
    async requests() {
      return (await own.running.requests()).map(({ method, jobId }) => `${method} ${jobId}`);
    },

    /** The requests as they were recorded. */
    record: () => own.running.requests(),
  });
}
