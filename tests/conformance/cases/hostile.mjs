// Arguments that misbehave: getters that throw, signals that are half of one. Only their own call may suffer.

const bad = () => {
  throw new RangeError("misbehaved");
};

const throwing = (name) => Object.defineProperty({}, name, { get: bad, enumerable: true });

const half = (more) => ({
  aborted: false,
  addEventListener() {},
  removeEventListener() {},
  ...more,
});

const HOSTILE = {
  "headers with a getter that throws": { headers: throwing("x-a") },
  "headers that list no pairs": { headers: [1, 2] },
  "headers that list pairs of the wrong kind": { headers: [[1, 2], [null]] },
  "headers whose iterator throws": { headers: { [Symbol.iterator]: bad } },
  "queryParams with a getter that throws": { queryParams: throwing("a") },
  "queryParams that list no pairs": { queryParams: [1, 2] },
  "queryParams whose iterator throws": { queryParams: { [Symbol.iterator]: bad } },
  "queryParams of objects": { queryParams: { a: {} } },
  "queryParams of symbols": { queryParams: { a: Symbol("a") } },
  "a signal whose addEventListener throws": { abortSignal: half({ addEventListener: bad }) },
  "a signal whose aborted throws": {
    abortSignal: Object.defineProperty(half(), "aborted", { get: bad }),
  },
  "a revoked proxy as headers": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return { headers: proxy };
  },
  "options with a getter that throws": throwing("maxRetries"),
};

/** Runs `work` while another call is pending, and judges that this call goes on. */
async function besideAnother(t, work) {
  const controller = new AbortController();
  const bystander = t
    .over((_, init) => t.pending(init), { maxRetries: 0 })
    .cancelJob("j", { abortSignal: controller.signal });
  bystander.catch(() => {});
  try {
    await work();
  } finally {
    controller.abort();
  }
  await t.rejects(bystander, t.pulse.PulseAbortError);
}

const hostile = Object.entries(HOSTILE).map(([what, value]) => ({
  name: `a call with ${what} settles by itself, and takes no other down`,
  line: ["§3 Rejects", "§3 Panic"],
  alone: true,
  async run(t) {
    const options = typeof value === "function" ? value() : value;
    await besideAnother(t, async () => {
      let promise;
      try {
        promise = t.over(t.stubFetch(t.cancelled())).cancelJob("j", options);
      } catch (error) {
        t.fail(`it threw ${error}`);
      }
      // An option that cannot be read may count as absent.
      const outcome = await promise.catch((error) => error);
      t.ok(outcome instanceof Error || outcome.job_id, "it settles");
      t.ok(
        !String(outcome?.message).includes("failed inside"),
        `it is told as what it is, and not as ${outcome?.message}`,
      );
    });
  },
}));

const SIGNALS = {
  "without removeEventListener": () => half({ removeEventListener: undefined }),
  "whose removeEventListener throws": () => half({ removeEventListener: bad }),
  "whose reason throws": () => Object.defineProperty(half(), "reason", { get: bad }),
};

const signals = Object.entries(SIGNALS).map(([what, make]) => ({
  name: `a signal ${what} hangs nothing, and takes no other call down`,
  line: ["§3 Rejects", "§3 Panic"],
  alone: true,
  async run(t) {
    await besideAnother(t, async () => {
      let abort;
      const signal = make();
      signal.addEventListener = (_, listener) => {
        abort = listener;
      };
      const late = async (promise) =>
        Promise.race([promise, t.sleep(500).then(() => t.fail("it hangs"))]);
      const done = late(t.over(t.stubFetch(t.cancelled())).cancelJob("j", { abortSignal: signal }));
      t.equal((await done).job_id, "job-1");
      const aborted = t
        .over((_, init) => t.pending(init), { timeoutInSeconds: 1 })
        .cancelJob("j", { abortSignal: signal });
      await t.turn();
      abort.call(signal, { type: "abort", target: signal });
      await t.rejects(late(aborted), t.pulse.PulseAbortError);
    });
  },
}));

export default [
  ...hostile,
  ...signals,
  {
    name: "constructor options that misbehave are refused by the constructor or count as absent, and break no client",
    line: ["§3 Constructor", "§3 Panic"],
    alone: true,
    async run(t) {
      const good = t.over(t.stubFetch(t.cancelled()));
      const options = (more) => ({
        apiKey: "k",
        baseUrl: "https://api.example.test",
        fetch: t.stubFetch(t.cancelled()),
        ...more,
      });
      for (const more of [
        { headers: throwing("x-a") },
        { headers: [1, 2] },
        { headers: { [Symbol.iterator]: bad } },
        { logging: throwing("level") },
        { logging: throwing("logger") },
        { logging: { logger: throwing("debug") } },
        { onEvent: 5 },
        { logging: 5 },
        { headers: 5 },
        { headers: "x" },
      ]) {
        try {
          new t.pulse.PulseClient(options(more));
        } catch (error) {
          t.ok(error instanceof Error, "an error");
        }
        t.equal((await good.cancelJob("j")).job_id, "job-1");
      }
    },
  },
];
