// What an error says: its class by status, its fields, one readable line.

const CLASSES = [
  [400, "BadRequestError"],
  [401, "UnauthorizedError"],
  [403, "ForbiddenError"],
  [404, "NotFoundError"],
  [410, "GoneError"],
  [429, "TooManyRequestsError"],
  [500, "InternalServerError"],
  [501, "InternalServerError"],
  [503, "InternalServerError"],
  [599, "InternalServerError"],
  [402, "PulseError"],
  [405, "PulseError"],
  [408, "PulseError"],
  [409, "PulseError"],
  [418, "PulseError"],
  [422, "PulseError"],
];

/** The message of an error with this body. */
async function messageOf(t, status, body) {
  const error = await t
    .over(t.stubFetch(t.reply(status, body)), { maxRetries: 0 })
    .cancelJob("j")
    .catch((error) => error);
  t.ok(error instanceof t.pulse.PulseError, String(error));
  return error;
}

const page = `<!doctype html>\n<html>\n<body>${"x".repeat(5_000)}</body></html>`;

/** Neither a control character nor a line separator. */
const isPrintable = (char) => {
  const code = char.codePointAt(0);
  return code >= 0x20 && !(code >= 0x7f && code <= 0x9f) && code !== 0x2028 && code !== 0x2029;
};

