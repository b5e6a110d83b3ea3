// What a request contains, and that it contains nothing else.

const OF_BROWSERS = [
  "accept",
  "accept-encoding",
  "accept-language",
  "cache-control",
  "connection",
  "dnt",
  "host",
  "origin",
  "pragma",
  "priority",
  "referer",
  "sec-ch-ua",
  "sec-ch-ua-mobile",
  "sec-ch-ua-platform",
  "sec-fetch-dest",
  "sec-fetch-mode",
  "sec-fetch-site",
  "sec-fetch-storage-access",
  "te",
  "user-agent",
  "content-length",
];

export default [
  {
    name: "the client gives fetch x-api-key and accept, and outside browsers a user-agent, and nothing else",
    line: ["Wire"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      await t.over(fetch).cancelJob("j");
      const { headers } = fetch.calls[0].init;
      const names = Object.keys(Object.fromEntries(new Headers(headers))).sort();
      t.equal(
        names,
        t.runtime.namesItself ? ["accept", "user-agent", "x-api-key"] : ["accept", "x-api-key"],
      );
      t.equal(new Headers(headers).get("accept"), "application/json");
      if (t.runtime.namesItself) t.match(new Headers(headers).get("user-agent"), /^pulse-wasm\/\d/);
    },
  },
  {
    name: "the request's method, body, credentials and mode are left to their defaults",
    line: ["Wire"],
    async run(t) {
      const fetch = t.stubFetch(t.job("completed", { message: "m" }));
      const client = t.over(fetch);
      await client.cancelJob("j");
      await client.jobs.getJob({ jobId: "j" });
      for (const { init } of fetch.calls) {
        const known = ["method", "headers", "redirect", "signal", "cache"];
        t.equal(
          Object.keys(init).filter((name) => !known.includes(name)),
          [],
        );
        t.ok(init.signal instanceof AbortSignal, "a signal");
      }
    },
  },
  {
    name: "over the wire stands nothing that neither we nor the runtime's fetch put there",
    line: ["Wire"],
    async run(t) {
      const jobId = await t.emulator.job();
      await t.client().cancelJob(jobId);
      const [{ headers, path, query }] = await t.emulator.requests(jobId);
      const strange = Object.keys(headers).filter(
        (name) => name !== "x-api-key" && !OF_BROWSERS.includes(name),
      );
      t.equal(strange, []);
      t.equal([headers.accept, path, query], ["application/json", `/job/${jobId}`, ""]);
      if (t.runtime.namesItself) t.match(headers["user-agent"], /^pulse-wasm\/\d/);
    },
  },
  {
    name: "a browser's preflight asks for x-api-key alone, and elsewhere there is none",
    line: ["Wire"],
    async run(t) {
      const jobId = await t.emulator.job();
      await t.client().cancelJob(jobId);
      const preflights = await t.emulator.preflights(jobId);
      if (t.runtime.isBrowser) {
        t.equal(preflights.length, 1);
        t.equal(preflights[0].headers["access-control-request-headers"], "x-api-key");
        t.equal(preflights[0].headers["access-control-request-method"], "DELETE");
      } else {
        t.equal(preflights.length, 0);
      }
    },
  },
  {
    name: "a client without a key reads a job without a preflight, where CORS lets it",
    line: ["Wire"],
    async run(t) {
      const jobId = await t.emulator.faulty({
        status: 200,
        body: '{"job_id":"j","status":"pending","created_at":"c"}',
      });
      await t.client({ apiKey: null }).jobs.getJob({ jobId });
      t.equal((await t.emulator.preflights(jobId)).length, 0);
    },
  },
  {
    name: "GET is sent with cache no-store where the runtime takes it, and DELETE without",
    line: ["no-store"],
    async run(t) {
      const fetch = t.stubFetch(t.job("completed", { message: "m" }));
      const client = t.over(fetch);
      await client.jobs.getJob({ jobId: "j" });
      await client.cancelJob("j");
      const takes = "cache" in Request.prototype;
      t.equal(
        fetch.calls.map((call) => call.init.cache),
        [takes ? "no-store" : undefined, undefined],
      );
    },
  },
  {
    name: "an answer that may be cached for an hour is asked for again at the next poll",
    line: ["no-store"],
    async run(t) {
      const jobId = await t.emulator.faulty({
        status: 200,
        headers: { "cache-control": "max-age=3600", etag: '"a"' },
        body: '{"job_id":"j","status":"pending","created_at":"c"}',
      });
      const client = t.client();
      await client.jobs.getJob({ jobId });
      await client.jobs.getJob({ jobId });
      t.equal((await t.emulator.requests(jobId)).length, 2);
    },
  },
  {
    name: "in a program like Deno the environment is read only where that is granted already",
    line: ["Deno's environment", "apiKey"],
    alone: true,
    async run(t) {
      const asked = [];
      const read = [];
      const deno = (state) => ({
        permissions: {
          querySync: (descriptor) => {
            asked.push(descriptor);
            return { state };
          },
        },
        env: {
          get: (name) => {
            read.push(name);
            return name === "PULSE_API_KEY" ? "from-deno" : undefined;
          },
        },
      });
      const had = Object.getOwnPropertyDescriptor(globalThis, "Deno");
      const put = (value) =>
        Object.defineProperty(globalThis, "Deno", { value, configurable: true, writable: true });
      try {
        for (const state of ["prompt", "denied"]) {
          put(deno(state));
          t.throws(() => new t.pulse.PulseClient(), t.pulse.PulseValidationError, {
            message: /PULSE_API_KEY/,
          });
        }
        t.equal(read, []);
        t.ok(
          asked.every(({ name, variable }) => name === "env" && /^PULSE_/.test(variable)),
          "asked for our variables alone",
        );
        put(deno("granted"));
        const fetch = t.stubFetch(t.cancelled());
        await new t.pulse.PulseClient({ fetch }).cancelJob("j");
        t.equal(fetch.calls[0].init.headers["x-api-key"], "from-deno");
        asked.length = read.length = 0;
        new t.pulse.PulseClient({ apiKey: "given", baseUrl: "https://api.example.test" });
        t.equal(
          [asked.length, read.length],
          [0, 0],
          "nothing is asked where the options are given",
        );
      } finally {
        if (had) Object.defineProperty(globalThis, "Deno", had);
        else delete globalThis.Deno;
      }
    },
  },
  {
    name: "a client is made and used where there is no process at all",
    line: ["apiKey", "SDK: key"],
    alone: true,
    async run(t) {
      const had = Object.getOwnPropertyDescriptor(globalThis, "process");
      const real = globalThis.process;
      try {
        if (had) delete globalThis.process;
        t.throws(() => new t.pulse.PulseClient(), t.pulse.PulseValidationError, {
          message: /PULSE_API_KEY/,
        });
        const promise = t.over(t.stubFetch(t.cancelled())).cancelJob("j");
        if (had) Object.defineProperty(globalThis, "process", had);
        t.equal((await promise).job_id, "j");
      } finally {
        if (had) Object.defineProperty(globalThis, "process", had);
        else t.equal(real, undefined);
      }
    },
  },
];
