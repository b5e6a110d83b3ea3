// What a server may ask for: Retry-After and X-RateLimit-Reset, in every form, malformed ones included.

/** The wait before the second attempt after one answer with these headers, in milliseconds. */
async function waitAfter(t, status, headers) {
  const fetch = t.stubFetch(t.problem(status, "X", headers), t.cancelled());
  const promise = t.over(fetch).cancelJob("j");
  await t.clock.run(promise);
  await promise;
  t.equal(fetch.calls.length, 2);
  return fetch.calls[1].at - fetch.calls[0].at;
}

/** A time of the wall clock, `seconds` from now, as an HTTP date. */
const date = (t, seconds) => new Date(t.clock.wall + seconds * 1_000).toUTCString();

const epoch = (t, seconds) => String(Math.floor(t.clock.wall / 1_000) + seconds);

const isBackoff = (t, milliseconds, what) =>
  t.between(milliseconds, 900, 1_101, `${what}: the backoff`);

const asksSeconds = ["0", "1", "7", "60", "007", " 5 "];

export default [
  {
    name: "Retry-After in whole seconds is obeyed to the second, on each status that is retried",
    line: ["Retry-After"],
    clock: true,
    async run(t) {
      for (const status of [408, 429, 500, 503]) {
        for (const value of asksSeconds) {
          t.equal(
            await waitAfter(t, status, { "retry-after": value }),
            Number(value) * 1_000,
            `${status} ${value}`,
          );
        }
      }
    },
  },
  {
    name: "Retry-After as an HTTP date is obeyed, in each of its three forms",
    line: ["Retry-After"],
    clock: true,
    async run(t) {
      t.equal(await waitAfter(t, 503, { "retry-after": date(t, 20) }), 20_000);
      // 22:13:20 and what has gone by, in the two obsolete forms that RFC 9110 has a recipient accept.
      t.clock.wall = Date.UTC(2026, 0, 5, 10, 0, 0);
      t.equal(
        await waitAfter(t, 503, { "retry-after": "Monday, 05-Jan-26 10:00:30 GMT" }),
        30_000,
        "RFC 850",
      );
      t.clock.wall = Date.UTC(2026, 0, 5, 10, 0, 0);
      t.equal(
        await waitAfter(t, 503, { "retry-after": "Mon Jan  5 10:00:09 2026" }),
        9_000,
        "asctime",
      );
    },
  },
  {
    name: "Retry-After with decimals is obeyed to the millisecond",
    line: ["Retry-After"],
    clock: true,
    async run(t) {
      for (const [value, milliseconds] of [
        ["2.5", 2_500],
        ["0.125", 125],
        ["1.0", 1_000],
      ])
        t.equal(await waitAfter(t, 503, { "retry-after": value }), milliseconds, value);
    },
  },
  {
    name: "dates and epochs are measured against the response's Date, whatever the local clock says",
    line: ["Server's clock", "Retry-After", "X-RateLimit-Reset"],
    clock: true,
    async run(t) {
      const server = t.clock.wall;
      for (const skew of [-300_000, 300_000, -1e12]) {
        t.clock.wall = server + skew;
        const by = (seconds) => new Date(server + seconds * 1_000).toUTCString();
        const headers = { date: by(0) };
        const reset = String(server / 1_000 + 2);
        for (const [asked, milliseconds] of [
          [{ "retry-after": by(20) }, 20_000],
          [{ "retry-after": by(-20) }, 0],
          [{ "x-ratelimit-reset": reset }, 2_000],
          [{ "x-ratelimit-reset": `${server + 2_500}` }, 2_500],
        ])
          t.equal(await waitAfter(t, 429, { ...headers, ...asked }), milliseconds, `${skew}`);
      }
    },
  },
  {
    name: "a Date of a server whose clock is decades behind is measured against all the same",
    line: ["Server's clock", "Retry-After"],
    clock: true,
    async run(t) {
      const headers = {
        date: "Sun, 06 Nov 1994 08:49:37 GMT",
        "retry-after": "Sun, 06 Nov 1994 08:49:57 GMT",
      };
      t.equal(await waitAfter(t, 503, headers), 20_000);
    },
  },
  {
    name: "a Date that cannot be read leaves the local clock",
    line: ["Server's clock"],
    clock: true,
    async run(t) {
      for (const value of ["", "now", "Tue, 99 Nov 2023 22:13:20 GMT"])
        t.equal(
          await waitAfter(t, 503, { date: value, "retry-after": date(t, 20) }),
          20_000,
          value,
        );
    },
  },
  {
    name: "a gate is closed for a day at most, and opens then",
    line: ["A day at most", "Gate"],
    clock: true,
    async run(t) {
      const headers = { "retry-after": "9".repeat(400) };
      const fetch = t.stubFetch(t.problem(429, "X", headers), t.cancelled());
      const client = t.over(fetch);
      await t.rejects(client.cancelJob("a"), t.pulse.TooManyRequestsError, {
        retryAfterInSeconds: 86_400,
        message: /86400 s/,
      });
      await t.clock.advance(86_399_000);
      t.equal(await t.clock.run(client.cancelJob("b")), 1_000);
    },
  },
  {
    name: "maxRetryDelayInSeconds is the longest that a server may ask for, of a client, of a call and of a run",
    line: ["maxRetryDelayInSeconds", "RequestOptions", "Beyond the cap"],
    clock: true,
    async run(t) {
      const asks = (seconds) =>
        t.stubFetch(t.problem(429, "X", { "retry-after": String(seconds) }), t.cancelled("j"));
      for (const [ofClient, ofCall, seconds, isWaited] of [
        [600, undefined, 600, true],
        [600, undefined, 601, false],
        [undefined, 3_600, 3_000, true],
        [Infinity, undefined, 86_400, true],
        [Infinity, 10, 11, false],
        [5, undefined, 6, false],
      ]) {
        const [client, call] = [ofClient, ofCall].map((maxRetryDelayInSeconds) => ({
          maxRetryDelayInSeconds,
        }));
        for (const begin of [
          ({ jobs }) => jobs.cancelJob({ jobId: "j" }, call),
          ({ jobs }) =>
            jobs.cancelJobs(["j"], call).then(({ failures: [failure], stoppedBy }) => {
              if (failure || stoppedBy) throw failure?.error ?? new Error(stoppedBy);
            }),
        ]) {
          const outcome = begin(t.over(asks(seconds), client)).then(
            () => true,
            () => false,
          );
          const took = await t.clock.run(outcome, Infinity);
          const what = `${ofClient} ${ofCall} ${seconds}`;
          t.equal([await outcome, took], [isWaited, isWaited ? seconds * 1_000 : 0], what);
        }
      }
    },
  },
  {
    name: "a gate that is closed for longer than the default is waited for by a call whose maxRetryDelayInSeconds allows it",
    line: ["maxRetryDelayInSeconds", "Gate"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(429, "X", { "retry-after": "300" }), t.cancelled());
      const client = t.over(fetch);
      await t.rejects(client.cancelJob("a"), t.pulse.TooManyRequestsError, { attempts: 1 });
      await t.rejects(client.cancelJob("b"), t.pulse.TooManyRequestsError, { attempts: 0 });
      const patient = client.cancelJob("c", { maxRetryDelayInSeconds: 300 });
      t.equal(await t.clock.run(patient), 300_000);
      t.equal((await patient).job_id, "c");
    },
  },
  {
    name: "Retry-After as a past date means at once",
    line: ["Retry-After"],
    clock: true,
    async run(t) {
      t.equal(await waitAfter(t, 503, { "retry-after": date(t, -3_600) }), 0);
      t.equal(await waitAfter(t, 429, { "retry-after": "Thu, 01 Jan 1970 00:00:00 GMT" }), 0);
    },
  },
  {
    name: "any other Retry-After is ignored",
    line: ["Retry-After"],
    clock: true,
    async run(t) {
      const values = [
        "-1",
        "5.",
        "1.2.3",
        "1,5",
        "1.5e1",
        "abc",
        "",
        "+3",
        "1e1",
        "0x10",
        "1 2",
        "5s",
        "Infinity",
        "NaN",
        "٣",
        "2026-01-01T00:00:00Z",
        "Mon, 99 Jan 2026 10:00:00 GMT",
        "tomorrow",
        "Sunfish,06,Nov,2099:08:49:37-GMT",
        "Tue, 31 Feb 2026 00:00:00 GMT",
        "Fri, 31 Feb 2099 00:00:00 GMT",
        "Sun, 29 Feb 2099 00:00:00 GMT",
        "Sun, 06 Nov 2099 08:49:37",
        "Sun, 06 Nov 2099 08:49:37 CET",
        "Sun, 06 Nov 2099 24:00:00 GMT",
        "Sun, 06 Nov 2099 08:60:00 GMT",
        "Sun 06 Nov 2099 08:49:37 GMT",
        "06 Nov 2099 08:49:37 GMT",
      ];
      for (const value of values) {
        isBackoff(t, await waitAfter(t, 503, { "retry-after": value }), value);
      }
    },
  },
  {
    name: "Retry-After beats X-RateLimit-Reset",
    line: ["Retry-After", "X-RateLimit-Reset"],
    clock: true,
    async run(t) {
      t.equal(
        await waitAfter(t, 429, { "retry-after": "3", "x-ratelimit-reset": epoch(t, 30) }),
        3_000,
      );
      t.equal(
        await waitAfter(t, 429, { "retry-after": "abc", "x-ratelimit-reset": epoch(t, 30) }),
        30_000 - (t.clock.wall % 1_000),
      );
    },
  },
  {
    name: "X-RateLimit-Reset in epoch seconds is obeyed on a 429",
    line: ["X-RateLimit-Reset"],
    clock: true,
    async run(t) {
      t.equal(await waitAfter(t, 429, { "x-ratelimit-reset": epoch(t, 12) }), 12_000);
    },
  },
  {
    name: "X-RateLimit-Reset is ignored on any other status",
    line: ["X-RateLimit-Reset"],
    clock: true,
    async run(t) {
      for (const status of [408, 500, 503])
        isBackoff(t, await waitAfter(t, status, { "x-ratelimit-reset": epoch(t, 12) }), status);
    },
  },
  {
    name: "X-RateLimit-Reset that is past or no number is ignored",
    line: ["X-RateLimit-Reset"],
    clock: true,
    async run(t) {
      for (const value of [
        epoch(t, -100),
        "0",
        "soon",
        "",
        "-5",
        "1.5e9",
        `${epoch(t, 30)}.5`,
        date(t, 30),
      ]) {
        isBackoff(t, await waitAfter(t, 429, { "x-ratelimit-reset": value }), value);
      }
    },
  },
  {
    name: "a server that asks for more than a minute is not waited for, and the error says how long it asked",
    line: ["Beyond the cap", "A day at most", "error fields"],
    clock: true,
    async run(t) {
      const far = [
        ["61", 61],
        ["3600", 3_600],
        ["1000000000000", 86_400],
        ["99999999999999999999999999", 86_400],
        ["9".repeat(400), 86_400],
        [date(t, 7_200), 7_200],
        ["Fri, 31 Dec 9999 23:59:59 GMT", 86_400],
      ];
      for (const [value, seconds] of far) {
        for (const status of [429, 503]) {
          const fetch = t.stubFetch(t.problem(status, "X", { "retry-after": value }));
          const kind = status === 429 ? t.pulse.TooManyRequestsError : t.pulse.InternalServerError;
          const error = await t.rejects(t.over(fetch).cancelJob("j"), kind, {
            attempts: 1,
            statusCode: status,
          });
          t.equal(fetch.calls.length, 1);
          t.equal(error.retryAfterInSeconds, seconds, value);
        }
      }
      const fetch = t.stubFetch(t.problem(429, "X", { "x-ratelimit-reset": epoch(t, 90) }));
      await t.rejects(t.over(fetch).cancelJob("j"), t.pulse.TooManyRequestsError, {
        retryAfterInSeconds: 90,
        attempts: 1,
      });
    },
  },
  {
    name: "a server that asks for more than the deadline leaves is not waited for",
    line: ["Beyond the cap", "deadlineInSeconds"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(503, "X", { "retry-after": "10" }));
      await t.rejects(
        t.over(fetch, { deadlineInSeconds: 8 }).cancelJob("j"),
        t.pulse.InternalServerError,
        { retryAfterInSeconds: 10, attempts: 1 },
      );
      t.equal(fetch.calls.length, 1);
      const enough = t
        .over(t.stubFetch(t.problem(503, "X", { "retry-after": "10" }), t.cancelled()), {
          deadlineInSeconds: 12,
        })
        .cancelJob("j");
      t.equal(await t.clock.run(enough), 10_000);
    },
  },
  {
    name: "the error of the last attempt says how long the server asked to wait",
    line: ["error fields"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(429, "X", { "retry-after": "2" }));
      const promise = t.over(fetch, { maxRetries: 1 }).cancelJob("j");
      const failed = t.rejects(promise, t.pulse.TooManyRequestsError, {
        attempts: 2,
        retryAfterInSeconds: 2,
        message: /2 s/,
      });
      t.equal(await t.clock.run(promise), 2_000);
      await failed;
    },
  },
  {
    name: "a header that cannot be read counts as absent",
    line: ["Retry-After", "Custom fetch"],
    clock: true,
    async run(t) {
      for (const get of [
        () => {
          throw new Error("no headers");
        },
        () => 7,
        () => undefined,
        () => ({}),
      ]) {
        const fetch = t.stubFetch(
          { status: 503, headers: { get }, text: async () => "" },
          t.cancelled(),
        );
        const promise = t.over(fetch).cancelJob("j");
        await t.clock.run(promise);
        await promise;
        isBackoff(t, fetch.calls[1].at - fetch.calls[0].at, String(get));
      }
    },
  },
  {
    name: "rate headers that CORS hides from a page count as absent, and are seen elsewhere",
    line: ["Retry-After", "Gate"],
    async run(t) {
      const hidden = { "access-control-expose-headers": "x-nothing" };
      const jobId = await t.emulator.faulty({
        status: 429,
        headers: { "retry-after": "3600", "x-ratelimit-reset": "99999999999", ...hidden },
      });
      const client = t.client({ maxRetries: 0 });
      const error = await t.rejects(client.cancelJob(jobId), t.pulse.TooManyRequestsError, {
        attempts: 1,
      });
      t.equal(error.retryAfterInSeconds, t.runtime.isBrowser ? undefined : 3_600);
    },
  },
];
