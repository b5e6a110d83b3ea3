// The key: which ones are accepted, where it is sent, and that it appears nowhere else.

const BAD = {
  empty: "",
  "with a newline": "key\n",
  "with a carriage return": "a\rb",
  "with a space": "a b",
  "with a tab": "\tkey",
  "with NUL": "a\0b",
  "with DEL": "a\x7fb",
  "of another script": "kéy",
  "with an emoji": "k😀",
  "with a lone surrogate": "k\ud800",
};
const WRONG_TYPE = [42, true, {}, ["key"], Symbol("key"), 5n, Object("key")];

const refusals = (t) => [t.pulse.PulseValidationError, { message: /key/i, attempts: 0 }];

export default [
  {
    name: "a key that is empty or has anything but visible ASCII is refused by the constructor",
    line: ["Key characters", "Constructor", "SDK: key"],
    async run(t) {
      for (const apiKey of Object.values(BAD)) {
        const error = t.throws(() => t.client({ apiKey }), ...refusals(t));
        if (apiKey) t.lacks(error.message, apiKey);
      }
    },
  },
  {
    name: "a key of another type is refused by the constructor",
    line: ["Key characters", "Constructor"],
    async run(t) {
      for (const apiKey of WRONG_TYPE) t.throws(() => t.client({ apiKey }), ...refusals(t));
    },
  },
  {
    name: "a bad key from a supplier is refused before anything is sent",
    line: ["Key characters", "suppliers"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      for (const value of [...Object.values(BAD), ...WRONG_TYPE, undefined]) {
        for (const apiKey of [() => value, async () => value]) {
          await t.rejects(t.over(fetch, { apiKey }).cancelJob("j"), ...refusals(t));
        }
      }
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "every visible ASCII character may stand in a key and arrives as it is",
    line: ["Key characters"],
    async run(t) {
      const apiKey = Array.from({ length: 0x7e - 0x20 }, (_, i) =>
        String.fromCharCode(0x21 + i),
      ).join("");
      const jobId = await t.emulator.faulty({ status: 200, body: '{"job_id":"j","message":"m"}' });
      await t.client({ apiKey }).cancelJob(jobId);
      const [request] = await t.emulator.requests(jobId);
      t.equal(request.headers["x-api-key"], apiKey);
    },
  },
  {
    name: "a client without a key is refused, and says what to do",
    line: ["apiKey", "Constructor"],
    async run(t) {
      for (const options of [undefined, {}, { apiKey: undefined }, { baseUrl: t.baseUrl }]) {
        t.throws(() => new t.pulse.PulseClient(options), t.pulse.PulseValidationError, {
          message: /PULSE_API_KEY/,
        });
      }
    },
  },
  {
    name: "apiKey null sends no key, for a proxy that adds it",
    line: ["apiKey"],
    async run(t) {
      const jobId = t.newId();
      await t.rejects(t.client({ apiKey: null }).cancelJob(jobId), t.pulse.UnauthorizedError, {
        code: "AUTH_001",
      });
      const [request] = await t.emulator.requests(jobId);
      t.equal(request.headers["x-api-key"], undefined);
      t.equal(request.headers.authorization, undefined);
    },
  },
  {
    name: "the key is sent as x-api-key and in no other place",
    line: ["Key's origin", "Key held"],
    async run(t) {
      const jobId = await t.emulator.faulty({ status: 200, body: '{"job_id":"j","message":"m"}' });
      await t.client({ apiKey: t.key }).cancelJob(jobId, { queryParams: { a: 1 } });
      const [request] = await t.emulator.requests(jobId);
      t.equal(request.headers["x-api-key"], t.key);
      const { "x-api-key": _, ...others } = request.headers;
      t.lacks(JSON.stringify([request.path, request.query, others]), t.key);
    },
  },
  {
    name: "an x-api-key in headers counts as the key, of a client and of a call",
    line: ["Key as header"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const make = (options) =>
        new t.pulse.PulseClient({ baseUrl: "https://api.example.test", fetch, ...options });
      await make({ headers: { "X-API-Key": "in-header" } }).cancelJob("j");
      await make({ apiKey: "option", headers: { "x-api-key": "in-header" } }).cancelJob("j");
      await make({ apiKey: "option" }).cancelJob("j", { headers: { "X-Api-Key": "of-call" } });
      await make({ apiKey: "option", headers: { "x-api-key": "in-header" } }).cancelJob("j", {
        headers: { "x-api-key": () => "supplied" },
      });
      // A supplier's key is no stronger than a plain one.
      const supplied = make({ apiKey: () => "option" });
      await supplied.cancelJob("j", { headers: { "x-api-key": "of-call" } });
      await supplied.cancelJob("j", { headers: { "x-api-key": null } });
      t.equal(
        fetch.calls.map(({ init }) => new Headers(init.headers).get("x-api-key")),
        ["in-header", "in-header", "of-call", "supplied", "of-call", null],
      );
    },
  },
  {
    name: "an x-api-key in headers is judged and scrubbed like the key",
    line: ["Key as header", "Key scrubbed", "Key characters"],
    async run(t) {
      for (const bad of Object.values(BAD)) {
        t.throws(() => t.client({ headers: { "x-api-key": bad } }), ...refusals(t));
        await t.rejects(
          t.client().cancelJob("j", { headers: { "x-api-key": bad } }),
          ...refusals(t),
        );
      }
      const fetch = t.stubFetch(t.reply(403, { error: { message: `no ${t.key}` } }));
      const error = await t.rejects(
        t.over(fetch, { apiKey: "other" }).cancelJob("j", { headers: { "x-api-key": t.key } }),
        t.pulse.ForbiddenError,
      );
      t.lacks(error.message, t.key);
    },
  },
  {
    name: "an x-api-key of null in a call sends no key",
    line: ["Key as header", "headers"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      await t.over(fetch).cancelJob("j", { headers: { "x-api-key": null } });
      t.equal(new Headers(fetch.calls[0].init.headers).has("x-api-key"), false);
    },
  },
  {
    name: "the key cannot be found in the client, whatever is asked of it",
    line: ["Key held", "SDK: key"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const client = t.over(fetch);
      await client.cancelJob("j");
      fetch.calls.length = 0;
      for (const value of [client, client.jobs, t.pulse.PulseClient]) {
        for (const text of t.textsOf(value)) t.lacks(text, t.key);
        t.lacks(JSON.stringify(value) ?? "", t.key, "JSON.stringify");
        t.lacks(String(value), t.key, "String");
        t.lacks(t.runtime.inspect(value), t.key, "inspection");
      }
    },
  },
  {
    name: "a key that the server echoes is scrubbed from the message and the stack, and stays in body",
    line: ["Key scrubbed", "Key held"],
    async run(t) {
      const body = JSON.stringify({
        error: { code: "AUTH_002", message: `bad key ${t.key}, yes ${t.key}!` },
      });
      const jobId = await t.emulator.faulty({ status: 401, body });
      const error = await t.rejects(
        t.client({ apiKey: t.key }).cancelJob(jobId),
        t.pulse.UnauthorizedError,
      );
      t.match(error.message, /bad key .*, yes .*!/);
      for (const text of t.textsOf(error, ["body", "cause"])) t.lacks(text, t.key);
      t.match(error.body.error.message, new RegExp(t.key));
    },
  },
  {
    name: "a key in the error's code and details is scrubbed from all but body and cause",
    line: ["Key scrubbed"],
    async run(t) {
      const fetch = t.stubFetch(
        t.reply(400, { error: { code: `CODE-${t.key}`, message: "m", details: { seen: t.key } } }),
      );
      const error = await t.rejects(t.over(fetch).cancelJob("j"), t.pulse.BadRequestError);
      for (const text of t.textsOf(error, ["body", "cause"])) t.lacks(text, t.key);
    },
  },
  {
    name: "a key in what fetch threw is scrubbed from the message and stays in cause",
    line: ["Key scrubbed"],
    async run(t) {
      const cause = t.lost(`cannot send ${t.key}`);
      const error = await t.rejects(
        t.over(t.stubFetch(cause), { maxRetries: 0 }).cancelJob("j"),
        t.pulse.PulseConnectionError,
      );
      t.ok(error.cause === cause, "cause");
      t.match(error.message, /cannot send/);
      for (const text of t.textsOf(error, ["body", "cause"])) t.lacks(text, t.key);
    },
  },
  {
    name: "a key in what a supplier threw is scrubbed from the message",
    line: ["Key scrubbed"],
    async run(t) {
      const client = t.over(t.stubFetch(t.cancelled()), {
        headers: {
          "x-trace": () => {
            throw new Error(`oh ${t.key}`);
          },
        },
      });
      const error = await t.rejects(client.cancelJob("j"), t.pulse.PulseError);
      t.lacks(error.message, t.key);
      t.lacks(error.stack, t.key);
    },
  },
  {
    name: "a key that one supplier gave is scrubbed from what another throws",
    line: ["Key scrubbed", "suppliers"],
    async run(t) {
      const gives = async () => t.key;
      const throws = () => {
        throw new Error(`no route for ${t.key}`);
      };
      const fetch = t.stubFetch(t.cancelled());
      for (const options of [
        { apiKey: gives, baseUrl: throws },
        { apiKey: gives, headers: { "x-a": throws } },
        { apiKey: "other", headers: { "x-api-key": gives, "x-b": throws } },
      ]) {
        const error = await t.rejects(t.over(fetch, options).cancelJob("j"), t.pulse.PulseError, {
          attempts: 0,
          message: /no route for/,
        });
        for (const text of t.textsOf(error, ["body", "cause"])) t.lacks(text, t.key);
      }
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "a key of the middle of a longer word, or of one letter, is scrubbed all the same",
    line: ["Key scrubbed"],
    async run(t) {
      for (const apiKey of ["Q", "$&", "[key]", "QQ"]) {
        const fetch = t.stubFetch(t.reply(400, { error: { message: `aQQQb${apiKey}c` } }));
        const error = await t.rejects(
          t.over(fetch, { apiKey }).cancelJob("j"),
          t.pulse.BadRequestError,
        );
        const said = error.message.replaceAll("[key]", "");
        t.lacks(said, apiKey);
      }
    },
  },
  {
    name: "no event and no log line at debug level holds the key",
    line: ["Key scrubbed", "Logs redacted"],
    clock: true,
    async run(t) {
      const logger = t.recordingLogger();
      const events = [];
      const echo = (status, headers) =>
        t.reply(status, { error: { message: `key ${t.key}` } }, headers);
      const fetch = t.stubFetch(
        t.lost(`lost ${t.key}`),
        echo(503),
        echo(429, { "retry-after": "1" }),
        echo(401),
      );
      const client = t.over(fetch, {
        logging: { level: "debug", logger },
        onEvent: (event) => events.push(event),
        maxRetries: 5,
      });
      const promise = client.cancelJob("j");
      const failed = t.rejects(promise, t.pulse.UnauthorizedError);
      await t.clock.run(promise);
      await failed;
      t.ok(events.length >= 8 && logger.lines.length >= 8, "there are events and lines");
      for (const text of t.textsOf([events, logger.lines], ["body", "cause"])) t.lacks(text, t.key);
    },
  },
  {
    name: "a supplier of another header is no key: a client with nothing else is refused",
    line: ["apiKey", "Constructor", "Key as header"],
    async run(t) {
      const make = (headers) =>
        new t.pulse.PulseClient({
          headers,
          baseUrl: "https://api.example.test",
          fetch: t.stubFetch(t.cancelled()),
        });
      for (const headers of [
        { "x-trace": () => "t" },
        { "x-trace": () => "t", "x-other": "o" },
        { "x-api-key-id": () => "t" },
        new Map([["x-trace", async () => "t"]]),
      ]) {
        t.throws(() => make(headers), t.pulse.PulseValidationError, { message: /apiKey/ });
      }
      await make({ "x-trace": () => "t", "X-Api-Key": () => "k" }).cancelJob("j");
    },
  },
  {
    name: "an x-api-key supplier of undefined, and no other key, rejects the call; one of null sends none",
    line: ["Key as header", "apiKey", "headers"],
    async run(t) {
      for (const wrap of [(value) => () => value, (value) => async () => value]) {
        const fetch = t.stubFetch(t.cancelled());
        const make = (value, more) =>
          new t.pulse.PulseClient({
            headers: { "X-Api-Key": wrap(value) },
            baseUrl: "https://api.example.test",
            fetch,
            ...more,
          });
        await t.rejects(make(undefined).cancelJob("j"), t.pulse.PulseValidationError, {
          message: /key/,
          attempts: 0,
        });
        t.equal(fetch.calls.length, 0);
        await make(null).cancelJob("j");
        await make("supplied").cancelJob("j");
        await make(undefined, { apiKey: "option" }).cancelJob("j");
        t.equal(
          fetch.calls.map(({ init }) => init.headers["x-api-key"]),
          [undefined, "supplied", "option"],
        );
      }
    },
  },
];
