// Where requests go: which base URLs are accepted, and what is built from them.

const REFUSED = [
  "",
  " ",
  "api.runpulse.com",
  "localhost:8080",
  "//api.runpulse.com",
  "not a url",
  "http://",
  "https://",
  "ftp://127.0.0.1/",
  "file:///tmp",
  "data:text/plain,x",
  "javascript:alert(1)",
  "ws://127.0.0.1/",
  "blob:https://api.example.test/x",
  "https://user@api.example.test",
  "https://user:pass@api.example.test",
  "https://:pass@api.example.test",
  "http://127.0.0.1@example.test",
  "https://api.example.test?a=b",
  "https://api.example.test/?",
  "https://api.example.test/v1?",
  "https://api.example.test/#",
  "https://api.example.test/#part",
  "https://api.example.test:99999",
];

const PLAIN_REFUSED = [
  "http://api.runpulse.com",
  "http://a.localhost",
  "http://localhost.example.test",
  "http://0.0.0.0",
  "http://0",
  "http://[::ffff:127.0.0.1]",
  "http://[::]",
  "http://127.0.0.1.example.test",
  "http://128.0.0.1",
  "http://10.0.0.1",
];

const LOOPBACK = [
  "http://localhost:1",
  "http://LOCALHOST",
  "http://127.0.0.1",
  "http://127.255.255.254",
  "http://[::1]:9",
  "http://127.1",
  "http://2130706433",
  "http://0x7f.1",
];

