// A fetch of the caller's: objects of other libraries, and functions that misbehave.

const answer = { job_id: "j", message: "m" };
const headers = { get: () => null };

/** What fetch may wrongly resolve with. */
const NO_RESPONSES = {
  undefined: undefined,
  null: null,
  "a string": "ok",
  "a number": 200,
  "an empty object": {},
  "an object without text()": { status: 200, headers },
  "an object without headers": { status: 200, text: async () => "{}" },
  "an object whose status is a string": { status: "200", headers, text: async () => "{}" },
  "an object whose status is no whole number": { status: 200.5, headers, text: async () => "{}" },
  "an array": [],
  "a function": () => {},
};

export default [
  {
    name: "an object of an own class with status, headers.get and text is response enough",
    line: ["Custom fetch", "fetch"],
    async run(t) {
      const client = t.over(t.stubFetch(t.reply(200, answer)));
      t.equal(await client.cancelJob("j"), answer);
      const failing = t.over(t.stubFetch(t.problem(403, "AUTH_004")));
      await t.rejects(failing.cancelJob("j"), t.pulse.ForbiddenError, {
        code: "AUTH_004",
        statusCode: 403,
      });
    },
  },
  {
    name: "withRawResponse of such an object has what it has, and the rest undefined",
    line: ["Custom fetch", "ResponsePromise"],
    async run(t) {
      const { rawResponse } = await t
        .over(t.stubFetch(t.reply(200, answer, { "x-a": "b" })))
        .cancelJob("j")
        .withRawResponse();
      t.equal(
        [rawResponse.status, rawResponse.headers.get("x-a"), rawResponse.url],
        [200, "b", undefined],
      );
    },
  },
  {
    name: "a status past those of HTTP is an error, whatever its number",
    line: ["Custom fetch", "Success"],
    async run(t) {
      for (const status of [-1, 1, 99, 600, 999, 65_536 + 200, 2 ** 31, 2 ** 32 + 200]) {
        const error = await t
          .over(t.stubFetch({ status, headers, text: async () => JSON.stringify(answer) }), {
            maxRetries: 0,
          })
          .cancelJob("j")
          .catch((error) => error);
        t.ok(
          error instanceof t.pulse.PulseError,
          `${status}: ${t.runtime.inspect(error).slice(0, 100)}`,
        );
      }
    },
  },
  {
    name: "a fetch that resolves with no response is a PulseError, not retried",
    line: ["Custom fetch"],
    async run(t) {
      for (const [what, value] of Object.entries(NO_RESPONSES)) {
        const fetch = t.stubFetch(() => value);
        try {
          await t.rejects(t.over(fetch).cancelJob("j"), t.pulse.PulseError, {
            attempts: 1,
            message: /Response/,
          });
        } catch (error) {
          error.message = `${what}: ${error.message}`;
          throw error;
        }
        t.equal(fetch.calls.length, 1);
      }
    },
  },
  {
    name: "a fetch that returns something instead of a promise serves as well",
    line: ["Custom fetch"],
    async run(t) {
      t.equal(await t.over(() => t.reply(200, answer)).cancelJob("j"), answer);
      await t.rejects(t.over(() => undefined).cancelJob("j"), t.pulse.PulseError, { attempts: 1 });
    },
  },
  {
    name: "a fetch that throws synchronously rejects the promise, as one that rejects does",
    line: ["Custom fetch", "Rejects"],
    clock: true,
    async run(t) {
      const cause = new Error("thrown at once");
      let calls = 0;
      const client = t.over(() => {
        calls += 1;
        throw cause;
      });
      const promise = client.cancelJob("j");
      const failed = t.rejects(promise, t.pulse.PulseConnectionError, {
        attempts: 3,
        message: /thrown at once/,
      });
      await t.clock.run(promise);
      t.ok((await failed).cause === cause, "cause");
      t.equal(calls, 3);
    },
  },
  {
    name: "whatever fetch throws, be it no Error, becomes the cause",
    line: ["Custom fetch", "error classes"],
    async run(t) {
      for (const thrown of [
        "a string",
        7,
        undefined,
        null,
        Symbol("s"),
        { message: 5 },
        Object.create(null),
        new Proxy(
          {},
          {
            get: () => {
              throw new Error("no");
            },
          },
        ),
      ]) {
        const fetch = async () => {
          throw thrown;
        };
        const error = await t.rejects(
          t.over(fetch, { maxRetries: 0 }).cancelJob("j"),
          t.pulse.PulseConnectionError,
          { attempts: 1 },
        );
        t.ok(error.cause === thrown, "cause");
      }
    },
  },
  {
    name: "a fetch that never settles and ignores its signal is given up at the timeout",
    line: ["Custom fetch", "Attempt timeout"],
    clock: true,
    async run(t) {
      const promise = t
        .over(() => new Promise(() => {}), { timeoutInSeconds: 2, maxRetries: 0 })
        .cancelJob("j");
      const failed = t.rejects(promise, t.pulse.PulseTimeoutError, { attempts: 1 });
      t.equal(await t.clock.run(promise), 2_000);
      await failed;
    },
  },
  {
    name: "a text() that throws, rejects, returns no string or never settles hangs nothing",
    line: ["Custom fetch", "Success"],
    clock: true,
    async run(t) {
      for (const text of [
        () => {
          throw new Error("t");
        },
        () => Promise.reject(new Error("t")),
        () => new Promise(() => {}),
        () => undefined,
        () => 7,
        () => ({}),
      ]) {
        const promise = t
          .over(t.stubFetch({ status: 200, headers, text }), { timeoutInSeconds: 1, maxRetries: 0 })
          .cancelJob("j");
        const outcome = promise.then(
          () => "resolved",
          (error) => error,
        );
        await t.clock.run(outcome);
        t.ok((await outcome) instanceof t.pulse.PulseError, String(text));
      }
    },
  },
  {
    name: "a status or headers getter that throws hangs nothing",
    line: ["Custom fetch"],
    alone: true,
    async run(t) {
      const bad = () => {
        throw new Error("getter");
      };
      const connection = t.pulse.PulseConnectionError;
      const kinds = { status: connection, headers: connection, text: connection, body: connection };
      for (const name of ["status", "headers", "text", "body", "statusText", "url"]) {
        const response = { status: 404, headers, text: async () => "" };
        Object.defineProperty(response, name, { get: bad });
        const promise = t.over(t.stubFetch(response), { maxRetries: 0 }).cancelJob("j");
        // What only describes the response hides nothing of what it answered.
        await t.rejects(promise, kinds[name] ?? t.pulse.NotFoundError, { attempts: 1 });
        t.equal((await t.over(t.stubFetch(t.cancelled())).cancelJob("j")).job_id, "j");
      }
    },
  },
  {
    name: "a success whose url getter throws is a success, and withRawResponse tells the rest",
    line: ["Custom fetch", "ResponsePromise"],
    alone: true,
    async run(t) {
      const response = { status: 200, headers, text: async () => JSON.stringify(answer) };
      Object.defineProperty(response, "url", {
        get() {
          throw new Error("getter");
        },
      });
      const promise = t.over(t.stubFetch(response)).cancelJob("j");
      t.equal(await promise, answer);
      const { data, rawResponse } = await promise.withRawResponse();
      t.equal([data, rawResponse.status, rawResponse.url], [answer, 200, undefined]);
    },
  },
  {
    name: "a body that something has locked or read already is read by text() or is an error, and hangs nothing",
    line: ["Custom fetch"],
    async run(t) {
      const client = t.over(
        async () => {
          const response = new Response(JSON.stringify(answer));
          response.body.getReader();
          return response;
        },
        { maxRetries: 0 },
      );
      await t.rejects(client.cancelJob("j"), t.pulse.PulseConnectionError);
    },
  },
  {
    name: "a body that ignores the signal is cancelled by abort and by timeout",
    line: ["Custom fetch", "Abort", "Attempt timeout"],
    clock: true,
    async run(t) {
      for (const end of ["abort", "timeout"]) {
        let given = 0;
        const body = () =>
          new ReadableStream({
            cancel() {
              given += 1;
            },
          });
        const controller = new AbortController();
        const client = t.over(async () => new Response(body()), { maxRetries: 0 });
        const promise = client.cancelJob("j", {
          abortSignal: controller.signal,
          timeoutInSeconds: 2,
        });
        const outcome = promise.catch((error) => error.name);
        await t.clock.advance(1_000);
        t.equal(given, 0);
        if (end === "abort") controller.abort();
        await t.clock.advance(1_000);
        t.equal([await outcome, given], [end === "abort" ? "AbortError" : "PulseTimeoutError", 1]);
      }
    },
  },
  {
    name: "an attempt without a readable body tells nothing of the body before it",
    line: ["error fields", "64 MiB"],
    clock: true,
    async run(t) {
      const before = t.problem(503, "BEFORE", { "retry-after": "0", "x-a": "before" });
      const oversized = t.reply(200, "x".repeat(64 * 1024 * 1024 + 1));
      const promise = t.over(t.stubFetch(before, oversized)).cancelJob("j");
      const failed = t.rejects(promise, t.pulse.PulseError, { attempts: 2, code: undefined });
      await t.clock.run(promise);
      const error = await failed;
      t.ok(error.body === undefined, "no body");
      t.equal(error.rawResponse?.headers.get("x-a") ?? null, null);
      const nothing = t.over(t.stubFetch(before, () => undefined)).cancelJob("j");
      const other = t.rejects(nothing, t.pulse.PulseError, { statusCode: undefined });
      await t.clock.run(nothing);
      t.equal(Object.keys(await other).sort(), ["attempts", "jobId"]);
    },
  },
  {
    name: "a fetch is called without a receiver, with a string and an object",
    line: ["fetch"],
    async run(t) {
      let seen;
      async function fetch(...args) {
        seen = [this, typeof args[0], typeof args[1], args.length];
        return t.cancelled();
      }
      await t.over(fetch).cancelJob("j");
      t.equal(seen, [undefined, "string", "object", 2]);
    },
  },
  {
    name: "the runtime's fetch is looked up at each call",
    line: ["fetch"],
    alone: true,
    async run(t) {
      const client = new t.pulse.PulseClient({
        apiKey: t.key,
        baseUrl: "https://api.example.test",
      });
      const real = globalThis.fetch;
      try {
        for (const name of ["first", "second"]) {
          globalThis.fetch = t.stubFetch(t.cancelled(name));
          t.equal((await client.cancelJob(name)).job_id, name);
        }
      } finally {
        globalThis.fetch = real;
      }
    },
  },
  {
    name: "a fetch that is no function is refused by the constructor",
    line: ["fetch", "Constructor"],
    async run(t) {
      for (const fetch of [5, "fetch", {}, true, Symbol("f")]) {
        t.throws(() => t.over(fetch), t.pulse.PulseValidationError, { message: /fetch/ });
      }
    },
  },
  {
    name: "a response that comes after its attempt has ended has its body given up",
    line: ["Custom fetch", "Abort", "Attempt timeout"],
    clock: true,
    async run(t) {
      for (const end of ["abort", "timeout", "deadline"]) {
        let givenUp = 0;
        const late = () =>
          new Response(
            new ReadableStream({
              cancel() {
                givenUp += 1;
                throw new Error("its source minds");
              },
            }),
          );
        const answers = [
          late,
          () => t.cancelled(),
          () => undefined,
          () => ({ body: { cancel: 5 } }),
        ];
        for (const [at, answer] of answers.entries()) {
          const controller = new AbortController();
          const ignoresItsSignal = () =>
            new Promise((resolve) => setTimeout(() => resolve(answer()), 5_000));
          const promise = t.over(ignoresItsSignal, { maxRetries: 0 }).cancelJob("j", {
            abortSignal: controller.signal,
            ...(end === "timeout" && { timeoutInSeconds: 2 }),
            ...(end === "deadline" && { deadlineInSeconds: 2 }),
          });
          const outcome = promise.catch((error) => error.name);
          await t.clock.advance(1_000);
          if (end === "abort") controller.abort();
          await t.clock.advance(1_000);
          t.equal(await outcome, end === "abort" ? "AbortError" : "PulseTimeoutError");
          await t.clock.advance(10_000);
          t.equal(givenUp, 1, `${end}, answer ${at}`);
        }
      }
    },
  },
];
