// Timeouts, deadlines and retries: which numbers are taken, and what they default to.

const BAD_TIMES = [0, -0, -1, Number.NaN, -Infinity, "5", "", true, {}, [5], 5n, () => 5];
const BAD_COUNTS = [-1, 0.5, Number.NaN, Infinity, 1e10, "2", true, {}, [2], 2n];

const told = (value) =>
  typeof value === "bigint"
    ? `${value}n`
    : typeof value === "string"
      ? JSON.stringify(value)
      : Object.is(value, -0)
        ? "-0"
        : String(value);

function refusedTimes(name, more = []) {
  return {
    name: `${name} that is no positive number is refused in the constructor and in a call, and nothing is sent`,
    line: ["Times", "Constructor", "Rejects"],
    async run(t) {
      const client = t.client({ apiKey: t.key });
      for (const value of [...BAD_TIMES, ...more]) {
        const fields = { message: new RegExp(name), attempts: 0 };
        try {
          t.throws(() => t.client({ [name]: value }), t.pulse.PulseValidationError, fields);
          await t.rejects(
            client.cancelJob("job-1", { [name]: value }),
            t.pulse.PulseValidationError,
            fields,
          );
          await t.rejects(
            client.jobs.getJob({ jobId: "job-1" }, { [name]: value }),
            t.pulse.PulseValidationError,
            fields,
          );
        } catch (error) {
          error.message = `${told(value)}: ${error.message}`;
          throw error;
        }
      }
      t.equal(await t.emulator.withKey(t.key), []);
    },
  };
}

