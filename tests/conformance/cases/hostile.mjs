// Arguments that misbehave: getters that throw, signals that are half of one. Only their own call may suffer.

const bad = () => {
  throw new RangeError("misbehaved");
};

const throwing = (name) => Object.defineProperty({}, name, { get: bad, enumerable: true });

const half = (more) => ({
  aborted: false,
  addEventListener() {},
  removeEventListener() {},
  ...more,
});

const HOSTILE = {
  "headers with a getter that throws": { headers: throwing("x-a") },
  "headers that list no pairs": { headers: [1, 2] },
  "headers that list pairs of the wrong kind": { headers: [[1, 2], [null]] },
  "headers whose iterator throws": { headers: { [Symbol.iterator]: bad } },
  "queryParams with a getter that throws": { queryParams: throwing("a") },
  "queryParams that list no pairs": { queryParams: [1, 2] },
  "queryParams whose iterator throws": { queryParams: { [Symbol.iterator]: bad } },
  "queryParams of objects": { queryParams: { a: {} } },
  "queryParams of symbols": { queryParams: { a: Symbol("a") } },
  "a signal whose addEventListener throws": { abortSignal: half({ addEventListener: bad }) },
  "a signal whose aborted throws": {
    abortSignal: Object.defineProperty(half(), "aborted", { get: bad }),
  },
  "a revoked proxy as headers": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return { headers: proxy };
  },
  "options with a getter that throws": throwing("maxRetries"),
};

/** Runs `work` while another call is pending, and judges that this call goes on. */
async function besideAnother(t, work) {
  const controller = new AbortController();
  const bystander = t
    .over((_, init) => t.pending(init), { maxRetries: 0 })
    .cancelJob("j", { abortSignal: controller.signal });
  bystander.catch(() => {});
  try {
    await work();
  } finally {
    controller.abort();
  }
  await t.rejects(bystander, t.pulse.PulseAbortError);
}

const hostile = Object.entries(HOSTILE).map(([what, value]) => ({
  name: `a call with ${what} settles by itself, and takes no other down`,
  line: ["Rejects", "Panic"],
  alone: true,
  async run(t) {
    const options = typeof value === "function" ? value() : value;
    await besideAnother(t, async () => {
      let promise;
      try {
        promise = t.over(t.stubFetch(t.cancelled())).cancelJob("j", options);
      } catch (error) {
        t.fail(`it threw ${error}`);
      }
      // An option that cannot be read may count as absent.
      const outcome = await promise.catch((error) => error);
      t.ok(outcome instanceof Error || outcome.job_id, "it settles");
      t.ok(
        !String(outcome?.message).includes("internal error in pulse-wasm"),
        `it is told as what it is, and not as ${outcome?.message}`,
      );
    });
  },
}));

const SIGNALS = {
  "without removeEventListener": () => half({ removeEventListener: undefined }),
  "whose removeEventListener throws": () => half({ removeEventListener: bad }),
  "whose reason throws": () => Object.defineProperty(half(), "reason", { get: bad }),
};

const signals = Object.entries(SIGNALS).map(([what, make]) => ({
  name: `a signal ${what} hangs nothing, and takes no other call down`,
  line: ["Rejects", "Panic"],
  alone: true,
  async run(t) {
    await besideAnother(t, async () => {
      let abort;
      const signal = make();
      signal.addEventListener = (_, listener) => {
        abort = listener;
      };
      const late = async (promise) =>
        Promise.race([promise, t.sleep(500).then(() => t.fail("it hangs"))]);
      const done = late(t.over(t.stubFetch(t.cancelled())).cancelJob("j", { abortSignal: signal }));
      t.equal((await done).job_id, "j");
      const aborted = t
        .over((_, init) => t.pending(init), { timeoutInSeconds: 1 })
        .cancelJob("j", { abortSignal: signal });
      await t.turn();
      abort.call(signal, { type: "abort", target: signal });
      await t.rejects(late(aborted), t.pulse.PulseAbortError);
    });
  },
}));

