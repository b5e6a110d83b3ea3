// What a case can do with the emulator: create jobs, register faults, and read the recorded requests.

/** Looked up once: a case may put its own fetch in place of the runtime's. */
const fetch = globalThis.fetch.bind(globalThis);

export function emulator(baseUrl, t) {
  const ask = async (method, path, body) => {
    const response = await fetch(baseUrl + path, { method, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
  return {
    /** Creates a job and returns its id. */
    async job(life = {}) {
      const jobId = life.jobId ?? t.newId();
      await ask("POST", "/_emulator/jobs", { pendingMs: 600_000, ...life, jobId });
      return jobId;
    },

    /** Registers a fault for the next requests for a job. */
    fault: (jobId, fault) => ask("POST", "/_emulator/faults", { jobId, ...fault }),

    /** A new id with a fault for its next requests; there is no job with that id. */
    async faulty(fault) {
      const jobId = t.newId();
      // An answer about j is about this job.
      const text = JSON.stringify({ jobId, times: 0, ...fault });
      const about = text.replace(String.raw`\"job_id\":\"j\"`, String.raw`\"job_id\":\"${jobId}\"`);
      await ask("POST", "/_emulator/faults", JSON.parse(about));
      return jobId;
    },

    /** The requests for a job, without preflights. */
    async requests(jobId) {
      const { requests } = await ask(
        "GET",
        `/_emulator/requests?jobId=${encodeURIComponent(jobId)}`,
      );
      return requests.filter((request) => request.method !== "OPTIONS");
    },

    /** The preflights for a job. */
    async preflights(jobId) {
      const { requests } = await ask(
        "GET",
        `/_emulator/requests?jobId=${encodeURIComponent(jobId)}`,
      );
      return requests.filter((request) => request.method === "OPTIONS");
    },

    /** The requests that carried a key. */
    async withKey(key) {
      return (await ask("GET", `/_emulator/requests?key=${encodeURIComponent(key)}`)).requests;
    },

    /** All requests that `wanted` accepts. */
    async all(wanted) {
      return (await ask("GET", "/_emulator/requests")).requests.filter(wanted);
    },

    /** Waits until the requests recorded for a job satisfy `done`, and returns them. */
    async until(jobId, done) {
      for (let i = 0; i < 400; i++) {
        const requests = await this.requests(jobId);
        if (done(requests)) return requests;
        await t.sleep(10);
      }
      return t.fail(`the emulator's record of ${jobId} never came to be as expected`);
    },
  };
}
