// A client's life: re-entrancy, many calls at once, its end.

const dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

export default [
  {
    name: "free and Symbol.dispose end a client, and use after it rejects with a clear PulseError",
    line: ["free"],
    async run(t) {
      for (const end of [(client) => client.free(), (client) => client[dispose]()]) {
        const fetch = t.stubFetch(t.cancelled());
        const client = t.over(fetch);
        await client.cancelJob("j");
        t.equal(end(client), undefined);
        const { jobs } = client;
        for (const method of ["cancelJob", "getJob", "waitForJob", "cancelJobAndWait"]) {
          await t.rejects(jobs[method]({ jobId: "j" }), t.pulse.PulseError, {
            message: /freed/,
            attempts: 0,
          });
        }
        await t.rejects(client.cancelJob("j"), t.pulse.PulseError, { message: /freed/ });
        await t.rejects(client.cancelJob("j").withRawResponse(), t.pulse.PulseError, {
          message: /freed/,
        });
        end(client);
        t.equal(fetch.calls.length, 1);
      }
    },
  },
  {
    name: "free lets running calls finish, their retries, waits and aborts included",
    line: ["Calls outlive free"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(
        t.problem(503, "X"),
        t.job("pending"),
        (_, init) => t.pending(init),
        t.cancelled(),
        t.job("completed"),
      );
      const client = t.over(fetch);
      const controller = new AbortController();
      const retried = client.cancelJob("a");
      const waited = client.jobs.waitForJob({ jobId: "b" }, { pollIntervalInSeconds: 2 });
      const aborted = t.rejects(
        client.cancelJob("c", { abortSignal: controller.signal }),
        t.pulse.PulseAbortError,
      );
      await t.clock.settle();
      client.free();
      await t.clock.advance(500);
      controller.abort();
      await aborted;
      await t.clock.run(Promise.all([retried, waited]));
      t.equal([(await retried).job_id, (await waited).status], ["a", "completed"]);
      t.equal(
        fetch.calls.every((call) => call.init.headers["x-api-key"] === t.key),
        true,
        "with the key",
      );
    },
  },
  {
    name: "free inside a handler, a supplier and a fetch does no harm to the call",
    line: ["Calls outlive free"],
    async run(t) {
      let client;
      const free = () => client.free();
      client = t.over(t.stubFetch(t.cancelled()), { onEvent: free });
      t.equal((await client.cancelJob("j")).job_id, "j");
      const supplier = () => {
        free();
        return "v";
      };
      client = t.over(t.stubFetch(t.cancelled()), { headers: { "x-a": supplier } });
      t.equal((await client.cancelJob("j")).job_id, "j");
      client = t.over(() => {
        free();
        return Promise.resolve(t.cancelled());
      });
      t.equal((await client.cancelJob("j")).job_id, "j");
    },
  },
  {
    name: "a thousand clients made and freed at once leave the next one working",
    line: ["free"],
    async run(t) {
      for (let i = 0; i < 1_000; i++) t.over(t.stubFetch(t.cancelled())).free();
      t.equal((await t.over(t.stubFetch(t.cancelled())).cancelJob("j")).job_id, "j");
    },
  },
  {
    name: "a fetch that aborts the call's signal before it returns rejects that call, and only that",
    line: ["Abort", "Custom fetch"],
    async run(t) {
      const controller = new AbortController();
      const client = t.over((url, init) => {
        if (!url.endsWith("aborts")) return Promise.resolve(t.cancelled());
        controller.abort("from within");
        return init.signal.aborted ? Promise.reject(init.signal.reason) : t.pending(init);
      });
      const [aborted, fine] = [
        client.cancelJob("aborts", { abortSignal: controller.signal }),
        client.cancelJob("fine"),
      ];
      await t.rejects(aborted, t.pulse.PulseAbortError, { cause: "from within", attempts: 1 });
      t.equal((await fine).job_id, "fine");
    },
  },
  {
    name: "calls started from a fetch, a supplier and a then come to their ends",
    line: ["cancelJob"],
    async run(t) {
      let depth = 0;
      const inner = [];
      const client = t.over(() => {
        depth += 1;
        if (depth < 30) inner.push(client.cancelJob(`depth-${depth}`));
        return Promise.resolve(t.cancelled());
      });
      await client.cancelJob("first").then(() => client.jobs.cancelJob({ jobId: "then" }));
      await Promise.all(inner);
      t.ok(depth >= 30, "all were sent");
    },
  },
  {
    name: "a thousand calls at once come to their own ends",
    line: ["cancelJob"],
    async run(t) {
      const client = t.over(async (url) => {
        await t.turn();
        const number = Number(url.split("/").at(-1));
        return number % 3 === 0 ? t.problem(404, "X") : t.cancelled(String(number));
      });
      const all = await Promise.allSettled(
        Array.from({ length: 1_000 }, (_, i) => client.cancelJob(String(i))),
      );
      all.forEach(({ status, value, reason }, i) => {
        if (i % 3 === 0) t.equal([status, reason.statusCode], ["rejected", 404]);
        else t.equal(value.job_id, String(i));
      });
    },
  },
  {
    name: "an error nobody awaited is reported once, through withRawResponse too",
    line: ["No second rejection"],
    alone: true,
    async run(t) {
      const client = t.over(t.stubFetch(t.problem(404, "X")));
      for (const [begin, expected] of [
        [() => client.cancelJob("j"), 1],
        [() => client.cancelJob("j").withRawResponse(), 1],
        [
          () =>
            client
              .cancelJob("j")
              .withRawResponse()
              .catch(() => {}),
          0,
        ],
        [() => client.cancelJob("j").catch(() => {}), 0],
        [() => client.cancelJob(""), 1],
        [
          () =>
            client
              .cancelJob("")
              .withRawResponse()
              .catch(() => {}),
          0,
        ],
      ]) {
        const stray = [];
        const stop = t.runtime.onUnhandled((reason) => stray.push(reason));
        begin();
        // A runtime may take its time to report the one; another would follow at once.
        for (let i = 0; i < 100 && stray.length < expected; i++) await t.sleep(10);
        await t.sleep(20);
        stop();
        t.equal(stray.length, expected, String(begin));
      }
    },
  },
];
