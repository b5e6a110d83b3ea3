// What the attempts of a call have in common, what each has for itself, and what a fetch of the caller's may do with them.

const MUCH = {
  headers: { "x-a": "1", "X-B": "2" },
  queryParams: { a: ["1", 2] },
  keepalive: true,
};

/** What fetch was given, without the signal, in a form that can be compared. */
const given = ({ url, init }) => {
  const { signal, headers, ...rest } = init;
  return [url, Object.entries(headers).sort(), rest];
};

/** A DOMException, as the platform's own fetch rejects with one. */
const exception = (name) => new DOMException("told by the platform", name);

export default [
  {
    name: "each attempt of a call sends the same, with a signal of its own that has not aborted",
    line: ["Retried", "Wire"],
    clock: true,
    async run(t) {
      const before = [];
      const first = (status) => (_url, init) => {
        before.push([init.signal, init.signal.aborted, init.signal instanceof AbortSignal]);
        return status === 200 ? t.cancelled("j") : t.problem(status, "X");
      };
      const late = (_url, init) => {
        before.push([init.signal, init.signal.aborted, init.signal instanceof AbortSignal]);
        return t.pending(init);
      };
      const fetch = t.stubFetch(first(503), late, first(429), first(200));
      const promise = t
        .over(fetch, { maxRetries: 3, timeoutInSeconds: 5, headers: { "x-c": () => "3" } })
        .cancelJob("j", MUCH);
      await t.clock.run(promise);
      t.equal((await promise).job_id, "j");
      t.equal(fetch.calls.length, 4);
      for (const call of fetch.calls) t.equal(given(call), given(fetch.calls[0]));
      t.equal(new Set(before.map(([signal]) => signal)).size, 4, "signals");
      t.equal(
        before.map(([, aborted, isSignal]) => [aborted, isSignal]),
        Array(4).fill([false, true]),
      );
    },
  },
  {
    name: "a fetch that changes what it was given changes no other attempt and no other call",
    line: ["fetch", "headers"],
    clock: true,
    async run(t) {
      const seen = [];
      const client = t.over(
        async (url, init) => {
          seen.push(given({ url, init: { ...init, headers: { ...init.headers } } }));
          for (const name of Object.keys(init.headers)) init.headers[name] = "spoilt";
          init.headers["x-more"] = "1";
          Object.assign(init, { method: "POST", body: "{}", redirect: "follow", cache: "default" });
          delete init.signal;
          return seen.length % 2 === 1 ? t.problem(503, "X") : t.cancelled("j");
        },
        { headers: { "x-a": "mine" } },
      );
      for (let i = 0; i < 2; i++) {
        const promise = client.cancelJob("j", { headers: { "x-b": "mine" } });
        await t.clock.run(promise);
        await promise;
      }
      t.equal(seen.length, 4);
      for (const one of seen) t.equal(one, seen[0]);
    },
  },
  {
    name: "what fetch is given makes a Request, as wrappers of fetch do",
    line: ["fetch", "Wire"],
    async run(t) {
      const requests = [];
      const client = t.over(async (url, init) => {
        const request = new Request(url, init);
        requests.push(request);
        return request.method === "GET" ? t.job("completed", { job_id: "j" }) : t.cancelled("j");
      });
      await client.cancelJob("j", { headers: { "x-a": "1" }, queryParams: { a: "b c" } });
      await client.jobs.getJob({ jobId: "j" });
      t.equal(
        requests.map(({ method, url, redirect }) => [method, url, redirect]),
        [
          ["DELETE", "https://api.example.test/job/j?a=b%20c", "manual"],
          ["GET", "https://api.example.test/job/j", "manual"],
        ],
      );
      for (const { headers } of requests) t.equal(headers.get("x-api-key"), t.key);
      t.equal(requests[0].headers.get("x-a"), "1");
    },
  },
  {
    name: "a fetch that reads a clone of the response first disturbs nothing",
    line: ["Custom fetch"],
    async run(t) {
      const read = [];
      const client = t.client({
        fetch: async (url, init) => {
          const response = await globalThis.fetch(url, init);
          read.push([response.status, await response.clone().text()]);
          return response;
        },
      });
      const jobId = await t.emulator.job();
      t.equal((await client.cancelJob(jobId)).job_id, jobId);
      await t.rejects(client.cancelJob(t.newId()), t.pulse.NotFoundError, { code: /^JOB_/ });
      t.equal(
        read.map(([status, text]) => [status, JSON.parse(text) !== null]),
        [
          [200, true],
          [404, true],
        ],
      );
    },
  },
  {
    name: "a response whose body was read already is no success, and hangs nothing",
    line: ["Custom fetch", "Success"],
    async run(t) {
      for (const status of [200, 404]) {
        const client = t.over(
          async () => {
            const response = new Response('{"job_id":"j","message":"m"}', { status });
            await response.text();
            return response;
          },
          { maxRetries: 0 },
        );
        const error = await client.cancelJob("j").catch((error) => error);
        t.ok(error instanceof t.pulse.PulseError, `${status}: ${error}`);
        t.equal(error.attempts, 1);
      }
    },
  },
  {
    name: "a Response that has no body at all is as one of an empty body",
    line: ["Success", "body"],
    async run(t) {
      for (const status of [200, 204, 205, 404, 500]) {
        const client = t.over(async () => new Response(null, { status }), { maxRetries: 0 });
        for (const call of [client.cancelJob("j"), client.jobs.getJob({ jobId: "j" })]) {
          const error = await call.catch((error) => error);
          t.ok(error instanceof t.pulse.PulseError, `${status}: ${error}`);
          t.equal([error.statusCode, error.body, error.attempts], [status, "", 1]);
        }
      }
    },
  },
  {
    name: "an error's body is JSON wherever it parses as such, whatever its content-type says",
    line: ["body"],
    async run(t) {
      const body = JSON.stringify({ error: { code: "JOB_001", message: "gone" } });
      for (const type of [
        "application/problem+json",
        "Application/JSON; Charset=UTF-8",
        "text/html",
        "application/octet-stream",
        "nonsense",
        "",
      ]) {
        const jobId = await t.emulator.faulty({
          status: 404,
          body,
          headers: { "content-type": type },
        });
        await t.rejects(t.client().cancelJob(jobId), t.pulse.NotFoundError, { code: "JOB_001" });
      }
    },
  },
  {
    name: "bytes of a body that are no UTF-8 are replaced, and hide neither the status nor the rest",
    line: ["body"],
    async run(t) {
      const bytes = [
        ...new TextEncoder().encode("caf"),
        0xe9,
        ...new TextEncoder().encode(" gone"),
      ];
      const split = (at) =>
        new ReadableStream({
          start(controller) {
            controller.enqueue(Uint8Array.from(bytes.slice(0, at)));
            controller.enqueue(Uint8Array.from(bytes.slice(at)));
            controller.close();
          },
        });
      for (const body of [() => Uint8Array.from(bytes), () => split(3), () => split(4)]) {
        const client = t.over(async () => new Response(body(), { status: 404 }));
        await t.rejects(client.cancelJob("j"), t.pulse.NotFoundError, {
          statusCode: 404,
          body: "caf\ufffd gone",
        });
      }
    },
  },
  {
    name: "an AbortError or TimeoutError of fetch's own, where nobody aborted, is a failed connection and tried again",
    line: ["Retried", "error classes", "Abort"],
    clock: true,
    async run(t) {
      for (const name of ["AbortError", "TimeoutError", "NetworkError"]) {
        const cause = exception(name);
        const again = t.over(t.stubFetch(cause, t.cancelled("j"))).cancelJob("j");
        await t.clock.run(again);
        t.equal((await again).job_id, "j", name);
        const { signal } = new AbortController();
        const fetch = t.stubFetch(cause);
        const client = t.over(fetch, { maxRetries: 0 });
        const error = await t.rejects(
          client.cancelJob("j", { signal }),
          t.pulse.PulseConnectionError,
          { attempts: 1 },
        );
        t.ok(error.cause === cause, `${name} is the cause`);
      }
    },
  },
  {
    name: "a fetch that rejects with an error of its own as it is aborted changes neither the class nor the reason",
    line: ["Abort"],
    clock: true,
    async run(t) {
      const rejecting = (_url, init) =>
        new Promise((_, reject) => {
          init.signal.addEventListener("abort", () => reject(new Error("socket hang up")));
        });
      const resetting = async (_url, init) =>
        new Response(
          new ReadableStream({
            start(controller) {
              init.signal.addEventListener("abort", () => controller.error(new Error("reset")));
            },
          }),
        );
      const answering = (_url, init) =>
        new Promise((resolve) => {
          init.signal.addEventListener("abort", () => resolve(t.cancelled("j")));
        });
      for (const fetch of [rejecting, resetting, answering]) {
        const controller = new AbortController();
        const aborted = t.over(fetch).cancelJob("j", { signal: controller.signal });
        await t.clock.settle();
        const reason = new Error("the user left");
        controller.abort(reason);
        const error = await t.rejects(aborted, t.pulse.PulseAbortError, { attempts: 1 });
        t.ok(error.cause === reason, "cause");
        const late = t.over(fetch, { timeoutInSeconds: 1, maxRetries: 0 }).cancelJob("j");
        const timedOut = t.rejects(late, t.pulse.PulseTimeoutError, { attempts: 1 });
        await t.clock.run(late);
        await timedOut;
      }
    },
  },
  {
    name: "a response of the type error is a failed connection, and tried again",
    line: ["Retried", "Custom fetch"],
    clock: true,
    async run(t) {
      const fetch = t.stubFetch(() => Response.error(), t.cancelled("j"));
      const promise = t.over(fetch).cancelJob("j");
      await t.clock.run(promise);
      t.equal([(await promise).job_id, fetch.calls.length], ["j", 2]);
      const failing = t.over(
        t.stubFetch(() => Response.error()),
        { maxRetries: 0 },
      );
      await t.rejects(failing.cancelJob("j"), t.pulse.PulseConnectionError, {
        attempts: 1,
        message: /network error/,
      });
    },
  },
  {
    name: "calls that are retried side by side have each their own attempts, waits and end",
    line: ["attempts", "Backoff", "Retried"],
    clock: true,
    async run(t) {
      // By job: how many failures come before its success.
      const failures = { a: 0, b: 1, c: 2, d: 9 };
      const at = { a: [], b: [], c: [], d: [] };
      const client = t.over(async (url) => {
        const id = url.split("/").pop();
        at[id].push(t.clock.elapsed);
        return at[id].length > failures[id] ? t.cancelled(id) : t.problem(500, "X");
      });
      const calls = Object.keys(failures).map((id) => client.cancelJob(id));
      const all = Promise.allSettled(calls);
      await t.clock.run(all);
      const [a, b, c, d] = await all;
      t.equal([a.value?.job_id, b.value?.job_id, c.value?.job_id], ["a", "b", "c"]);
      t.isError(d.reason, t.pulse.InternalServerError, { attempts: 3 });
      t.equal(
        Object.values(at).map((times) => times.length),
        [1, 2, 3, 3],
      );
      for (const times of Object.values(at))
        for (let i = 1; i < times.length; i++)
          t.between(times[i] - times[i - 1], 900 * i, 1_101 * i, `wait ${i}`);
    },
  },
  {
    name: "headers by which other APIs ask for a retry, or for none, change nothing",
    line: ["Retried", "Retry-After", "Backoff"],
    clock: true,
    async run(t) {
      const others = {
        "x-should-retry": "true",
        "retry-after-ms": "5",
        "x-ratelimit-retry-after": "7",
        "ratelimit-reset": "7",
        "x-rate-limit-reset": "7",
      };
      const refused = t.stubFetch(t.problem(400, "X", others), t.cancelled("j"));
      await t.rejects(t.over(refused).cancelJob("j"), t.pulse.BadRequestError, { attempts: 1 });
      const fetch = t.stubFetch(
        t.problem(503, "X", { ...others, "x-should-retry": "false" }),
        t.cancelled("j"),
      );
      const promise = t.over(fetch).cancelJob("j");
      t.between(await t.clock.run(promise), 900, 1_101, "the backoff");
      t.equal((await promise).job_id, "j");
    },
  },
  {
    name: "a Retry-After that came twice, and is joined by a comma, is no number and is ignored",
    line: ["Retry-After", "Backoff"],
    clock: true,
    async run(t) {
      const twice = [
        ["0", "0"],
        ["30", "30"],
        ["30", "Sun, 06 Nov 2099 08:49:37 GMT"],
      ];
      for (const values of twice) {
        const headers = new Headers(values.map((value) => ["retry-after", value]));
        const busy = () => new Response("", { status: 503, headers });
        const promise = t.over(t.stubFetch(busy, t.cancelled("j"))).cancelJob("j");
        t.between(await t.clock.run(promise), 900, 1_101, values.join());
      }
    },
  },
  {
    name: "headers and queryParams of a wait go along with each of its requests, the cancellation of an abort too",
    line: ["RequestOptions", "waitForJob", "cancelJobAndWait", "cancelOnAbort"],
    clock: true,
    async run(t) {
      const options = { headers: { "x-a": "1" }, queryParams: { q: "2" } };
      const start = ({ method }) => (method === "GET" ? "processing" : "");
      const server = (last) => {
        let polls = 0;
        return t.stubFetch((_url, init) => {
          if (!start(init)) return t.cancelled("j");
          polls += 1;
          return t.job(polls < last ? "processing" : "completed", { job_id: "j" });
        });
      };
      for (const method of ["waitForJob", "cancelJobAndWait"]) {
        const fetch = server(3);
        const promise = t.over(fetch).jobs[method]({ jobId: "j" }, options);
        await t.clock.run(promise);
        t.equal(fetch.calls.length, method === "waitForJob" ? 3 : 4);
        for (const { url, init } of fetch.calls)
          t.equal([url.split("?")[1], new Headers(init.headers).get("x-a")], ["q=2", "1"]);
      }
      const fetch = server(9);
      const controller = new AbortController();
      const promise = t
        .over(fetch)
        .jobs.waitForJob(
          { jobId: "j" },
          { ...options, cancelOnAbort: true, signal: controller.signal },
        );
      const aborted = t.rejects(promise, t.pulse.PulseAbortError);
      await t.clock.advance(1_500);
      controller.abort();
      await t.clock.run(promise);
      await aborted;
      const { url, init, method } = fetch.calls.at(-1);
      t.equal(
        [method, url.split("?")[1], new Headers(init.headers).get("x-a")],
        ["DELETE", "q=2", "1"],
      );
    },
  },
];
