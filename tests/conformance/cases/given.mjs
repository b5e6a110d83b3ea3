// Options as callers hold them: frozen, shared by many calls, changed while a call runs, and merged of two kinds of record.

const sent = (call) => Object.fromEntries(new Headers(call.init.headers));

function deepFreeze(value) {
  for (const held of Object.values(value))
    if (typeof held === "object" && held !== null) deepFreeze(held);
  return Object.freeze(value);
}

/** Answers as the API does: a state for GET, a cancellation for DELETE. */
const api = (t) => (url, init) => {
  const job_id = decodeURIComponent(new URL(url).pathname.split("/").pop());
  return init.method === "GET" ? t.job("completed", { job_id }) : t.cancelled(job_id);
};

const METHODS = ["cancelJob", "getJob", "waitForJob", "cancelJobAndWait"];

export default [
  {
    name: "options that are frozen to their depths serve a client, calls, waits and runs",
    line: ["RequestOptions", "headers", "queryParams", "BulkOptions"],
    async run(t) {
      const fetch = t.stubFetch(api(t));
      const client = t.over(
        fetch,
        deepFreeze({ headers: { "x-a": "1" }, maxRetries: 1, logging: { silent: true } }),
      );
      const options = deepFreeze({
        headers: { "x-b": "2" },
        queryParams: { q: ["1", "2"] },
        maxRetries: 0,
      });
      const request = Object.freeze({ jobId: "j" });
      await client.cancelJob("j", options);
      for (const method of METHODS) await client.jobs[method](request, options);
      const ids = Object.freeze(["a", "b"]);
      t.equal((await client.jobs.cancelJobs(ids, options)).cancelled, 2);
      t.equal((await client.jobs.getJobs(ids, options)).total, 2);
      for (const call of fetch.calls) {
        t.equal([sent(call)["x-a"], sent(call)["x-b"]], ["1", "2"]);
        t.equal(call.url.split("?")[1], "q=1&q=2");
      }
    },
  },
  {
    name: "one options object serves many calls at once and is as it was after them",
    line: ["RequestOptions"],
    async run(t) {
      const fetch = t.stubFetch(api(t));
      const client = t.over(fetch);
      const headers = { "X-A": "1", accept: undefined, "user-agent": null };
      const options = { headers, queryParams: { a: [1, null] }, maxRetries: 3, signal: undefined };
      const before = JSON.stringify(options);
      const calls = Array.from({ length: 5 }, (_, i) => client.cancelJob(`j${i}`, options));
      await Promise.all([...calls, client.jobs.cancelJobs(["k0", "k1"], options).then()]);
      t.equal([JSON.stringify(options), fetch.calls.length], [before, 7]);
      t.equal(Object.keys(options), ["headers", "queryParams", "maxRetries", "signal"]);
      t.equal(Object.keys(headers), ["X-A", "accept", "user-agent"]);
    },
  },
  {
    name: "changing a call's options while it runs changes nothing of it",
    line: ["RequestOptions"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(t.problem(503, "X"), t.problem(503, "X"), t.cancelled("j"));
      const options = { headers: { "x-a": "1" }, queryParams: { q: ["1"] }, maxRetries: 2 };
      const request = { jobId: "j" };
      const promise = t.over(fetch).jobs.cancelJob(request, options);
      const change = () => {
        options.headers["x-a"] = "2";
        options.headers["x-b"] = "2";
        options.queryParams.q.push("2");
        Object.assign(options, {
          maxRetries: 0,
          timeoutInSeconds: 0.001,
          deadlineInSeconds: 0.001,
        });
        options.signal = AbortSignal.abort();
        request.jobId = "other";
      };
      change();
      await t.clock.advance(10);
      change();
      await t.clock.run(promise);
      t.equal([(await promise).job_id, fetch.calls.length], ["j", 3]);
      for (const call of fetch.calls) {
        t.equal(call.url, "https://api.example.test/job/j?q=1");
        t.equal([sent(call)["x-a"], sent(call)["x-b"]], ["1", undefined]);
      }
    },
  },
  {
    name: "changing a run's options while it runs changes nothing of it",
    line: ["BulkOptions", "RequestOptions"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(async (url, init) => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        return api(t)(url, init);
      });
      const told = [];
      const options = {
        headers: { "x-a": "1" },
        queryParams: { q: "1" },
        concurrency: 1,
        dedupe: true,
        onProgress: () => told.push("first"),
      };
      const run = t.over(fetch).jobs.cancelJobs(["a", "b", "a", "c"], options);
      options.headers["x-a"] = "2";
      options.queryParams.q = "2";
      Object.assign(options, {
        concurrency: 50,
        dedupe: false,
        dryRun: true,
        confirm: true,
        signal: AbortSignal.abort(),
        onProgress: () => told.push("second"),
      });
      await t.clock.run(run);
      const { cancelled, duplicates } = await run;
      t.equal([cancelled, duplicates], [3, 1]);
      t.equal(new Set(told).size, 1);
      for (const call of fetch.calls) {
        t.equal([call.method, call.url.split("?")[1], sent(call)["x-a"]], ["DELETE", "q=1", "1"]);
      }
      t.between(fetch.calls[2].at - fetch.calls[0].at, 20, 30, "one at a time");
    },
  },
  {
    name: "headers of two kinds of record merge: a Headers object's, a Map's, a list's and an object's",
    line: ["headers"],
    async run(t) {
      const kinds = {
        object: (pairs) => Object.fromEntries(pairs),
        Headers: (pairs) => new Headers(pairs),
        Map: (pairs) => new Map(pairs),
        list: (pairs) => pairs,
      };
      for (const [one, client] of Object.entries(kinds)) {
        for (const [other, call] of Object.entries(kinds)) {
          const fetch = t.stubFetch(api(t));
          const own = client([
            ["X-Kept", "client"],
            ["x-beaten", "client"],
            ["x-gone", "client"],
          ]);
          await t.over(fetch, { headers: own }).cancelJob("j", {
            headers: call([
              ["X-BEATEN", "call"],
              ["x-new", "call"],
              // A Headers object holds no null.
              ...(other === "Headers" ? [] : [["X-Gone", null]]),
            ]),
          });
          const headers = sent(fetch.calls[0]);
          t.equal(
            [headers["x-kept"], headers["x-beaten"], headers["x-new"], headers["x-gone"]],
            ["client", "call", "call", other === "Headers" ? "client" : undefined],
            `${one}, ${other}`,
          );
        }
      }
    },
  },
  {
    name: "a header that a call removes or replaces is there again for the next call, and for other clients",
    line: ["headers", "RequestOptions"],
    async run(t) {
      const fetch = t.stubFetch(api(t));
      const headers = { "x-a": "client" };
      const [one, two] = [t.over(fetch, { headers }), t.over(fetch, { headers })];
      await one.cancelJob("j", { headers: { "X-A": null, accept: null } });
      await one.cancelJob("j", { headers: { "x-a": "call" } });
      await one.cancelJob("j");
      await two.cancelJob("j");
      t.equal(
        fetch.calls.map((call) => [sent(call)["x-a"], sent(call).accept]),
        [
          [undefined, undefined],
          ["call", "application/json"],
          ["client", "application/json"],
          ["client", "application/json"],
        ],
      );
    },
  },
];