export default [
  {
    name: "each status has its class, with the fields of the answer",
    line: ["error classes", "error fields"],
    async run(t) {
      for (const [status, name] of CLASSES) {
        const body = {
          error: { code: "CODE_001", message: "the server's words", details: { field: ["a"] } },
        };
        const jobId = await t.emulator.faulty({ status, body: JSON.stringify(body) });
        const error = await t.rejects(t.client({ maxRetries: 0 }).cancelJob(jobId), t.pulse[name], {
          statusCode: status,
          body,
          code: "CODE_001",
          details: { field: ["a"] },
          attempts: 1,
          message: /the server's words.*CODE_001/,
        });
        t.equal(error.rawResponse.status, status);
        t.equal(error.rawResponse.url, `${t.baseUrl}/job/${jobId}`);
        t.match(error.stack, /\w/);
        // V8 and Bun put the message there, Firefox and Safari do not.
        if (new Error("words").stack.includes("words")) t.match(error.stack, /the server's words/);
      }
    },
  },
  {
    name: "the API's own errors: no key, an unknown key, another's job, no such job",
    line: ["error classes", "message"],
    async run(t) {
      const jobId = await t.emulator.job({ key: "other-key" });
      await t.rejects(t.client({ apiKey: null }).cancelJob(jobId), t.pulse.UnauthorizedError, {
        code: "AUTH_001",
      });
      await t.rejects(t.client({ apiKey: t.key }).cancelJob(jobId), t.pulse.UnauthorizedError, {
        code: "AUTH_002",
      });
      await t.rejects(t.client().cancelJob(jobId), t.pulse.ForbiddenError, { code: "AUTH_004" });
      await t.rejects(t.client().cancelJob(t.newId()), t.pulse.NotFoundError, { code: /^JOB_/ });
    },
  },
  {
    name: "an error whose body is JSON of another shape keeps it and its status",
    line: ["error fields", "body", "SDK: errors"],
    async run(t) {
      const bodies = [
        { message: "plain message" },
        { detail: "a detail" },
        { error: "a string" },
        ["list"],
        7,
        null,
        "text in JSON",
        { error: null },
        { error: { message: 5 } },
        { error: { code: 5 } },
        {},
        { error: [] },
        { Error: { Message: "no" } },
      ];
      for (const body of bodies) {
        const jobId = await t.emulator.faulty({ status: 404, body: JSON.stringify(body) });
        const error = await t.rejects(t.client().cancelJob(jobId), t.pulse.NotFoundError, {
          statusCode: 404,
          body,
          attempts: 1,
          message: /^404: ./,
        });
        t.equal(error.code, undefined, "code");
      }
    },
  },
  {
    name: "an error whose body is plain text, HTML, malformed JSON or nothing keeps the text and its status",
    line: ["body", "error fields", "SDK: errors"],
    async run(t) {
      for (const body of [
        "no such job",
        "",
        '{"error":{"code":"JOB_001","mess',
        page,
        "{",
        "undefined",
        "\ufeff",
      ]) {
        const jobId = await t.emulator.faulty({ status: 404, body });
        const error = await t.rejects(t.client().cancelJob(jobId), t.pulse.NotFoundError, {
          statusCode: 404,
          attempts: 1,
          message: /^404: ./,
        });
        t.equal(error.body, body.replace("\ufeff", ""));
      }
    },
  },
  {
    name: "a JSON body of an error may begin with a byte order mark",
    line: ["body"],
    async run(t) {
      const jobId = await t.emulator.faulty({
        status: 403,
        body: '\ufeff{"error":{"code":"AUTH_004"}}',
      });
      await t.rejects(t.client().cancelJob(jobId), t.pulse.ForbiddenError, { code: "AUTH_004" });
    },
  },
  {
    name: "the message holds the server's own words wherever it put them, and its code",
    line: ["message"],
    async run(t) {
      for (const [body, expected] of [
        [{ error: { code: "JOB_001", message: "words" } }, /words.*JOB_001/],
        [{ error: "words" }, /words/],
        [{ message: "words" }, /words/],
        [{ detail: "words" }, /words/],
        ["words", /words/],
        [{ error: { code: "JOB_001" } }, /JOB_001/],
      ]) {
        t.match((await messageOf(t, 404, body)).message, expected, JSON.stringify(body));
      }
    },
  },
  {
    name: "the message is one line of a readable length, whatever the server sends",
    line: ["message"],
    async run(t) {
      for (const body of [
        page,
        "a\nb\r\nc\td\u2028e\u2029f\x1b[31mg\x85h",
        { error: { message: "x\ny", code: "C\nD" } },
        "z".repeat(1_000_000),
      ]) {
        const { message } = await messageOf(t, 400, body);
        t.ok([...message].every(isPrintable), JSON.stringify(message.slice(0, 80)));
        t.ok(message.length < 1_000, `${message.length} characters`);
      }
    },
  },
  {
    name: "fields that an error has not are absent, not undefined",
    line: ["error fields"],
    async run(t) {
      const error = await t.rejects(
        t.over(t.stubFetch(t.lost()), { maxRetries: 0 }).cancelJob("j"),
        t.pulse.PulseConnectionError,
      );
      t.equal(Object.keys(error).sort(), ["attempts", "jobId"]);
      const empty = await messageOf(t, 404, "");
      t.ok(
        !("code" in empty) && !("details" in empty) && !("retryAfterInSeconds" in empty),
        "404 without a body",
      );
      t.ok(!("cause" in empty), "no cause where nothing was thrown");
    },
  },
  {
    name: "an error can be logged, serialised and cloned without throwing",
    line: ["error classes"],
    async run(t) {
      const error = await t.rejects(t.client().cancelJob(t.newId()), t.pulse.NotFoundError);
      t.match(JSON.stringify(error), /"statusCode":404/);
      t.match(String(error), /^NotFoundError: 404: /);
      t.match(t.runtime.inspect(error), /404/);
    },
  },
  {
    name: "a body with __proto__ in it harms nothing",
    line: ["error fields"],
    async run(t) {
      const body =
        '{"__proto__":{"polluted":1},"error":{"code":"C","message":"m","details":{"__proto__":{"polluted":2}}}}';
      const error = await messageOf(t, 400, body);
      t.equal([{}.polluted, error.polluted, error.code], [undefined, undefined, "C"]);
    },
  },
  {
    name: "an error's name can be assigned, in a subclass's constructor too",
    line: ["error classes"],
    async run(t) {
      for (const kind of ["PulseError", "NotFoundError", "PulseAbortError"]) {
        const Base = t.pulse[kind];
        class Mine extends Base {
          constructor() {
            super({ message: "m", attempts: 0 });
            this.name = "Mine";
          }
        }
        const mine = new Mine();
        t.equal([mine.name, String(mine)], ["Mine", "Mine: m"], kind);
        t.ok(mine instanceof t.pulse[kind], kind);
        class Field extends Base {
          name = "Field";
        }
        t.equal(new Field({ message: "m", attempts: 0 }).name, "Field", kind);
        const error = new t.pulse[kind]({ message: "m", attempts: 0 });
        const before = error.name;
        error.name = "Other";
        t.equal([error.name, String(error)], ["Other", "Other: m"], kind);
        t.equal(
          new t.pulse[kind]({ message: "m", attempts: 0 }).name,
          before,
          "another error keeps its own",
        );
      }
      const error = await t
        .over(t.stubFetch(t.problem(404, "X")))
        .cancelJob("j")
        .catch((error) => Object.assign(error, { name: "Renamed" }));
      t.equal([error.name, Object.keys(error).includes("attempts")], ["Renamed", true]);
    },
  },
];
