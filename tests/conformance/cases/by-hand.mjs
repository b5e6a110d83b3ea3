// The error classes as programs use them: made by hand, told apart across copies, printed, and traced to the caller.

const STATUSES = {
  BadRequestError: 400,
  UnauthorizedError: 401,
  ForbiddenError: 403,
  NotFoundError: 404,
  GoneError: 410,
  TooManyRequestsError: 429,
  InternalServerError: 500,
};

/** A call of its own name, which a stack can show. */
function theCallersOwnFunction(call) {
  // No tail call, whose frame an engine may leave out.
  const result = call();
  return result;
}

/** The same for a promise, which an engine's stacks lead back to where it is awaited. */
async function theCallersOwnFunctionThatAwaits(call) {
  return await call();
}

/** Whether this engine's stacks lead from an async function to the one that awaits it. */
async function hasAsyncStacks() {
  const stack = await theCallersOwnFunctionThatAwaits(async () => {
    await undefined;
    return new Error().stack;
  });
  return stack.includes("theCallersOwnFunctionThatAwaits");
}

/** Fails unless a stack begins with the caller's function and has no frame of the module. */
function isTheCallers(t, { stack }, what) {
  const lines = stack.split("\n");
  const first = lines.findIndex((line) => line.includes("theCallersOwnFunction"));
  // V8 has the error itself before the frames; the arrow function that the case hands over is the first frame.
  t.ok(first >= 0 && first <= 2, `${what}: ${stack}`);
  t.ok(!/wasm-function|wasm:\/\//.test(stack), `${what}: ${stack}`);
}

export default [
  {
    name: "an error's stack begins with the caller's frames and has none of the module's, however the call fails",
    line: ["error stack"],
    async run(t) {
      const client = t.over(t.stubFetch(t.problem(404, "JOB_001")));
      const lost = t.over(t.stubFetch(t.lost()), { maxRetries: 0 });
      for (const [what, call] of Object.entries({
        "a status": () => client.cancelJob("j"),
        "a wait": () => client.jobs.waitForJob({ jobId: "j" }),
        "a connection": () => lost.jobs.getJob({ jobId: "j" }),
        "a bad id": () => client.cancelJob(""),
        "a bad option": () => client.cancelJob("j", { timeoutInSeconds: 0 }),
      })) {
        for (const [how, given] of [
          ["awaited", call],
          [
            "caught",
            () =>
              call().catch((error) => {
                throw error;
              }),
          ],
        ]) {
          const error = await theCallersOwnFunctionThatAwaits(given).catch((error) => error);
          if (await hasAsyncStacks()) isTheCallers(t, error, `${what}, ${how}`);
          else t.ok(error.stack, what);
        }
      }
      const outcomes = [];
      const begin = () => client.jobs.cancelJobs(["a", ""]);
      for await (const outcome of theCallersOwnFunction(begin)) outcomes.push(outcome);
      for (const { error } of outcomes) isTheCallers(t, error, "a bulk outcome");
      t.equal(outcomes.length, 2);
    },
  },
  {
    name: "an error of the constructor shows who called it",
    line: ["error stack"],
    async run(t) {
      try {
        theCallersOwnFunction(() => new t.pulse.PulseClient({ apiKey: "", fetch: 5 }));
      } catch (error) {
        return t.match(error.stack, /theCallersOwnFunction/);
      }
      return t.fail("it throws nothing");
    },
  },
  {
    name: "errors are made by hand as pulse-ts-sdk's are",
    line: ["errors by hand"],
    async run(t) {
      const body = { error: { code: "JOB_001", message: "no such job" } };
      const raw = { status: 404, headers: new Headers() };
      for (const [name, status] of Object.entries(STATUSES)) {
        const error = new t.pulse[name](body, raw);
        t.isError(error, t.pulse[name], { statusCode: status, body, code: "JOB_001", attempts: 0 });
        t.ok(error.rawResponse === raw, "rawResponse");
        t.match(error.message, new RegExp(`^${name}\nStatus code: ${status}\nBody: [{]`));
        t.equal(new t.pulse[name]("text").body, "text");
        t.equal(new t.pulse[name]().statusCode, status);
      }
      const cause = new Error("why");
      for (const name of ["PulseError", "PulseTimeoutError", "PulseConnectionError"]) {
        const error = new t.pulse[name]("what", { cause });
        t.isError(error, t.pulse[name], { message: "what", attempts: 0 });
        t.ok(error.cause === cause, "cause");
      }
      t.isError(
        new t.pulse.PulseError({ message: "m", statusCode: 418, body, cause, rawResponse: raw }),
        t.pulse.PulseError,
        { message: "m", statusCode: 418, body, code: "JOB_001" },
      );
      t.equal(Object.keys(new t.pulse.PulseTimeoutError("m")), ["attempts"]);
    },
  },
  {
    name: "instanceof holds between two copies of the package, and only for the like class",
    line: ["errors of copies"],
    async run(t) {
      const other = await t.runtime.freshCopy();
      const { NotFoundError, GoneError, PulseError, PulseAbortError } = t.pulse;
      t.ok(other.NotFoundError !== NotFoundError, "another class");
      const error = new other.NotFoundError({});
      t.equal(
        [NotFoundError, PulseError, Error, GoneError, PulseAbortError].map(
          (C) => error instanceof C,
        ),
        [true, true, true, false, false],
      );
      t.equal(new other.PulseError("m") instanceof NotFoundError, false);
      t.ok(new other.PulseAbortError("m") instanceof PulseAbortError, "whatever its name is");
    },
  },
  {
    name: "a subclass of a caller's own is told from its base as any class is, and foreign values are none",
    line: ["errors of copies"],
    async run(t) {
      const { NotFoundError, GoneError, PulseError } = t.pulse;
      class Mine extends NotFoundError {}
      const mine = new Mine({});
      t.equal(
        [Mine, NotFoundError, PulseError, GoneError].map((C) => mine instanceof C),
        [true, true, true, false],
      );
      t.equal([mine.name, new NotFoundError({}) instanceof Mine], ["Mine", false]);
      const named = Object.assign(new Error("m"), { name: "NotFoundError" });
      for (const value of [undefined, null, 404, "NotFoundError", {}, named, NotFoundError, Mine]) {
        t.equal([value instanceof NotFoundError, value instanceof PulseError], [false, false]);
      }
    },
  },
  {
    name: "an error as JSON has its name, message, job, status, code and attempts, and neither body nor headers",
    line: ["error JSON"],
    async run(t) {
      const fetch = t.stubFetch(t.problem(404, "JOB_001"));
      const error = await t.rejects(t.over(fetch).cancelJob("the job"), t.pulse.NotFoundError);
      t.equal(JSON.parse(JSON.stringify({ error })), {
        error: {
          name: "NotFoundError",
          message: "404: said JOB_001 (JOB_001)",
          jobId: "the job",
          statusCode: 404,
          code: "JOB_001",
          attempts: 1,
        },
      });
    },
  },
  {
    name: "each error and log line says which job it is about, and a call's events have one number",
    line: ["error fields", "PulseEvent", "log line"],
    async run(t) {
      const logger = t.recordingLogger();
      const events = [];
      const client = t.over(
        t.stubFetch((url) => (url.includes("bad") ? t.problem(404, "JOB_001") : t.cancelled())),
        { logging: { level: "debug", logger }, onEvent: (event) => events.push(event) },
      );
      const both = [client.cancelJob("good/1"), client.cancelJob("bad\n2").catch((error) => error)];
      t.equal((await both[1]).jobId, "bad\n2");
      await both[0];
      const of = (jobId) => events.filter((event) => event.jobId === jobId);
      for (const jobId of ["good/1", "bad\n2"]) {
        t.equal(new Set(of(jobId).map(({ callId }) => callId)).size, 1);
        t.equal(of(jobId).length, 2);
      }
      t.ok(of("good/1")[0].callId !== of("bad\n2")[0].callId, "two calls");
      t.equal(logger.lines.length, 5);
      for (const { parts } of logger.lines) {
        const [text, details] = parts;
        t.match(text, /^pulse-wasm: DELETE [/]job[/](good%2F1|bad%0A2)\b[^\n]*$/);
        t.ok(typeof details.callId === "number" && details.jobId, text);
      }
      const { parts } = logger.lines.find(({ level }) => level === "error");
      t.match(parts[0], /bad%0A2: 404: /);
      t.equal(parts[1].error.statusCode, 404);
    },
  },
  {
    name: "a body with attempts of its own is a body, and an error made from fields has its class's status",
    line: ["errors by hand"],
    async run(t) {
      const { NotFoundError, TooManyRequestsError, PulseTimeoutError } = t.pulse;
      const body = { error: { code: "JOB_001", message: "m" }, attempts: 3 };
      t.isError(new NotFoundError(body), NotFoundError, { statusCode: 404, body, attempts: 0 });
      const fields = { message: "slow", attempts: 1, retryAfterInSeconds: 3 };
      t.isError(new TooManyRequestsError(fields), TooManyRequestsError, {
        ...fields,
        statusCode: 429,
      });
      t.ok(!("statusCode" in new PulseTimeoutError("late")), "a timeout has no status");
    },
  },
];
