// What the package exports, and the shape that code written for pulse-ts-sdk finds.

const CLASSES = {
  PulseError: "PulseError",
  BadRequestError: "BadRequestError",
  UnauthorizedError: "UnauthorizedError",
  ForbiddenError: "ForbiddenError",
  NotFoundError: "NotFoundError",
  GoneError: "GoneError",
  TooManyRequestsError: "TooManyRequestsError",
  InternalServerError: "InternalServerError",
  PulseTimeoutError: "PulseTimeoutError",
  PulseConnectionError: "PulseConnectionError",
  PulseAbortError: "AbortError",
  PulseValidationError: "PulseValidationError",
};

export default [
  {
    name: "every error class is exported at the top and in the namespace Pulse",
    line: ["exports"],
    async run(t) {
      for (const name of Object.keys(CLASSES)) {
        t.equal(typeof t.pulse[name], "function", name);
        t.ok(t.pulse.Pulse[name] === t.pulse[name], `Pulse.${name} is the same class`);
      }
    },
  },
  {
    name: "every error class is a real subclass of PulseError and of Error",
    line: ["error classes"],
    async run(t) {
      for (const [name, shownName] of Object.entries(CLASSES)) {
        const cause = new Error("why");
        const error = new t.pulse[name]({ message: "what", cause, attempts: 0 });
        t.ok(error instanceof t.pulse[name] && error instanceof t.pulse.PulseError, name);
        t.ok(error instanceof Error, `${name} extends Error`);
        t.equal(error.name, shownName, "name");
        t.equal(error.message, "what", "message");
        t.ok(error.cause === cause, "cause");
        t.ok(typeof error.stack === "string" && error.stack.length > 0, "stack");
      }
    },
  },
  {
    name: "a class of one status is not an instance of another's",
    line: ["error classes"],
    async run(t) {
      const error = new t.pulse.NotFoundError({ message: "x" });
      t.ok(!(error instanceof t.pulse.ForbiddenError), "NotFoundError is no ForbiddenError");
    },
  },
  {
    name: "the classes that a program holds have their own names, for those who print them",
    line: ["exports"],
    async run(t) {
      const client = t.over(t.stubFetch(t.cancelled()));
      const run = client.jobs.cancelJobs(["j"]);
      const names = [
        t.pulse.PulseClient,
        ...[client, client.jobs, run].map((one) => one.constructor),
      ];
      t.equal(
        names.map(({ name }) => name),
        ["PulseClient", "PulseClient", "Jobs", "BulkCancellation"],
      );
      await run;
    },
  },
  {
    name: "JobStatus and PulseEnvironment stand at the top and in the namespace",
    line: ["exports", "JobStatus"],
    async run(t) {
      const { JobStatus, PulseEnvironment, Pulse } = t.pulse;
      t.equal(Object.values(JobStatus).sort(), [
        "canceled",
        "completed",
        "expired",
        "failed",
        "pending",
        "processing",
      ]);
      t.equal(PulseEnvironment.Default, "https://api.runpulse.com");
      t.ok(
        Pulse.JobStatus === JobStatus && Pulse.PulseEnvironment === PulseEnvironment,
        "the same objects",
      );
    },
  },
  {
    name: "code of pulse-ts-sdk works with nothing but the package's name changed",
    line: ["exports", "cancelJob"],
    async run(t) {
      const { Pulse, PulseClient } = t.pulse;
      const client = new PulseClient({
        apiKey: "test-key",
        environment: t.baseUrl,
        timeoutInSeconds: 30,
        maxRetries: 0,
        headers: { "x-trace": "1" },
      });
      const jobId = await t.emulator.job();
      const response = await client.jobs.cancelJob(
        { jobId },
        { timeoutInSeconds: 5, maxRetries: 1, queryParams: { a: "b" } },
      );
      t.equal(response, { job_id: jobId, message: "Job cancelled successfully" });
      const raw = await client.jobs.getJob({ jobId }).withRawResponse();
      t.equal(raw.data.job_id, jobId);
      try {
        await client.jobs.cancelJob({ jobId: t.newId() });
        t.fail("it resolved");
      } catch (error) {
        t.ok(error instanceof Pulse.NotFoundError, "Pulse.NotFoundError");
        t.equal(error.statusCode, 404);
        t.equal(error.body.error.code, error.code);
      }
    },
  },
  {
    name: "cancelJob(jobId) and jobs.cancelJob({ jobId }) send the same request",
    line: ["cancelJob"],
    async run(t) {
      const jobId = await t.emulator.job();
      const client = t.client();
      const first = await client.cancelJob(jobId);
      const second = await client.jobs.cancelJob({ jobId });
      t.equal(first, second);
      const [a, b] = await t.emulator.requests(jobId);
      t.equal([a.method, a.path, a.query], ["DELETE", `/job/${jobId}`, ""]);
      t.equal([b.method, b.path, b.query], [a.method, a.path, a.query]);
      t.equal(b.headers["x-api-key"], "test-key");
    },
  },
  {
    name: "getJob tells the job's state and changes nothing",
    line: ["getJob"],
    async run(t) {
      const jobId = await t.emulator.job();
      const job = await t.client().jobs.getJob({ jobId });
      t.equal([job.job_id, job.status], [jobId, "pending"]);
      const [request] = await t.emulator.requests(jobId);
      t.equal([request.method, request.path], ["GET", `/job/${jobId}`]);
      t.equal((await t.client().jobs.getJob({ jobId })).status, "pending");
    },
  },
  {
    name: "an unknown status passes through and an extra field is kept",
    line: ["JobStatus"],
    async run(t) {
      const body = {
        job_id: "j",
        status: "on_hold",
        created_at: "2026-01-01T00:00:00Z",
        extra: { deep: [1, null] },
      };
      const jobId = await t.emulator.faulty({ status: 200, body: JSON.stringify(body) });
      t.equal(await t.client().jobs.getJob({ jobId }), { ...body, job_id: jobId });
    },
  },
  {
    name: "status stays as the server spelt it",
    line: ["JobStatus"],
    async run(t) {
      for (const status of ["cancelled", "canceled", "CANCELED"]) {
        const jobId = await t.emulator.job({ status });
        t.equal((await t.client().jobs.getJob({ jobId })).status, status);
      }
    },
  },
  {
    name: "a call's promise is a real Promise of the data",
    line: ["ResponsePromise"],
    async run(t) {
      const jobId = await t.emulator.job();
      const promise = t.client().cancelJob(jobId);
      t.ok(promise instanceof Promise, "instanceof Promise");
      t.equal(typeof promise.withRawResponse, "function");
      const [then, all] = [promise.then((data) => data.job_id), Promise.all([promise])];
      t.equal([await then, (await all)[0].job_id], [jobId, jobId]);
      let finished = false;
      await promise.finally(() => {
        finished = true;
      });
      t.ok(finished, "finally");
    },
  },
  {
    name: "what then, catch and finally return are ordinary promises, that have no response of their own",
    line: ["ResponsePromise"],
    async run(t) {
      const promise = t.over(t.stubFetch(t.cancelled())).cancelJob("j");
      for (const derived of [
        promise.then((data) => data),
        promise.catch(() => {}),
        promise.finally(() => {}),
      ]) {
        t.ok(derived.constructor === Promise && !("withRawResponse" in derived), "a Promise");
        await derived;
      }
    },
  },
  {
    name: "withRawResponse gives the data and what the response said beside it",
    line: ["ResponsePromise"],
    async run(t) {
      const jobId = await t.emulator.job();
      const promise = t.client().cancelJob(jobId);
      const { data, rawResponse } = await promise.withRawResponse();
      t.ok(data === (await promise), "the same data");
      t.equal(rawResponse.status, 200);
      t.equal(rawResponse.statusText, "OK");
      t.match(rawResponse.headers.get("content-type"), /json/);
      t.equal(rawResponse.url, `${t.baseUrl}/job/${jobId}`);
      t.equal(rawResponse.redirected, false);
      // Bun names it otherwise than the standard; what counts is that it is fetch's own.
      const own = await fetch(`${t.baseUrl}/_emulator/jobs?limit=1`);
      t.equal(rawResponse.type, own.type);
    },
  },
  {
    name: "withRawResponse rejects with the call's own error",
    line: ["ResponsePromise", "error fields"],
    async run(t) {
      const promise = t.client().cancelJob(t.newId());
      const error = await t.rejects(promise.withRawResponse(), t.pulse.NotFoundError);
      t.ok(error === (await promise.catch((own) => own)), "the same error");
      t.equal(error.rawResponse.status, 404);
    },
  },
  {
    name: "two calls of one client run side by side",
    line: ["cancelJob"],
    async run(t) {
      const slow = await t.emulator.job();
      await t.emulator.fault(slow, { apply: true, delayMs: 300 });
      const quick = await t.emulator.job();
      const client = t.client();
      const order = [];
      await Promise.all([
        client.cancelJob(slow).then(() => order.push("slow")),
        client.cancelJob(quick).then(() => order.push("quick")),
      ]);
      t.equal(order, ["quick", "slow"]);
    },
  },
];
