// The promise of a call, as callers hold it: more than once, late, together with others, and with its response.

const KEYS = ["status", "statusText", "headers", "url", "redirected", "type"];

export default [
  {
    name: "withRawResponse may be asked for early, late and often, and sends nothing more",
    line: ["ResponsePromise"],
    async run(t) {
      const jobId = await t.emulator.job();
      const promise = t.client().cancelJob(jobId);
      const early = [promise.withRawResponse(), promise.withRawResponse()];
      const data = await promise;
      const all = [...(await Promise.all(early)), await promise.withRawResponse()];
      for (const one of all) {
        t.ok(one.data === data, "the same data");
        t.equal([one.rawResponse.status, one.rawResponse.url], [200, `${t.baseUrl}/job/${jobId}`]);
      }
      t.equal((await t.emulator.requests(jobId)).length, 1);
    },
  },
  {
    name: "rawResponse has what describes a response, and no body to read a second time",
    line: ["ResponsePromise", "error fields"],
    async run(t) {
      const jobId = await t.emulator.job();
      const { rawResponse } = await t.client().cancelJob(jobId).withRawResponse();
      const error = await t.rejects(t.client().cancelJob(t.newId()), t.pulse.NotFoundError);
      for (const raw of [rawResponse, error.rawResponse]) {
        for (const name of KEYS) t.ok(raw[name] !== undefined, name);
        for (const name of ["body", "bodyUsed", "ok", "text", "json", "clone"])
          t.ok(!(name in raw), `no ${name}`);
        t.match(raw.headers.get("Content-TYPE"), /json/, "in any letter case");
        t.equal([raw.headers.has("x-nothing"), raw.headers.get("x-nothing")], [false, null]);
        t.ok(new Map(raw.headers.entries()).has("content-type"), "entries");
      }
    },
  },
  {
    name: "the response of a call that was retried is its last one, of a success as of an error",
    line: ["ResponsePromise", "error fields"],
    clock: true,
    async run(t) {
      const first = t.problem(503, "FIRST", { "x-which": "first", "retry-after": "0" });
      const good = t.over(
        t.stubFetch(first, t.reply(202, { job_id: "j", message: "m" }, { "x-which": "last" })),
      );
      const promise = good.cancelJob("j").withRawResponse();
      await t.clock.run(promise);
      const { data, rawResponse } = await promise;
      t.equal(data, { job_id: "j", message: "m" });
      t.equal([rawResponse.status, rawResponse.headers.get("x-which")], [202, "last"]);
      const bad = t.over(t.stubFetch(first, t.problem(410, "LAST", { "x-which": "last" })));
      const failing = bad.cancelJob("j");
      const failed = t.rejects(failing, t.pulse.GoneError, { code: "LAST", attempts: 2 });
      await t.clock.run(failing);
      const { rawResponse: raw } = await failed;
      t.equal([raw.status, raw.headers.get("x-which")], [410, "last"]);
    },
  },
  {
    name: "calls serve Promise.all, allSettled, race and any, and may be returned by an async function",
    line: ["ResponsePromise"],
    async run(t) {
      const client = t.over(async (url) => {
        const id = url.split("/").pop();
        if (id === "never") return new Promise(() => {});
        return id === "bad" ? t.problem(404, "JOB_001") : t.cancelled(id);
      });
      const never = new AbortController();
      const pending = client.cancelJob("never", { signal: never.signal });
      const call = (id) => client.cancelJob(id);
      t.equal(
        (await Promise.all([call("a"), call("b")])).map(({ job_id }) => job_id),
        ["a", "b"],
      );
      t.equal(
        (await Promise.allSettled([call("a"), call("bad")])).map(({ status }) => status),
        ["fulfilled", "rejected"],
      );
      t.equal((await Promise.race([pending, call("a")])).job_id, "a");
      t.equal((await Promise.any([pending, call("bad"), call("b")])).job_id, "b");
      const returned = async () => call("c");
      t.equal((await returned()).job_id, "c");
      never.abort();
      await t.rejects(pending, t.pulse.PulseAbortError);
    },
  },
  {
    name: "what a call gives is the server's object, of a prototype like any, and each call's own",
    line: ["cancelJob", "getJob", "Success"],
    async run(t) {
      const client = t.over(async (url) => t.job("pending", { job_id: url.split("/").pop() }));
      const [one, two] = [
        await client.jobs.getJob({ jobId: "a" }),
        await client.jobs.getJob({ jobId: "a" }),
      ];
      t.equal(Object.keys(one).sort(), ["created_at", "job_id", "status"]);
      t.ok(Object.getPrototypeOf(one) === Object.prototype, "a plain object");
      one.status = "changed";
      t.equal([one === two, two.status], [false, "pending"]);
    },
  },
  {
    name: "an onUpdate that changes the state it is told of neither ends nor prolongs the wait",
    line: ["waitForJob", "handler that throws"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(
        t.job("processing", { job_id: "j" }),
        t.job("processing", { job_id: "j" }),
        t.job("completed", { job_id: "j" }),
      );
      const seen = [];
      const onUpdate = (job) => {
        seen.push(job.status);
        job.status = job.status === "processing" ? "completed" : "processing";
      };
      const promise = t.over(fetch).jobs.waitForJob({ jobId: "j" }, { onUpdate });
      await t.clock.run(promise);
      await promise;
      t.equal([seen, fetch.calls.length], [["processing", "processing", "completed"], 3]);
    },
  },
  {
    name: "an async function that returns a run gives its summary, and one that returns it in an object the run",
    line: ["BulkCancellation"],
    async run(t) {
      const { jobs } = t.over(async () => t.cancelled());
      const begin = async () => jobs.cancelJobs(["a", "b"]);
      t.equal((await begin()).cancelled, 2);
      const { run } = await (async () => ({ run: jobs.cancelJobs(["a", "b", "c"]) }))();
      const seen = [];
      for await (const { jobId, status } of run) seen.push(`${jobId} ${status}`);
      t.equal(seen.sort(), ["a fulfilled", "b fulfilled", "c fulfilled"]);
    },
  },
];