export default [
  {
    name: "a base URL that cannot be meant is refused by the constructor",
    line: ["Base URL", "Constructor", "baseUrl"],
    async run(t) {
      for (const baseUrl of REFUSED) {
        for (const options of [{ baseUrl }, { environment: baseUrl }]) {
          try {
            t.throws(
              () => new t.pulse.PulseClient({ apiKey: "k", ...options }),
              t.pulse.PulseValidationError,
              { message: /^(baseUrl|environment) / },
            );
          } catch (error) {
            error.message = `${JSON.stringify(baseUrl)}: ${error.message}`;
            throw error;
          }
        }
      }
    },
  },
  {
    name: "a base URL that is no string is refused by the constructor",
    line: ["Constructor"],
    async run(t) {
      for (const baseUrl of [42, true, {}, [], Symbol("x"), 5n]) {
        t.throws(
          () => new t.pulse.PulseClient({ apiKey: "k", baseUrl }),
          t.pulse.PulseValidationError,
          { message: /url/i },
        );
      }
    },
  },
  {
    name: "a base URL from a supplier is judged as strictly, before anything is sent",
    line: ["Base URL", "suppliers"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      for (const value of [...REFUSED, ...PLAIN_REFUSED, 42, undefined, null, {}]) {
        for (const baseUrl of [() => value, async () => value]) {
          const client = t.over(fetch, { baseUrl });
          await t.rejects(client.cancelJob("j"), t.pulse.PulseValidationError, {
            message: /url/i,
            attempts: 0,
          });
        }
      }
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "a key goes over plain http to no host but loopback",
    line: ["Plain http"],
    async run(t) {
      for (const baseUrl of PLAIN_REFUSED) {
        try {
          t.throws(
            () => new t.pulse.PulseClient({ apiKey: "k", baseUrl }),
            t.pulse.PulseValidationError,
            { message: /http/i },
          );
        } catch (error) {
          error.message = `${baseUrl}: ${error.message}`;
          throw error;
        }
      }
      const fetch = t.stubFetch(t.cancelled());
      for (const baseUrl of LOOPBACK) await t.over(fetch, { baseUrl }).cancelJob("j");
      t.equal(fetch.calls.length, LOOPBACK.length);
    },
  },
  {
    name: "the refusal of plain http says how to allow it, and allowInsecure does",
    line: ["allowInsecure", "Plain http"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const options = { baseUrl: "http://intranet.example.test", fetch };
      t.throws(() => t.over(fetch, options), t.pulse.PulseValidationError, {
        message: /allowInsecure/,
      });
      t.throws(
        () => t.over(fetch, { ...options, allowInsecure: false }),
        t.pulse.PulseValidationError,
      );
      await t.over(fetch, { ...options, allowInsecure: true }).cancelJob("j");
      t.equal(fetch.calls[0].url, "http://intranet.example.test/job/j");
    },
  },
  {
    name: "allowInsecure, cancelOnAbort and keepalive are true or false, and nothing that looks like it",
    line: ["allowInsecure", "keepalive", "cancelOnAbort", "Rejects"],
    async run(t) {
      const fetch = t.stubFetch(t.job("completed", { message: "m" }));
      const options = { baseUrl: "http://intranet.example.test" };
      const client = t.over(fetch);
      for (const value of ["false", "true", "0", "", 1, 0, {}, [], () => true, Symbol("yes"), 1n]) {
        const kind = t.pulse.PulseValidationError;
        for (const more of [options, {}])
          t.throws(() => t.over(fetch, { ...more, allowInsecure: value }), kind, {
            message: /allowInsecure/,
          });
        const wait = client.jobs.waitForJob({ jobId: "j" }, { cancelOnAbort: value });
        await t.rejects(wait, kind, { message: /cancelOnAbort/, attempts: 0 });
        for (const method of ["cancelJob", "getJob", "waitForJob", "cancelJobAndWait"]) {
          const call = client.jobs[method]({ jobId: "j" }, { keepalive: value });
          await t.rejects(call, kind, { message: /keepalive/, attempts: 0 });
        }
        const run = client.jobs.cancelJobs(["j"], { keepalive: value }).catch((error) => error);
        t.isError(await run, kind, { message: /keepalive/ });
      }
      t.equal(fetch.calls.length, 0);
      for (const value of [undefined, null, false]) {
        t.throws(
          () => t.over(fetch, { ...options, allowInsecure: value }),
          t.pulse.PulseValidationError,
          { message: /http/i },
        );
        const more = { keepalive: value, cancelOnAbort: value };
        t.equal((await client.jobs.waitForJob({ jobId: "j" }, more)).status, "completed");
      }
    },
  },
  {
    name: "plain http without a key is no danger and goes anywhere",
    line: ["Plain http"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      await t.over(fetch, { apiKey: null, baseUrl: "http://intranet.example.test" }).cancelJob("j");
      t.equal(fetch.calls[0].init.headers["x-api-key"], undefined);
    },
  },
  {
    name: "a key that a call or a supplier brings along is held back from plain http too",
    line: ["Plain http", "Key as header"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const bare = t.over(fetch, { apiKey: null, baseUrl: "http://intranet.example.test" });
      const refusal = [t.pulse.PulseValidationError, { message: /http/i }];
      await t.rejects(bare.cancelJob("j", { headers: { "X-Api-Key": "k" } }), ...refusal);
      await t.rejects(bare.cancelJob("j", { headers: { "x-api-key": () => "k" } }), ...refusal);
      const supplied = t.over(fetch, {
        apiKey: () => "k",
        baseUrl: "http://intranet.example.test",
      });
      await t.rejects(supplied.cancelJob("j"), ...refusal);
      t.throws(
        () =>
          t.over(fetch, {
            apiKey: null,
            headers: { "x-api-key": "k" },
            baseUrl: "http://intranet.example.test",
          }),
        ...refusal,
      );
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "the path of a base URL is kept, with and without a slash at its end",
    line: ["baseUrl"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      for (const [baseUrl, expected] of [
        ["https://api.example.test", "https://api.example.test/job/j"],
        ["https://api.example.test/", "https://api.example.test/job/j"],
        ["https://api.example.test/v1", "https://api.example.test/v1/job/j"],
        ["https://api.example.test/v1/", "https://api.example.test/v1/job/j"],
        ["https://api.example.test/a%20b/c/", "https://api.example.test/a%20b/c/job/j"],
        ["HTTPS://API.example.test:443/x", "https://api.example.test/x/job/j"],
        ["https://api.example.test:8443", "https://api.example.test:8443/job/j"],
      ]) {
        await t.over(fetch, { baseUrl }).cancelJob("j");
        t.equal(fetch.calls.at(-1).url, expected, baseUrl);
      }
    },
  },
  {
    name: "baseUrl beats environment, and environment alone serves as well",
    line: ["baseUrl"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const make = (options) => new t.pulse.PulseClient({ apiKey: "k", fetch, ...options });
      await make({
        baseUrl: "https://a.example.test",
        environment: "https://b.example.test",
      }).cancelJob("j");
      await make({ environment: "https://b.example.test" }).cancelJob("j");
      await make({ environment: async () => "https://c.example.test" }).cancelJob("j");
      await make({ environment: t.pulse.PulseEnvironment.Default }).cancelJob("j");
      t.equal(
        fetch.calls.map((call) => new URL(call.url).host),
        ["a.example.test", "b.example.test", "c.example.test", "api.runpulse.com"],
      );
    },
  },
  {
    name: "without a base URL requests go to the API's own",
    line: ["baseUrl"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      await new t.pulse.PulseClient({ apiKey: "k", fetch }).cancelJob("j");
      await new t.pulse.PulseClient({
        apiKey: "k",
        fetch,
        baseUrl: undefined,
        environment: undefined,
      }).cancelJob("j");
      t.equal(
        fetch.calls.map((call) => call.url),
        Array(2).fill("https://api.runpulse.com/job/j"),
      );
    },
  },
  {
    name: "a path as base URL resolves against the page's origin, and is refused where there is none",
    line: ["baseUrl path"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const make = (baseUrl) => new t.pulse.PulseClient({ apiKey: null, baseUrl, fetch });
      const origin = globalThis.location?.origin;
      if (origin) {
        await make("/api").cancelJob("j");
        await make("/api/").cancelJob("j");
        await make("/").cancelJob("j");
        await make(() => "/supplied").cancelJob("j");
        t.equal(
          fetch.calls.map((call) => call.url),
          [
            `${origin}/api/job/j`,
            `${origin}/api/job/j`,
            `${origin}/job/j`,
            `${origin}/supplied/job/j`,
          ],
        );
      } else {
        t.throws(() => make("/api"), t.pulse.PulseValidationError, { message: /url/i });
      }
    },
  },
  {
    name: "a path that would leave the page's origin is refused",
    line: ["baseUrl path", "Key's origin"],
    async run(t) {
      for (const baseUrl of [
        "//evil.example.test",
        "/\\evil.example.test",
        "/\t/evil.example.test",
        "/api?x",
        "/api#x",
      ]) {
        t.throws(
          () => new t.pulse.PulseClient({ apiKey: null, baseUrl }),
          t.pulse.PulseValidationError,
          { message: /url/i },
        );
      }
    },
  },
  {
    name: "the constructor refuses options that are no object",
    line: ["Constructor"],
    async run(t) {
      for (const options of ["key", 42, true, Symbol("x")]) {
        t.throws(() => new t.pulse.PulseClient(options), t.pulse.PulseValidationError, {
          message: /options/,
        });
      }
    },
  },
];