export default [
  refusedTimes("timeoutInSeconds"),
  refusedTimes("deadlineInSeconds"),
  refusedTimes("maxRetryDelayInSeconds"),
  refusedTimes("initialRetryDelayInSeconds", [Infinity, 0.000_9, 1e-300]),
  {
    name: "pollIntervalInSeconds that is not finite, or below a millisecond, is refused, and nothing is sent",
    line: ["waitForJob", "Rejects"],
    async run(t) {
      const client = t.client({ apiKey: t.key });
      for (const value of [...BAD_TIMES, Infinity, 1e-300, 0.000_9]) {
        const options = { pollIntervalInSeconds: value };
        const error = await t.rejects(
          client.jobs.waitForJob({ jobId: "j" }, options),
          t.pulse.PulseValidationError,
          { message: /^pollIntervalInSeconds must be a finite number, 0\.001 or more/ },
        );
        t.lacks(error.message, "Infinity");
        await t.rejects(client.jobs.waitForJobs(["j"], options), t.pulse.PulseValidationError, {
          message: /^pollIntervalInSeconds/,
        });
      }
      t.equal(await t.emulator.withKey(t.key), []);
    },
  },
  {
    name: "maxRetries that is no whole number from 0 is refused in the constructor and in a call, and nothing is sent",
    line: ["maxRetries", "Constructor", "Rejects"],
    async run(t) {
      const client = t.client({ apiKey: t.key });
      for (const maxRetries of BAD_COUNTS) {
        const fields = { message: /maxRetries/ };
        t.throws(() => t.client({ maxRetries }), t.pulse.PulseValidationError, fields);
        await t.rejects(
          client.cancelJob("job-1", { maxRetries }),
          t.pulse.PulseValidationError,
          fields,
        );
      }
      t.equal(await t.emulator.withKey(t.key), []);
    },
  },
  {
    name: "undefined counts as absent for each option of a call, and so does null for those that are objects",
    line: ["RequestOptions"],
    async run(t) {
      const objects = ["abortSignal", "signal", "headers", "queryParams"];
      const names = [
        "timeoutInSeconds",
        "deadlineInSeconds",
        "maxRetries",
        "initialRetryDelayInSeconds",
        "maxRetryDelayInSeconds",
        "keepalive",
        "pollIntervalInSeconds",
        "onUpdate",
        "cancelOnAbort",
        ...objects,
      ];
      const all = (list, value) => Object.fromEntries(list.map((name) => [name, value]));
      for (const options of [undefined, null, {}, all(names, undefined), all(objects, null)]) {
        const fetch = t.stubFetch(t.job("completed"));
        await t.over(fetch).jobs.waitForJob({ jobId: "j" }, options);
        t.equal(fetch.calls.length, 1);
      }
    },
  },
  {
    name: "Infinity means no limit, and sets no timer",
    line: ["Times"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch((_, init) => t.pending(init));
      const client = t.over(fetch, { timeoutInSeconds: Infinity, deadlineInSeconds: Infinity });
      const controller = new AbortController();
      const promise = client.cancelJob("j", { abortSignal: controller.signal });
      await t.clock.settle();
      t.equal(t.clock.timers.size, 0, "timers");
      controller.abort();
      await t.rejects(promise, t.pulse.PulseAbortError);
    },
  },
  {
    name: "an attempt times out after 60 seconds unless told otherwise",
    line: ["timeoutInSeconds", "SDK: timeouts"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch((_, init) => t.pending(init));
      const promise = t.over(fetch, { maxRetries: 0 }).cancelJob("j");
      const failed = t.rejects(promise, t.pulse.PulseTimeoutError, {
        attempts: 1,
        message: /60 s/,
      });
      t.equal(await t.clock.run(promise), 60_000);
      await failed;
      t.equal(fetch.calls[0].init.signal.aborted, true, "the fetch was cancelled");
    },
  },
  {
    name: "a call's own timeout stands over the client's, both ways",
    line: ["RequestOptions", "timeoutInSeconds"],
    clock: true,
    async run(t) {
      const client = t.over(
        t.stubFetch((_, init) => t.pending(init)),
        { maxRetries: 0, timeoutInSeconds: 10 },
      );
      for (const [options, expected] of [
        [undefined, 10_000],
        [{ timeoutInSeconds: 2.5 }, 2_500],
        [{ timeoutInSeconds: 20 }, 20_000],
      ]) {
        const promise = client.cancelJob("j", options);
        const failed = t.rejects(promise, t.pulse.PulseTimeoutError);
        t.equal(await t.clock.run(promise), expected);
        await failed;
      }
    },
  },
  {
    name: "there are two retries unless told otherwise, and a call's own number stands over the client's",
    line: ["maxRetries", "RequestOptions"],
    clock: true,
    async run(t) {
      for (const [ofClient, ofCall, attempts] of [
        [undefined, undefined, 3],
        [4, undefined, 5],
        [4, 1, 2],
        [0, 3, 4],
        [undefined, 0, 1],
      ]) {
        const fetch = t.stubFetch(t.problem(503, "GENERAL_001"));
        const promise = t
          .over(fetch, { maxRetries: ofClient })
          .cancelJob("j", { maxRetries: ofCall });
        const failed = t.rejects(promise, t.pulse.InternalServerError, { attempts });
        await t.clock.run(promise);
        await failed;
        t.equal(fetch.calls.length, attempts);
      }
    },
  },
  {
    name: "a wait past 2^31 - 1 ms is cut into pieces and still ends at its time",
    line: ["Times"],
    clock: true,
    async run(t) {
      const seconds = 5_000_000;
      const fetch = t.stubFetch((_, init) => t.pending(init));
      const promise = t.over(fetch, { maxRetries: 0, timeoutInSeconds: seconds }).cancelJob("j");
      const failed = t.rejects(promise, t.pulse.PulseTimeoutError);
      await t.clock.settle();
      for (const { delay } of t.clock.timers.values())
        t.ok(delay <= 2_147_483_647, `a timer of ${delay} ms`);
      t.equal(await t.clock.run(promise, Infinity), seconds * 1_000);
      await failed;
    },
  },
  {
    name: "a timer that has fired after its whole span counts as that time gone by, though the clock says otherwise",
    line: ["Timers tell the time"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch((_, init) => t.pending(init));
      const promise = t.over(fetch, { maxRetries: 0, timeoutInSeconds: 1 }).cancelJob("j");
      const failed = t.rejects(promise, t.pulse.PulseTimeoutError);
      await t.clock.settle();
      const [timer] = t.clock.timers.values();
      timer.work(...timer.rest);
      await failed;
      t.equal(t.clock.elapsed, 1_000, "the clock");
    },
  },
  {
    name: "fractions of a second count",
    line: ["Times"],
    async run(t) {
      const jobId = await t.emulator.faulty({ hang: "before-headers" });
      const begun = t.runtime.now();
      await t.rejects(
        t.client({ maxRetries: 0, timeoutInSeconds: 0.05 }).cancelJob(jobId),
        t.pulse.PulseTimeoutError,
      );
      t.between(t.runtime.now() - begun, 45, 2_000, "milliseconds");
    },
  },
];
