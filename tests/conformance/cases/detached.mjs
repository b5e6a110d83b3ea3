// Methods taken off their object, through a Proxy, and replaced by tests; a bulk run as a promise.

export default [
  {
    name: "the methods of a client, of its jobs and of a bulk run work taken off their object",
    line: ["Off their object"],
    async run(t) {
      const client = t.over(t.stubFetch(t.cancelled()));
      const { cancelJob, jobs, free } = client;
      const { cancelJob: cancel, getJob, waitForJob, cancelJobAndWait } = jobs;
      t.equal((await cancelJob("job-1")).job_id, "job-1");
      t.equal((await cancel({ jobId: "job-1" })).job_id, "job-1");
      for (const method of [getJob, waitForJob, cancelJobAndWait]) {
        await t.rejects(method({ jobId: "" }), t.pulse.PulseValidationError);
      }
      const { cancelJobs, getJobs, waitForJobs } = jobs;
      t.equal((await cancelJobs(["job-1"])).cancelled, 1);
      t.equal([(await getJobs([])).total, (await waitForJobs([])).total], [0, 0]);
      free();
      await t.rejects(cancelJob("job-1"), t.pulse.PulseError, { message: /freed/ });
      t.equal(Object.keys(client).concat(Object.keys(jobs)), [], "they are not listed");
    },
  },
  {
    name: "a bulk run's methods work taken off it and through a Proxy",
    line: ["Off their object", "BulkCancellation"],
    async run(t) {
      const { jobs } = t.over(t.stubFetch(t.cancelled()));
      const { then } = jobs.cancelJobs(["job-1"]);
      t.equal(
        await new Promise((resolve, reject) => then(resolve, reject)).then((s) => s.total),
        1,
      );
      const run = new Proxy(jobs.cancelJobs(["a", "b", "c", "d", "e"], { concurrency: 1 }), {});
      const outcomes = [];
      for await (const outcome of run) {
        outcomes.push(outcome.status);
        run.stop();
      }
      t.equal([outcomes[0], outcomes.at(-1)], ["fulfilled", "skipped"]);
    },
  },
  {
    name: "a client and its jobs work through a Proxy that wraps all it gives, as a reactive one does",
    line: ["Off their object"],
    async run(t) {
      const wrap = (target) =>
        new Proxy(target, {
          get(object, name, receiver) {
            const value = Reflect.get(object, name, receiver);
            return typeof value === "object" && value !== null && !(value instanceof Promise)
              ? wrap(value)
              : value;
          },
        });
      const state = wrap({ client: t.over(t.stubFetch(t.cancelled())) });
      t.equal((await state.client.cancelJob("job-1")).job_id, "job-1");
      t.equal((await state.client.jobs.cancelJob({ jobId: "job-1" })).job_id, "job-1");
      t.equal((await state.client.jobs.cancelJobs(["job-1"])).cancelled, 1);
      state.client.free();
    },
  },
  {
    name: "a subclass and a test replace methods, on the object and on the prototype",
    line: ["Off their object"],
    async run(t) {
      const { PulseClient } = t.pulse;
      class Mine extends PulseClient {
        seen = [];
        cancelJob(jobId, options) {
          this.seen.push(jobId);
          return super.cancelJob(jobId, options);
        }
        get jobs() {
          this.seen.push("jobs");
          return super.jobs;
        }
      }
      const mine = new Mine({
        apiKey: null,
        baseUrl: "https://x.test",
        fetch: t.stubFetch(t.cancelled()),
      });
      const { cancelJob } = mine;
      await cancelJob("job-1");
      await mine.jobs.cancelJob({ jobId: "job-1" });
      t.equal(mine.seen, ["job-1", "jobs"]);
      const { jobs } = t.over(t.stubFetch(t.cancelled()));
      jobs.cancelJob = () => "stub";
      t.equal(jobs.cancelJob({ jobId: "j" }), "stub");
      const { prototype } = Object.getPrototypeOf(jobs).constructor;
      const { getJob } = prototype;
      try {
        prototype.getJob = () => "spied";
        t.equal(jobs.getJob({ jobId: "j" }), "spied");
      } finally {
        prototype.getJob = getJob;
      }
    },
  },
  {
    name: "a bulk run is what takes a promise takes: then, catch and finally, and a name",
    line: ["BulkCancellation"],
    async run(t) {
      const { jobs } = t.over(t.stubFetch(t.cancelled()));
      const ids = Array.from({ length: 20 }, (_, index) => `job-${index}`);
      t.equal((await Promise.resolve(jobs.cancelJobs(ids))).cancelled, 20);
      t.equal((await Promise.all([jobs.cancelJobs(ids)]))[0].cancelled, 20);
      const seen = [];
      await jobs
        .cancelJobs(null)
        .then(() => seen.push("then"))
        .catch((error) => seen.push(error.name))
        .finally(() => seen.push("finally"));
      t.equal(seen, ["PulseValidationError", "finally"]);
      t.equal(String(jobs.cancelJobs([])), "[object BulkCancellation]");
    },
  },
  {
    name: "a handler that returns a bulk run does not make it an awaited one",
    line: ["PulseEvent", "BulkCancellation"],
    async run(t) {
      const inner = t.over(t.stubFetch(t.cancelled()));
      let run;
      const outer = t.over(t.stubFetch(t.cancelled()), {
        onEvent: () => (run ??= inner.jobs.cancelJobs(["job-1"])),
      });
      await outer.cancelJob("job-1");
      const outcomes = [];
      for await (const outcome of run) outcomes.push(outcome.jobId);
      t.equal(outcomes, ["job-1"]);
    },
  },
];
