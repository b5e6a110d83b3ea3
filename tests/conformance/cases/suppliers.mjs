// Options that are functions: asked before each request, sync or async, and what happens when they fail.

export default [
  {
    name: "the key and the base URL may come from functions, sync and async",
    line: ["apiKey", "baseUrl"],
    async run(t) {
      const jobId = await t.emulator.job();
      for (const wrap of [(value) => () => value, (value) => async () => value]) {
        const client = new t.pulse.PulseClient({
          apiKey: wrap("test-key"),
          baseUrl: wrap(t.baseUrl),
        });
        t.equal((await client.cancelJob(jobId)).job_id, jobId);
      }
      t.equal(
        (await t.emulator.requests(jobId)).map((request) => request.headers["x-api-key"]),
        ["test-key", "test-key"],
      );
    },
  },
  {
    name: "each supplier is asked before each attempt, which goes where it says, and again for the next call",
    line: ["suppliers"],
    clock: true,
    async run(t) {
      const asked = { key: 0, base: 0, header: 0 };
      const fetch = t.stubFetch(t.problem(503, "X"), t.problem(503, "X"), t.cancelled());
      const client = t.over(fetch, {
        apiKey: () => `key-${++asked.key}`,
        baseUrl: async () => `https://host-${++asked.base}.example.test`,
        headers: { "x-a": () => `a-${++asked.header}` },
      });
      const first = client.cancelJob("j");
      await t.clock.run(first);
      t.equal(asked, { key: 3, base: 3, header: 3 });
      await client.cancelJob("j");
      t.equal(asked, { key: 4, base: 4, header: 4 });
      t.equal(
        fetch.calls.map(({ url, init }) => [url, init.headers["x-api-key"], init.headers["x-a"]]),
        [1, 2, 3, 4].map((n) => [`https://host-${n}.example.test/job/j`, `key-${n}`, `a-${n}`]),
      );
    },
  },
  {
    name: "of two suppliers for one header the call's counts, and of two spellings in one record the last, asked alone",
    line: ["headers", "suppliers"],
    async run(t) {
      const asked = [];
      const says = (text) => () => {
        asked.push(text);
        return text;
      };
      const fetch = t.stubFetch(t.cancelled());
      const client = t.over(fetch, { headers: { "x-a": says("client"), "x-b": says("other") } });
      await client.cancelJob("j", { headers: { "X-A": says("first"), "x-A": says("call") } });
      const { headers } = fetch.calls[0].init;
      t.equal([headers["x-a"], headers["x-b"]], ["call", "other"]);
      t.equal(
        Object.keys(headers).filter((name) => name.toLowerCase() === "x-a"),
        ["x-a"],
      );
      t.ok(!asked.includes("first"), "what was replaced is not asked");
    },
  },
  {
    name: "a wait asks its suppliers before each poll, which carries what they give",
    line: ["suppliers", "waitForJob"],
    clock: true,
    async run(t) {
      let asked = 0;
      const fetch = t.stubFetch(t.job("pending"), t.job("processing"), t.job("completed"));
      const promise = t
        .over(fetch, { apiKey: () => `key-${++asked}` })
        .jobs.waitForJob({ jobId: "j" });
      await t.clock.run(promise);
      t.equal(asked, 3);
      t.equal(
        fetch.calls.map((call) => call.init.headers["x-api-key"]),
        ["key-1", "key-2", "key-3"],
      );
    },
  },
  {
    name: "a supplier that throws or rejects rejects the call with that as cause, and nothing is sent",
    line: ["suppliers", "Rejects"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const cause = new Error("the vault is locked");
      const sync = () => {
        throw cause;
      };
      const async = () => Promise.reject(cause);
      for (const supplier of [sync, async]) {
        for (const [options, name] of [
          [{ apiKey: supplier }, "apiKey"],
          [{ baseUrl: supplier }, "baseUrl"],
          [{ environment: supplier }, "baseUrl"],
          [{ headers: { "x-a": supplier, "x-b": () => "b" } }, "x-a"],
          [{ headers: { "X-Api-Key": supplier } }, "x-api-key"],
        ]) {
          const error = await t.rejects(
            t
              .over(fetch, { ...(options.environment ? { baseUrl: undefined } : {}), ...options })
              .cancelJob("j"),
            t.pulse.PulseError,
            {
              attempts: 0,
              message: `the function given as ${name} failed: the vault is locked`,
            },
          );
          t.ok(error.cause === cause, "cause");
        }
      }
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "a supplier that throws no Error is told all the same",
    line: ["suppliers"],
    async run(t) {
      for (const thrown of ["text", undefined, null, 7]) {
        const client = t.over(t.stubFetch(t.cancelled()), {
          apiKey: () => {
            throw thrown;
          },
        });
        const error = await t.rejects(client.cancelJob("j"), t.pulse.PulseError, { attempts: 0 });
        t.equal(error.cause, thrown);
      }
    },
  },
  {
    name: "a supplier of a number, an object or nothing is refused, and nothing is sent",
    line: ["suppliers", "Rejects"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      for (const value of [7, {}, undefined, true, Symbol("s")]) {
        await t.rejects(
          t.over(fetch, { apiKey: () => value }).cancelJob("j"),
          t.pulse.PulseValidationError,
          { message: /apiKey/ },
        );
        await t.rejects(
          t.over(fetch, { baseUrl: () => value }).cancelJob("j"),
          t.pulse.PulseValidationError,
          { message: /baseUrl/ },
        );
      }
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "what a header's supplier gives is a text, null or undefined: a function or an object with toString is refused",
    line: ["suppliers", "headers", "Key as header"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      for (const name of ["x-api-key", "x-a"]) {
        for (const value of [
          () => 1,
          Object.assign(() => 1, { toString: () => "k" }),
          { toString: () => "k" },
          7,
        ]) {
          const options = { apiKey: undefined, headers: { "X-Api-Key": "k", [name]: () => value } };
          await t.rejects(t.over(fetch, options).cancelJob("j"), t.pulse.PulseValidationError);
          await t.rejects(
            t.over(fetch).cancelJob("j", { headers: { [name]: async () => value } }),
            t.pulse.PulseValidationError,
          );
        }
      }
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "a supplier that rejects after the call was aborted causes no unhandled rejection",
    line: ["suppliers", "No second rejection"],
    alone: true,
    async run(t) {
      const controller = new AbortController();
      let refuse;
      const client = t.over(t.stubFetch(t.cancelled()), {
        apiKey: () =>
          new Promise((_, reject) => {
            refuse = reject;
          }),
      });
      const promise = client.cancelJob("j", { abortSignal: controller.signal });
      await t.turn();
      controller.abort();
      await t.rejects(promise, t.pulse.PulseAbortError);
      const stray = [];
      const stop = t.runtime.onUnhandled((reason) => stray.push(reason));
      refuse(new Error("too late"));
      await t.sleep(20);
      stop();
      t.equal(stray.length, 0);
    },
  },
  {
    name: "a supplier may itself use the client's methods",
    line: ["suppliers"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const inner = t.over(fetch);
      const outer = t.over(fetch, {
        headers: {
          "x-a": async () => (await inner.cancelJob("inner")).job_id,
          "x-b": () => {
            inner.cancelJob("inner2");
            return "b";
          },
        },
      });
      await outer.cancelJob("outer");
      t.equal(
        fetch.calls.map((call) => new URL(call.url).pathname),
        ["/job/inner", "/job/inner2", "/job/outer"],
      );
    },
  },
  {
    name: "cancelOnAbort while the suppliers are asked sends one DELETE with what they give, asked once",
    line: ["suppliers", "cancelOnAbort"],
    clock: true,
    async run(t) {
      let asked = 0;
      const later = (milliseconds, value) =>
        new Promise((resolve) => setTimeout(resolve, milliseconds, value));
      const controller = new AbortController();
      const fetch = t.stubFetch(() => later(20, t.cancelled()));
      const client = t.over(fetch, {
        apiKey: () => {
          asked += 1;
          return later(50 * asked, `key-${asked}`);
        },
        headers: { "x-a": async () => `a-${asked}` },
      });
      const promise = client.jobs.waitForJob(
        { jobId: "j" },
        { abortSignal: controller.signal, cancelOnAbort: true },
      );
      const failed = t.rejects(promise, t.pulse.PulseAbortError, { cause: "stop" });
      await t.clock.advance(10);
      controller.abort("stop");
      t.equal(await t.clock.run(promise), 60, "when the cancellation has settled");
      await failed;
      await t.clock.advance(1_000);
      const sent = fetch.calls.map(({ method, init }) => [
        method,
        init.headers["x-api-key"],
        init.headers["x-a"],
        init.signal.aborted,
      ]);
      t.equal([asked, sent], [1, [["DELETE", "key-1", "a-1", false]]]);
    },
  },
  {
    name: "cancelOnAbort whose suppliers fail after the abort is still the abort, and sends nothing",
    line: ["suppliers", "cancelOnAbort"],
    clock: true,
    async run(t) {
      for (const end of [
        () => {
          throw new Error("the vault is locked");
        },
        () => "",
        () => 7,
      ]) {
        const controller = new AbortController();
        const fetch = t.stubFetch(t.cancelled());
        const apiKey = () => new Promise((resolve) => setTimeout(resolve, 50)).then(end);
        const promise = t
          .over(fetch, { apiKey })
          .jobs.waitForJob({ jobId: "j" }, { abortSignal: controller.signal, cancelOnAbort: true });
        const failed = t.rejects(promise, t.pulse.PulseAbortError, { cause: "stop" });
        await t.clock.advance(10);
        controller.abort("stop");
        await t.clock.run(promise);
        await failed;
        t.equal([fetch.calls.length, t.clock.timers.size], [0, 0]);
      }
    },
  },
  {
    name: "suppliers that an abort comes before are not asked any more",
    line: ["suppliers", "Abort"],
    clock: true,
    async run(t) {
      const asked = [];
      const supplier = (name, value) => () => {
        asked.push(name);
        return new Promise((resolve) => setTimeout(resolve, 20, value));
      };
      const controller = new AbortController();
      const fetch = t.stubFetch(t.cancelled());
      const client = t.over(fetch, {
        apiKey: supplier("key", "k"),
        baseUrl: supplier("base", "https://x.test"),
        headers: { "x-a": supplier("header", "a") },
      });
      const promise = client.cancelJob("j", { abortSignal: controller.signal });
      await t.clock.advance(5);
      const before = asked.length;
      controller.abort();
      await t.rejects(promise, t.pulse.PulseAbortError, { attempts: 0 });
      await t.clock.advance(1_000);
      t.equal([asked.length, before, fetch.calls.length], [1, 1, 0]);
      await t.rejects(
        client.cancelJob("j", { abortSignal: AbortSignal.abort() }),
        t.pulse.PulseAbortError,
      );
      await t.clock.advance(1_000);
      t.equal([asked.length, fetch.calls.length], [1, 0]);
    },
  },
];
