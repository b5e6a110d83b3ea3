// Redirects are never followed: they would carry the key along, and a 303 would turn DELETE into GET.

const STATUSES = [301, 302, 303, 307, 308];

/** The same emulator under another host name, which makes it another origin. */
const elsewhere = (baseUrl) => baseUrl.replace("127.0.0.1", "localhost");

const redirected = (status) => ({
  name: `a ${status} to another origin is an error, and nothing and no key reaches that origin`,
  line: ["Redirects", "Key's origin", "SDK: redirects", "SDK: bad 2xx"],
  async run(t) {
    const target = await t.emulator.job();
    for (const method of ["cancelJob", "getJob"]) {
      const jobId = await t.emulator.faulty({
        status,
        headers: { location: `${elsewhere(t.baseUrl)}/job/${target}` },
        body: '{"job_id":"j","message":"m","status":"pending","created_at":"c"}',
      });
      const error = await t.rejects(t.client().jobs[method]({ jobId }), t.pulse.PulseError, {
        attempts: 1,
        message: /redirect/,
      });
      t.equal(error.statusCode, t.runtime.isBrowser ? undefined : status);
      if (t.runtime.isBrowser) t.equal(error.rawResponse.type, "opaqueredirect");
      t.equal((await t.emulator.requests(jobId)).length, 1, "not retried");
    }
    t.equal(await t.emulator.requests(target), []);
  },
});

export default [
  ...STATUSES.map(redirected),
  {
    name: "a redirect on the same origin is not followed either",
    line: ["Redirects", "SDK: redirects"],
    async run(t) {
      const target = await t.emulator.job();
      const jobId = await t.emulator.faulty({
        status: 303,
        headers: { location: `/job/${target}` },
      });
      await t.rejects(t.client().cancelJob(jobId), t.pulse.PulseError, { attempts: 1 });
      t.equal(await t.emulator.requests(target), []);
    },
  },
  {
    name: "each request asks fetch for redirect manual",
    line: ["Redirects"],
    async run(t) {
      const fetch = t.stubFetch(t.job("completed", { message: "m" }));
      await t.over(fetch).cancelJob("j");
      await t.over(fetch).jobs.getJob({ jobId: "j" });
      t.equal(
        fetch.calls.map((call) => call.init.redirect),
        ["manual", "manual"],
      );
    },
  },
  {
    name: "any other 3xx is an error with its status, never a success and never retried",
    line: ["Redirects", "SDK: bad 2xx"],
    async run(t) {
      for (const status of [300, 304, 305, 399]) {
        const fetch = t.stubFetch(
          t.reply(status, { job_id: "j", message: "m" }, { "retry-after": "0" }),
        );
        const error = await t.rejects(t.over(fetch).cancelJob("j"), t.pulse.PulseError, {
          statusCode: status,
          attempts: 1,
        });
        t.equal(/redirect/.test(error.message), status !== 304);
        t.equal(fetch.calls.length, 1);
      }
    },
  },
  {
    name: "a response without a status, as a browser shows a redirect, is an error without a status",
    line: ["Redirects"],
    async run(t) {
      const opaque = {
        status: 0,
        type: "opaqueredirect",
        headers: { get: () => null },
        text: async () => "",
      };
      const fetch = t.stubFetch(opaque);
      const error = await t.rejects(t.over(fetch).cancelJob("j"), t.pulse.PulseError, {
        statusCode: undefined,
        attempts: 1,
      });
      t.ok(!("statusCode" in error), "no statusCode at all");
      t.equal(fetch.calls.length, 1);
    },
  },
  {
    name: "a 3xx whose body stalls is reported at once, without the body and sent once",
    line: ["Redirects", "Attempt timeout"],
    clock: true,
    async run(t) {
      for (const status of [301, 302, 303, 307, 308]) {
        let givenUp = 0;
        const stalled = () =>
          new ReadableStream({
            cancel() {
              givenUp += 1;
            },
          });
        for (const answer of [
          () => new Response(stalled(), { status, headers: { location: "https://x.test/" } }),
          (_, init) => ({
            status,
            headers: { get: () => null },
            text: () => t.pending(init),
          }),
        ]) {
          const fetch = t.stubFetch(answer);
          const promise = t.over(fetch, { timeoutInSeconds: 5 }).cancelJob("j");
          const failed = t.rejects(promise, t.pulse.PulseError, {
            statusCode: status,
            attempts: 1,
            body: undefined,
            message: /redirect/,
          });
          t.equal(await t.clock.run(promise), 0, "milliseconds");
          await failed;
          await t.clock.advance(60_000);
          t.equal([fetch.calls.length, t.clock.timers.size], [1, 0]);
        }
        t.equal(givenUp, 1, "the body is given up");
      }
    },
  },
];