export default [
  ...hostile,
  ...signals,
  {
    name: "constructor options that misbehave are refused by the constructor or count as absent, and break no client",
    line: ["Constructor", "Panic"],
    alone: true,
    async run(t) {
      const good = t.over(t.stubFetch(t.cancelled()));
      const options = (more) => ({
        apiKey: "k",
        baseUrl: "https://api.example.test",
        fetch: t.stubFetch(t.cancelled()),
        ...more,
      });
      for (const more of [
        { headers: throwing("x-a") },
        { headers: [1, 2] },
        { headers: { [Symbol.iterator]: bad } },
        { logging: throwing("level") },
        { logging: throwing("logger") },
        { logging: { logger: throwing("debug") } },
        { onEvent: 5 },
        { logging: 5 },
        { headers: 5 },
        { headers: "x" },
      ]) {
        try {
          new t.pulse.PulseClient(options(more));
        } catch (error) {
          t.ok(error instanceof Error, "an error");
        }
        t.equal((await good.cancelJob("j")).job_id, "j");
      }
    },
  },
  {
    name: "a reader whose cancel() throws, returns nothing or is not there takes no other call down",
    line: ["Panic", "Custom fetch", "Attempt timeout"],
    alone: true,
    async run(t) {
      const cancels = [
        () => undefined,
        bad,
        () => 5,
        () => Promise.reject(new RangeError("misbehaved")),
        () => Object.defineProperty({}, "catch", { get: bad }),
        // biome-ignore lint/suspicious/noThenProperty: a thenable that misbehaves is the point
        () => ({ then: bad }),
        undefined,
      ];
      for (const cancel of cancels) {
        const body = { getReader: () => ({ read: () => new Promise(() => {}), cancel }) };
        const answer = () => ({ status: 200, headers: { get: () => null }, text: bad, body });
        for (const end of ["timeout", "abort"]) {
          await besideAnother(t, async () => {
            const controller = new AbortController();
            const call = t.over(t.stubFetch(answer), { maxRetries: 0 }).cancelJob("j", {
              abortSignal: controller.signal,
              ...(end === "timeout" && { timeoutInSeconds: 0.01 }),
            });
            const failed = t.rejects(
              call,
              end === "abort" ? t.pulse.PulseAbortError : t.pulse.PulseTimeoutError,
              { attempts: 1 },
            );
            if (end === "abort") {
              await t.turn();
              controller.abort();
            }
            await failed;
          });
        }
      }
    },
  },
  {
    name: "a headers.get that aborts the signal or starts calls harms no other call, and not the next one",
    line: ["Panic", "Custom fetch", "Abort"],
    alone: true,
    async run(t) {
      await besideAnother(t, async () => {
        const controller = new AbortController();
        const started = [];
        let client;
        const fetch = t.stubFetch((url) => {
          if (url.endsWith("/inner")) return t.cancelled("inner");
          const get = () => {
            if (url.endsWith("/aborts")) controller.abort("from headers.get");
            if (started.length < 5) started.push(client.cancelJob("inner"));
            return null;
          };
          return { status: 503, headers: { get }, text: async () => "" };
        });
        client = t.over(fetch, { maxRetries: 0 });
        const other = client.jobs.waitForJob(
          { jobId: "inner" },
          { abortSignal: controller.signal },
        );
        other.catch(() => {});
        const call = client.cancelJob("aborts", { abortSignal: controller.signal });
        const outcome = await call.catch((error) => error);
        // The answer had come already; the signal is aborted all the same.
        t.ok(
          outcome instanceof t.pulse.PulseAbortError || outcome.statusCode === 503,
          String(outcome),
        );
        await t.rejects(client.cancelJob("starts"), t.pulse.InternalServerError, { attempts: 1 });
        t.ok(started.length > 1, `${started.length} calls were started`);
        for (const call of started) t.equal((await call).job_id, "inner");
        t.equal((await client.cancelJob("inner")).job_id, "inner");
        await other.catch(() => {});
      });
    },
  },
  {
    name: "a bulk run whose options cannot be read rejects by itself, and takes no other call down",
    line: ["Panic", "BulkOptions", "Rejects"],
    alone: true,
    async run(t) {
      for (const name of ["onlyIf", "onProgress", "dryRun", "confirm", "missing", "dedupe"]) {
        await besideAnother(t, async () => {
          const fetch = t.stubFetch(t.cancelled());
          const run = t.over(fetch).jobs.cancelJobs(["a", "b"], throwing(name));
          const error = await run.catch((error) => error);
          t.isError(error, t.pulse.PulseValidationError, { message: new RegExp(name) });
          t.ok(error.cause instanceof RangeError, "cause");
          t.equal(fetch.calls.length, 0);
        });
      }
    },
  },
  {
    name: "a base URL or logging that cannot be read is refused, and never another one used",
    line: ["Constructor", "baseUrl", "logging"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const make = (more) => {
        const options = { apiKey: "k", fetch };
        return new t.pulse.PulseClient(
          Object.defineProperties(options, Object.getOwnPropertyDescriptors(more)),
        );
      };
      const refused = (more, message) => {
        const kind = t.pulse.PulseValidationError;
        const error = t.throws(() => make(more), kind, { message, attempts: 0 });
        t.ok(error.cause instanceof RangeError, `${message}: cause`);
      };
      refused(throwing("baseUrl"), /baseUrl/);
      refused(throwing("environment"), /environment/);
      refused(throwing("logging"), /logging/);
      for (const name of ["level", "logger", "silent", "debug"])
        refused({ logging: throwing(name) }, /logging/);
      t.equal(fetch.calls.length, 0);
    },
  },
];
