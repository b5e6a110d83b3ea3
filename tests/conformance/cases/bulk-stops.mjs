// What the server's answers do to a bulk cancellation: a failure, a 401, a server out of reach, a rate limit.
import { after, countedAsyncSource, counts, ids, kinds, outcomesOf, server } from "../bulk.mjs";

/** Iterates with the clock running. */
async function iterate(t, run) {
  const all = outcomesOf(run);
  await t.clock.run(all);
  return all;
}

export default [
  {
    name: "stop() and an abort as a handler is told of an attempt keep that request from being sent",
    line: ["BulkCancellation", "Bulk abort", "onEvent"],
    clock: true,
    async run(t) {
      for (const how of ["stop", "abort"]) {
        for (const [method, first, rejected] of [
          ["cancelJobs", 1, undefined],
          ["getJobs", 1, undefined],
          // A retry: the job has failed by then.
          ["cancelJobs", 2, "InternalServerError"],
        ]) {
          const controller = new AbortController();
          const fetch = t.stubFetch(t.problem(503, "X"));
          let run;
          const client = t.over(fetch, {
            onEvent({ type, attempt }) {
              if (type !== "attempt" || attempt !== first) return;
              if (how === "stop") run.stop();
              else controller.abort();
            },
          });
          const source = (async function* () {
            yield "a";
          })();
          run = client.jobs[method](source, { signal: controller.signal });
          const summary = Promise.resolve(run);
          await t.clock.run(summary);
          const { stoppedBy, skipped, failures } = await summary;
          const what = `${how} ${method} ${first}`;
          t.equal([stoppedBy, fetch.calls.length], ["aborted", first - 1], what);
          if (!rejected) t.equal(skipped, 1, what);
          else if (how === "stop") {
            const [{ error }] = failures;
            t.isError(error, t.pulse[rejected], { attempts: 1 });
          }
        }
      }
    },
  },
  {
    name: "a failure is an outcome and does not stop the rest, a row of 500s included",
    line: ["Bulk failure", "Bulk stopAfter"],
    clock: true,
    async run(t) {
      const statuses = [400, 403, 404, 409, 410, 418, 301, 500];
      const fetch = server(t, (id) => {
        const number = Number(id.slice(1));
        return number < 60 ? t.problem(statuses[number % 8], "X") : t.cancelled();
      });
      const run = t.over(fetch).jobs.cancelJobs(ids(70), { maxRetries: 0, stopAfter: 2 });
      await t.clock.run(run);
      t.equal(counts(await run), { total: 70, cancelled: 10, failed: 60 });
      const all500 = server(t, () => t.problem(500, "JOB_005"));
      const summary = await t.over(all500).jobs.cancelJobs(ids(50), { stopAfter: 1 });
      t.equal(counts(summary), { total: 50, failed: 50 });
      t.equal(all500.calls.length, 50, "the job's own answer is not tried again");
    },
  },
  {
    name: "a 401 stops the run, and each id left in an array or a Set is skipped as unauthorized",
    line: ["Bulk 401", "Bulk rest"],
    clock: true,
    async run(t) {
      for (const list of [ids(100), new Set(ids(100))]) {
        const fetch = server(t, (id) =>
          id === "j5" ? after(10, t.problem(401, "AUTH_002")) : after(15, t.cancelled()),
        );
        const outcomes = await iterate(t, t.over(fetch).jobs.cancelJobs(list, { concurrency: 8 }));
        t.equal(kinds(outcomes), { rejected: 1, fulfilled: 7, unauthorized: 92 });
        t.equal(fetch.calls.length, 8, "what was in flight goes on, and nothing else is sent");
        t.equal(new Set(outcomes.map(({ jobId }) => jobId)).size, 100);
        const again = t.over(server(t, () => t.problem(401, "AUTH_002"))).jobs.cancelJobs(list);
        const summary = await again;
        t.equal([summary.total, summary.stoppedBy], [100, "unauthorized"]);
        t.equal(summary.skipped + summary.failed, 100);
      }
    },
  },
  {
    name: "`stopAfter` connection failures, timeouts or 502 to 504 in a row stop the run as unreachable",
    line: ["Bulk stopAfter", "BulkOptions"],
    clock: true,
    async run(t) {
      const bad = {
        lost: () => {
          throw t.lost();
        },
        slow: (_id, _method, init) => t.pending(init),
        502: () => t.problem(502, "X"),
        503: () => t.problem(503, "X"),
        504: () => t.problem(504, "X"),
      };
      for (const [name, answer] of Object.entries(bad)) {
        for (const [options, most] of [
          [{ stopAfter: 3, concurrency: 1 }, 3],
          [{ concurrency: 1 }, 20],
        ]) {
          const fetch = server(t, answer);
          const run = t
            .over(fetch)
            .jobs.cancelJobs(ids(200), { maxRetries: 0, timeoutInSeconds: 1, ...options });
          await t.clock.run(run);
          const summary = await run;
          t.equal(
            counts(summary),
            { total: 200, failed: most, skipped: 200 - most, stoppedBy: "unreachable" },
            name,
          );
          t.equal(fetch.calls.length, most);
        }
      }
    },
  },
  {
    name: "an answer between them begins the row of failures anew",
    line: ["Bulk stopAfter"],
    clock: true,
    async run(t) {
      const fetch = server(t, (id) => t.problem(Number(id.slice(1)) % 3 === 2 ? 404 : 503, "X"));
      const options = { maxRetries: 0, stopAfter: 3, concurrency: 1 };
      const run = t.over(fetch).jobs.cancelJobs(ids(90), options);
      await t.clock.run(run);
      t.equal(counts(await run), { total: 90, failed: 90 });
    },
  },
  {
    name: "a dead server met over real sockets stops the run, and the rest is skipped as unreachable",
    line: ["Bulk stopAfter", "Bulk rest"],
    async run(t) {
      const client = t.client({ baseUrl: t.runtime.closedUrl });
      const summary = await client.jobs.cancelJobs(ids(3_000), { maxRetries: 0 });
      t.equal([summary.total, summary.stoppedBy], [3_000, "unreachable"]);
      t.between(summary.failed, 20, 28);
      t.equal(summary.skipped, 3_000 - summary.failed);
      t.isError(summary.failures[0].error, t.pulse.PulseConnectionError);
    },
  },
  {
    name: "a 429 uses up no retry: the job waits behind the gate and is sent again, none is lost",
    line: ["Bulk 429", "Gate"],
    clock: true,
    async run(t) {
      for (const seconds of [0, 2]) {
        const limited = new Map();
        let until = 0;
        const fetch = server(t, async (id) => {
          t.ok(performance.now() >= until, "a request inside the Retry-After");
          const times = limited.get(id) ?? 0;
          limited.set(id, times + 1);
          await after(5);
          if (times >= 5) return t.cancelled();
          until = performance.now() + seconds * 1_000;
          return t.problem(429, "X", { "retry-after": String(seconds) });
        });
        const options = { maxRetries: 0, concurrency: 3 };
        const run = t.over(fetch).jobs.cancelJobs(ids(30), { ...options, stopAfter: 1_000 });
        await t.clock.run(run);
        t.equal(counts(await run), { total: 30, cancelled: 30 }, `Retry-After: ${seconds}`);
        t.equal(fetch.calls.length, 30 * 6);
      }
    },
  },
  {
    name: "`stopAfter` 429s in a row, each after its wait, stop the run as rate-limited",
    line: ["Bulk 429"],
    clock: true,
    async run(t) {
      for (const seconds of [0, 1]) {
        const headers = { "retry-after": String(seconds) };
        const fetch = server(t, () => t.problem(429, "GENERAL_429", headers));
        const options = { concurrency: 1, stopAfter: 4 };
        const run = t.over(fetch).jobs.cancelJobs(ids(50), options);
        const took = await t.clock.run(run);
        const summary = await run;
        t.equal([summary.total, summary.stoppedBy], [50, "rate-limited"]);
        t.equal(summary.failed + summary.skipped, 50);
        t.equal(fetch.calls.length, 5, "the first, and four after a wait each");
        t.equal(took, seconds * 4_000);
      }
    },
  },
  {
    name: "a 429 that asks for more than a call waits stops the run at once",
    line: ["Bulk 429", "Beyond the cap"],
    clock: true,
    async run(t) {
      const fetch = server(t, () => t.problem(429, "X", { "retry-after": "3600" }));
      const run = t.over(fetch).jobs.cancelJobs(ids(50), { concurrency: 1 });
      t.equal(await t.clock.run(run), 0);
      t.equal((await run).stoppedBy, "rate-limited");
      t.equal(fetch.calls.length, 1);
    },
  },
  {
    name: "the gate is the client's: a single call's 429 holds a bulk run, and the other way round",
    line: ["Gate", "Bulk 429"],
    clock: true,
    async run(t) {
      const at = [];
      const fetch = server(t, (id) => {
        at.push([id, performance.now()]);
        return id === "first" && at.length === 1
          ? t.problem(429, "X", { "retry-after": "7" })
          : t.cancelled();
      });
      const client = t.over(fetch);
      const single = client.cancelJob("first");
      await t.clock.settle();
      const run = client.jobs.cancelJobs(ids(3));
      await t.clock.run(Promise.all([single, run]));
      const [[, begun], ...rest] = at;
      t.equal(rest.length, 4);
      for (const [id, time] of rest) t.equal(time - begun, 7_000, id);

      at.length = 0;
      const other = t.over(fetch);
      const bulk = other.jobs.cancelJobs(["first", "second"], { concurrency: 1 });
      bulk.then(() => {});
      await t.clock.settle();
      const call = other.cancelJob("third");
      await t.clock.run(Promise.all([bulk, call]));
      t.equal(at.find(([id]) => id === "third")[1] - at[0][1], 7_000);
    },
  },
  {
    name: "stop() starts nothing further, and lets what is in flight finish",
    line: ["BulkCancellation", "Bulk rest"],
    clock: true,
    async run(t) {
      for (const counted of [countedAsyncSource, (list) => list]) {
        const fetch = server(t, (id) =>
          after(10, id === "j1" ? t.problem(503, "X") : t.cancelled()),
        );
        const source = counted(ids(50));
        const run = t.over(fetch).jobs.cancelJobs(source, { concurrency: 4 });
        const outcomes = outcomesOf(run);
        await t.turn();
        run.stop();
        run.stop();
        await t.clock.run(outcomes);
        t.equal(fetch.state.sent.length, 4, "the 503 is not tried again");
        const rest = source.pulled ? {} : { aborted: 46 };
        t.equal(kinds(await outcomes), { fulfilled: 3, rejected: 1, ...rest });
        if (source.pulled) t.equal([source.pulled, source.closed], [4, 1]);
        run.stop();
        t.equal(t.clock.timers.size, 0);
      }
      const run = t.over(server(t)).jobs.cancelJobs(ids(5), { concurrency: 1 });
      run.stop();
      t.equal(counts(await run), { total: 5, cancelled: 1, skipped: 4, stoppedBy: "aborted" });
    },
  },
  {
    name: "stop() sends no DELETE for jobs that are held by the gate or only asked about",
    line: ["BulkCancellation", "Gate"],
    clock: true,
    async run(t) {
      const limited = server(t, (id) =>
        id === "j0" ? t.problem(429, "X", { "retry-after": "9" }) : t.cancelled(),
      );
      const held = t.over(limited).jobs.cancelJobs(ids(9), { concurrency: 2 });
      const summary = held.then();
      await t.clock.settle();
      held.stop();
      t.equal(await t.clock.run(summary), 0, "nothing is waited for");
      t.equal(limited.state.sent.length, 2);
      t.equal(counts(await summary), {
        total: 9,
        cancelled: 1,
        failed: 1,
        skipped: 7,
        stoppedBy: "aborted",
      });
      const asked = server(t, () => after(10, t.job("pending")));
      const options = { concurrency: 2, onlyIf: () => true };
      const asking = t.over(asked).jobs.cancelJobs(ids(9), options);
      const outcomes = outcomesOf(asking);
      await t.turn();
      asking.stop();
      await t.clock.run(outcomes);
      t.equal(asked.state.sent, ["GET j0", "GET j1"]);
      t.equal(kinds(await outcomes), { aborted: 9 });
    },
  },
];
