// Job ids: one path segment, or refused before anything is sent.

const METHODS = ["cancelJob", "getJob", "waitForJob", "cancelJobAndWait"];

const BAD = {
  "the empty string": "",
  "one dot": ".",
  "two dots": "..",
  "a lone high surrogate": "job-\ud800",
  "a lone low surrogate": "\udc00job",
  "a lone surrogate beside the replacement character": "\ufffd\ud800",
  "a number": 42,
  NaN: Number.NaN,
  undefined: undefined,
  null: null,
  "a boolean": true,
  "an object": {},
  "an array": ["job-1"],
  "a String object": Object("job-1"),
  "a function": () => "job-1",
  "a symbol": Symbol("job-1"),
  "a bigint": 5n,
};

const refused = Object.entries(BAD).map(([what, jobId]) => ({
  name: `the job id ${what} is refused by every method, and nothing is sent`,
  line: ["Job ids, refused", "Rejects", "SDK: ids"],
  async run(t) {
    const client = t.client({ apiKey: t.key });
    for (const method of METHODS) {
      const error = await t.rejects(client.jobs[method]({ jobId }), t.pulse.PulseValidationError, {
        message: /job ?id/i,
        attempts: 0,
      });
      t.equal(error.statusCode, undefined);
    }
    await t.rejects(client.cancelJob(jobId), t.pulse.PulseValidationError, { message: /job ?id/i });
    t.equal(await t.emulator.withKey(t.key), []);
  },
}));

const ENCODED = {
  "a/b": "a%2Fb",
  "../x": "..%2Fx",
  "a?b=c": "a%3Fb%3Dc",
  "a#b": "a%23b",
  "%2e%2e": "%252e%252e",
  "a b": "a%20b",
  "a\\b": "a%5Cb",
  "ü€😀": "%C3%BC%E2%82%AC%F0%9F%98%80",
  "\ufffd": "%EF%BF%BD",
  "a\nb\0": "a%0Ab%00",
  "a;b,c:d@e&f=g+h$i!j'k(l)m*n": undefined,
  "...": "...",
  "AZaz09-._~": "AZaz09-._~",
};

export default [
  ...refused,
  {
    name: "every other id is one path segment that the server decodes to itself",
    line: ["Job ids, encoded"],
    async run(t) {
      const client = t.client();
      const suffix = t.newId();
      for (const [start, path] of Object.entries(ENCODED)) {
        const jobId = await t.emulator.job({ jobId: `${start}${suffix}` });
        t.equal((await client.cancelJob(jobId)).job_id, jobId);
        const [request] = await t.emulator.requests(jobId);
        t.equal([request.jobId, request.query], [jobId, ""]);
        if (path) t.equal(request.path, `/job/${path}${suffix}`);
        t.equal(request.path.split("/").length, 3, "one segment");
      }
    },
  },
  {
    name: "an id of 1,000 characters of many scripts reaches the address whole",
    line: ["Job ids, encoded"],
    async run(t) {
      const jobId = "aü€😀/".repeat(200);
      const fetch = t.stubFetch(t.cancelled());
      await t.over(fetch).cancelJob(jobId);
      const { pathname } = new URL(fetch.calls[0].url);
      t.ok(decodeURIComponent(pathname) === `/job/${jobId}`, "it decodes to itself");
    },
  },
  {
    name: "a call without arguments is refused by every method",
    line: ["Rejects", "SDK: ids"],
    async run(t) {
      const client = t.client({ apiKey: t.key });
      for (const method of METHODS) {
        await t.rejects(client.jobs[method](), t.pulse.PulseValidationError, {
          message: /job ?id/i,
        });
        await t.rejects(client.jobs[method](null), t.pulse.PulseValidationError, {
          message: /job ?id/i,
        });
      }
      await t.rejects(client.cancelJob(), t.pulse.PulseValidationError, { message: /job ?id/i });
      t.equal(await t.emulator.withKey(t.key), []);
    },
  },
  {
    name: "an argument whose jobId throws when read rejects the promise",
    line: ["Rejects"],
    async run(t) {
      const argument = {
        get jobId() {
          throw new RangeError("no id here");
        },
      };
      const client = t.over(t.stubFetch(t.cancelled()));
      for (const method of METHODS) {
        let promise;
        try {
          promise = client.jobs[method](argument);
        } catch (error) {
          t.fail(`${method} threw ${error}`);
        }
        const error = await promise.catch((error) => error);
        t.ok(
          error instanceof RangeError || error instanceof t.pulse.PulseError,
          `${method} rejects`,
        );
      }
    },
  },
  {
    name: "an id of more than 1,024 characters is refused at any length, and one of 1,024 is sent",
    line: ["Job ids, refused"],
    async run(t) {
      const fetch = t.stubFetch((url) =>
        t.cancelled(decodeURIComponent(new URL(url).pathname.slice(5))),
      );
      const client = t.over(fetch);
      for (const id of ["a".repeat(1_024), "\u{1f600}".repeat(1_024)]) await client.cancelJob(id);
      t.equal(fetch.calls.length, 2);
      const long = ["a".repeat(1_025), "\u{1f600}".repeat(1_025), "x".repeat(2 ** 25)];
      for (const id of long) {
        await t.rejects(client.cancelJob(id), t.pulse.PulseValidationError, { message: /1024/ });
      }
      const { failed } = await client.jobs.cancelJobs(long);
      t.equal([failed, fetch.calls.length], [3, 2]);
    },
  },
  {
    name: "the key with white space round it is refused as a job id like the key, and not shown",
    line: ["Job ids, refused", "Key scrubbed"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const told = [];
      for (const apiKey of ["key-0123456789", async () => "key-0123456789"])
        for (const id of ["key-0123456789\n", "\tkey-0123456789 \r\n"]) {
          const client = t.over(fetch, { apiKey });
          const error = await t.rejects(client.cancelJob(id), t.pulse.PulseValidationError, {
            message: /key/,
          });
          told.push(error, error.message, await client.jobs.cancelJobs([id]));
        }
      t.equal(fetch.calls.length, 0);
      t.lacks([...t.textsOf(told)].join("\n"), "key-0123456789");
      // Without a key, white space is nobody's secret.
      await t.over(fetch, { apiKey: null }).cancelJob(" ");
    },
  },
  {
    name: "the key as a job id is refused and not shown, also where a supplier gives it",
    line: ["Job ids, refused", "Key scrubbed"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const key = "key/with+signs-0123456789";
      const lines = t.recordingLogger();
      const logging = { level: "debug", logger: lines };
      const kinds = [
        { apiKey: key },
        { apiKey: async () => key },
        { apiKey: "another", headers: { "x-api-key": key } },
        { apiKey: "another", headers: { "x-api-key": () => key } },
      ];
      const told = [];
      for (const options of kinds) {
        const client = t.over(fetch, { ...options, logging });
        const error = await t.rejects(client.cancelJob(key), t.pulse.PulseValidationError, {
          message: /key/,
        });
        const run = client.jobs.cancelJobs([key]);
        told.push(error, error.message, await run);
        for await (const outcome of client.jobs.getJobs([key])) told.push(outcome);
      }
      const call = t.over(fetch, { logging }).cancelJob(key, { headers: { "x-api-key": key } });
      told.push(await t.rejects(call, t.pulse.PulseValidationError));
      t.equal(fetch.calls.length, 0);
      const texts = [...t.textsOf([told, lines.lines])].join("\n");
      t.lacks(texts, key);
      t.lacks(texts, encodeURIComponent(key));
      t.equal(told[2].failures[0].jobId, "[key]");
    },
  },
];
