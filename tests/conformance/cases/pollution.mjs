// Nothing is read off Object.prototype itself, and nothing is assigned that a frozen prototype forbids.

/** Runs `body` while Object.prototype has these properties; the calls that it begins must have begun when it returns. */
function polluted(properties, body) {
  for (const [name, value] of Object.entries(properties)) {
    Object.defineProperty(Object.prototype, name, { value, configurable: true });
  }
  try {
    return body();
  } finally {
    for (const name of Object.keys(properties)) delete Object.prototype[name];
  }
}

const NOWHERE = "https://nowhere.example.test";

export default [
  {
    name: "no option of a client is taken from Object.prototype",
    line: ["Object.prototype"],
    alone: true,
    async run(t) {
      const stolen = t.stubFetch(t.cancelled());
      const seen = [];
      const note = (name) => () => seen.push(name);
      const properties = {
        allowInsecure: true,
        baseUrl: NOWHERE,
        environment: NOWHERE,
        fetch: stolen,
        headers: { "x-stolen": "1" },
        timeoutInSeconds: -1,
        deadlineInSeconds: -1,
        maxRetries: -1,
        onEvent: note("event"),
        logging: { debug: 1 },
        signal: AbortSignal.abort(),
        abortSignal: AbortSignal.abort(),
        keepalive: true,
        queryParams: { stolen: "1" },
        onUpdate: note("update"),
        cancelOnAbort: true,
        pollIntervalInSeconds: -1,
      };
      const fetch = t.stubFetch(t.cancelled());
      const { PulseClient } = t.pulse;
      const promises = polluted(properties, () => {
        const client = new PulseClient({
          apiKey: t.key,
          baseUrl: "https://api.example.test",
          fetch,
        });
        t.throws(
          () => new PulseClient({ apiKey: t.key, baseUrl: "http://api.example.test", fetch }),
          t.pulse.PulseValidationError,
        );
        return [client.cancelJob("job-1"), client.cancelJob("job-1", {})];
      });
      await Promise.all(promises);
      t.equal([stolen.calls.length, fetch.calls.length, seen], [0, 2, []]);
      for (const { url, init } of fetch.calls) {
        t.equal(url, "https://api.example.test/job/job-1");
        t.equal([init.headers["x-stolen"], Object.hasOwn(init, "keepalive")], [undefined, false]);
      }
    },
  },
  {
    name: "no fetch and no header is found on Object.prototype where a client has none of its own",
    line: ["Object.prototype"],
    alone: true,
    async run(t) {
      const jobId = await t.emulator.job();
      const stolen = t.stubFetch(t.cancelled());
      const client = t.client();
      const promise = polluted({ fetch: stolen, supplied: ["k"], cause: "c", jobId: "other" }, () =>
        client.jobs.cancelJob({ jobId }),
      );
      t.equal((await promise).job_id, jobId);
      t.equal(stolen.calls.length, 0);
    },
  },
  {
    name: "no option of a bulk run and nothing of its source is taken from Object.prototype",
    line: ["Object.prototype", "BulkOptions"],
    alone: true,
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const { jobs } = t.over(fetch);
      const seen = [];
      const properties = {
        concurrency: -1,
        confirm: true,
        dryRun: true,
        dedupe: 7,
        missing: "no",
        stopAfter: -1,
        onlyIf: () => false,
        onProgress: (progress) => seen.push(progress),
        size: 7,
        length: 7,
      };
      const ids = {
        *[Symbol.iterator]() {
          yield "job-1";
        },
      };
      const run = polluted(properties, () => {
        const run = jobs.cancelJobs(ids, {});
        const summary = run.then((value) => value);
        return summary;
      });
      t.equal([(await run).cancelled, seen, fetch.calls[0].method], [1, [], "DELETE"]);
      const plain = polluted({ jobId: "other" }, () => jobs.cancelJob({}));
      await t.rejects(plain, t.pulse.PulseValidationError, { message: /jobId/ });
    },
  },
  {
    name: "options with getters of a class, and options that inherit, work, polluted or not",
    line: ["Object.prototype", "RequestOptions"],
    alone: true,
    async run(t) {
      class Options {
        get apiKey() {
          return t.key;
        }
        get maxRetries() {
          return 0;
        }
      }
      const fetch = t.stubFetch(t.problem(503, "X"));
      const inherited = Object.assign(Object.create(new Options()), {
        baseUrl: "https://api.example.test",
        fetch,
      });
      const make = () => new t.pulse.PulseClient(inherited).cancelJob("j");
      for (const call of [make(), polluted({ maxRetries: 5, apiKey: 7 }, make)]) {
        await t.rejects(call, t.pulse.InternalServerError, { attempts: 1 });
      }
      t.equal(fetch.calls.length, 2);
      t.equal(fetch.calls[1].init.headers["x-api-key"], t.key);
      const bare = Object.assign(Object.create(null), { maxRetries: 0 });
      await t.rejects(t.over(fetch).cancelJob("j", bare), t.pulse.InternalServerError, {
        attempts: 1,
      });
    },
  },
  {
    name: "frozen prototypes hinder neither an iteration nor a header named like a property of theirs",
    line: ["Frozen prototypes"],
    alone: true,
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const { jobs } = t.over(fetch, { headers: { constructor: "c", "x-a": "a" } });
      // Read-only, as frozen intrinsics make them; put back, which freezing does not allow.
      const generators = Object.getPrototypeOf(Object.getPrototypeOf((async function* () {})()));
      const prototypes = [
        Object.getPrototypeOf(generators),
        generators,
        Object.prototype,
        Error.prototype,
        Promise.prototype,
      ];
      const changed = [];
      for (const prototype of prototypes) {
        for (const name of Reflect.ownKeys(prototype)) {
          const before = Object.getOwnPropertyDescriptor(prototype, name);
          if (!before.writable || !before.configurable) continue;
          Object.defineProperty(prototype, name, { writable: false });
          changed.push([prototype, name, before]);
        }
      }
      const outcomes = [];
      try {
        for await (const { status } of jobs.cancelJobs(["job-1", "job-2", "job-3"])) {
          outcomes.push(status);
          if (outcomes.length === 2) break;
        }
        await jobs.cancelJob({ jobId: "job-1" });
        await t.rejects(jobs.cancelJob({ jobId: "" }), t.pulse.PulseValidationError);
      } finally {
        for (const [prototype, name, before] of changed) {
          Object.defineProperty(prototype, name, before);
        }
      }
      t.equal(outcomes, ["fulfilled", "fulfilled"]);
      const { headers } = fetch.calls[0].init;
      t.equal([headers.constructor, headers["x-a"]], ["c", "a"]);
    },
  },
];
