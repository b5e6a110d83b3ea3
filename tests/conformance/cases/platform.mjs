// Functions of the platform that throw, are missing, call back at once, twice or never, or give nonsense. Only the call that
// meets one may suffer.

import { answers, bad, gate, impatient, Misbehaved, replaced, settled } from "../platform.mjs";

const NONSENSE = [undefined, null, "x", {}, Number.NaN, -1, 1e300, Infinity, Symbol("s"), 10n];

/**
 * Runs `work` while a call of the same client and one of another are pending, and judges that both go on and that the client
 * can be used after it.
 */
async function besideOthers(t, client, release, work) {
  const bystanders = [
    client.cancelJob("waits"),
    t
      .over(async () => {
        await release.promise;
        return t.cancelled("other");
      })
      .cancelJob("other"),
  ];
  try {
    await work();
  } finally {
    release.now();
  }
  const [same, other] = await Promise.all(bystanders);
  t.equal([same.job_id, other.job_id], ["waits", "other"], "the bystanders");
  t.equal((await client.cancelJob("after")).job_id, "after", "the next call");
}

/**
 * What each function may do, and how a call has to take it: it goes on (undefined), or rejects with a message like this. The
 * last column names the ids that a row is about, where it is not all: what is never called back cannot be waited for.
 */
const TABLE = [
  ["setTimeout", () => globalThis, "throws", bad, /^setTimeout failed: on purpose/],
  ["setTimeout", () => globalThis, "is missing", undefined, /^setTimeout failed: /],
  ["setTimeout", () => globalThis, "calls back at once", (f) => f(), /timeoutInSeconds/],
  [
    "setTimeout",
    () => globalThis,
    "calls back at once and throws",
    (f) => {
      f();
      bad();
    },
    /^setTimeout failed: on purpose/,
  ],
  [
    "setTimeout",
    () => globalThis,
    "drops its arguments and calls back in a microtask",
    (f) => void Promise.resolve().then(() => f()),
    /timeoutInSeconds/,
  ],
  [
    "setTimeout",
    () => globalThis,
    "calls back twice",
    ((real) => (f, ms) => {
      real(f, ms);
      return real(f, ms);
    })(globalThis.setTimeout.bind(globalThis)),
  ],
  ["setTimeout", () => globalThis, "never calls back", () => 0, undefined, ["plain", "dated"]],
  ["clearTimeout", () => globalThis, "throws", bad],
  ["clearTimeout", () => globalThis, "is missing", undefined],
  ["clearTimeout", () => globalThis, "does nothing", () => {}],
  ["now", () => performance, "throws", bad],
  ["now", () => performance, "is missing", undefined],
  ...NONSENSE.map((value) => ["now", () => performance, `gives ${String(value)}`, () => value]),
  ["performance", () => globalThis, "is missing", undefined],
  ["performance", () => globalThis, "is empty", {}],
  ["now", () => Date, "throws", bad],
  ["now", () => Date, "is missing", undefined],
  ...NONSENSE.map((value) => ["now", () => Date, `gives ${String(value)}`, () => value]),
  ["random", () => Math, "throws", bad],
  ["random", () => Math, "is missing", undefined],
  ...NONSENSE.map((value) => ["random", () => Math, `gives ${String(value)}`, () => value]),
  ["AbortController", () => globalThis, "throws", bad, /^AbortController failed: on purpose/],
  ["AbortController", () => globalThis, "is missing", undefined, /^AbortController failed: /],
  [
    "AbortController",
    () => globalThis,
    "gives an object without a signal",
    function Nothing() {},
    undefined,
    ["plain", "again", "dated"],
  ],
  ["abort", () => AbortController.prototype, "throws", bad, undefined, ["plain", "again", "dated"]],
  ["queueMicrotask", () => globalThis, "throws", bad],
  ["queueMicrotask", () => globalThis, "is missing", undefined],
];

const IDS = ["plain", "again", "dated", "hangs"];

const label = (name, owner) =>
  owner === globalThis
    ? name
    : owner === AbortController.prototype
      ? `AbortController's ${name}`
      : name;

const OWNERS = new Map([
  ["performance", () => performance],
  ["Date", () => Date],
  ["Math", () => Math],
]);

const nameOf = (name, ownerOf) => {
  for (const [owner, of] of OWNERS) if (ownerOf() === of()) return `${owner}.${name}`;
  return label(name, ownerOf());
};

/** How the calls of a row end: each by itself, and then the jobs of one run. */
async function judge(t, [name, ownerOf, , value, message, only = IDS]) {
  const release = gate();
  const answer = answers(t);
  const fetch = async (url, init) => {
    if (url.endsWith("waits")) await release.promise;
    return answer(url, init);
  };
  const client = impatient(t, fetch);
  await besideOthers(t, client, release, async () => {
    const fresh = impatient(t, answers(t));
    const { calls, summary } = await replaced(ownerOf(), name, value, async () => {
      // Two calls and a run have to wait for it in each case; one that a busy machine makes too late is tried again.
      const options = { timeoutInSeconds: 0.05 };
      const calls = {};
      for (const user of [client, fresh])
        for (const id of only)
          calls[`${id}-${user === client}`] = await settled(
            user.cancelJob(`${id}-${user === client}`, options),
          );
      const ids = only.map((id) => `${id}-run`);
      const summary = await client.jobs.cancelJobs([...ids, ids[0], ""], options);
      return { calls, summary };
    });
    for (const [id, outcome] of Object.entries(calls)) judgeOne(t, id, outcome, message, value);
    const { total, duplicates, cancelled, failures } = summary;
    t.equal([total, duplicates], [only.length + 2, 1], "the run's summary");
    t.equal(cancelled, message ? 0 : only.length, "what the run cancelled");
    for (const { jobId, error } of failures)
      if (jobId !== "") judgeOne(t, jobId, error, message, value);
  });
}

function judgeOne(t, id, outcome, message, value) {
  if (!message) return t.ok(!(outcome instanceof Error), `${id}: ${outcome}`);
  t.ok(outcome instanceof t.pulse.PulseError, `${id}: ${outcome}`);
  t.match(outcome.message, message, id);
  if (message.source.includes("on purpose"))
    t.ok(outcome.cause instanceof Misbehaved, `${id}: the cause is ${outcome.cause}`);
  else if (value === undefined) t.ok(outcome.cause instanceof TypeError, `${id}: the cause`);
}

export default [
  ...TABLE.map((row) => ({
    name: `where ${nameOf(row[0], row[1])} ${row[2]}, a call ${row[4] ? "rejects by itself" : "goes on"}, and so does a run's job`,
    line: ["Platform", "Panic"],
    alone: true,
    fakes: true,
    run: (t) => judge(t, row),
  })),
  {
    name: "nothing was sent where AbortController or setTimeout failed before it, and attempts says so",
    line: ["Platform", "attempts"],
    alone: true,
    fakes: true,
    async run(t) {
      for (const name of ["setTimeout", "AbortController"]) {
        const fetch = t.stubFetch(t.cancelled());
        const error = await replaced(globalThis, name, bad, () =>
          settled(t.over(fetch).cancelJob("j")),
        );
        t.isError(error, t.pulse.PulseError, { attempts: 0 });
        t.equal(fetch.calls.length, 0);
      }
    },
  },
  {
    name: "where the runtime's fetch throws, is missing, gives nonsense or never settles, the call alone rejects",
    line: ["Platform", "fetch"],
    alone: true,
    fakes: true,
    async run(t) {
      const { PulseConnectionError, PulseError, PulseTimeoutError } = t.pulse;
      for (const [value, Kind, message] of [
        [bad, PulseConnectionError, /on purpose/],
        [undefined, PulseConnectionError, /fetch|is not a function/],
        [() => 5, PulseError, /fetch returned something other than a Response/],
        [() => new Promise(() => {}), PulseTimeoutError, /timeoutInSeconds/],
      ]) {
        const client = t.over(undefined, {
          initialRetryDelayInSeconds: 0.001,
          timeoutInSeconds: 0.01,
        });
        const error = await replaced(globalThis, "fetch", value, () =>
          settled(client.cancelJob("j")),
        );
        t.isError(error, Kind, { message });
      }
    },
  },
  {
    name: "where TextDecoder throws or gives no text, the call alone rejects",
    line: ["Platform"],
    alone: true,
    fakes: true,
    async run(t) {
      // Two pieces: a decoder for those that came in one may be there already.
      const inPieces = () => {
        const bytes = [123, 125].map((byte) => ({ done: false, value: new Uint8Array([byte]) }));
        const reader = { read: async () => bytes.shift() ?? { done: true } };
        return {
          ...t.reply(200),
          text() {},
          headers: { get: () => null },
          status: 200,
          body: { getReader: () => reader },
        };
      };
      const client = t.over(async () => inPieces(), { maxRetries: 0 });
      const thrown = await replaced(globalThis, "TextDecoder", bad, () =>
        settled(client.cancelJob("j")),
      );
      t.isError(thrown, t.pulse.PulseConnectionError, { message: /on purpose/ });
      class Silent {
        decode() {
          return { toString: bad };
        }
      }
      const silent = await replaced(globalThis, "TextDecoder", Silent, () =>
        settled(client.cancelJob("j")),
      );
      t.ok(silent instanceof t.pulse.PulseError, String(silent));
    },
  },
  {
    name: "a Request that throws when it is looked at, or is none, harms no call",
    line: ["Platform", "Panic"],
    alone: true,
    fakes: true,
    async run(t) {
      const { pulse } = t;
      const own = Object.getOwnPropertyDescriptor(globalThis, "Request");
      for (const odd of [{ get: bad }, { value: { prototype: 5 } }, { value: undefined }]) {
        const release = gate();
        const bystander = t
          .over(async () => {
            await release.promise;
            return t.cancelled("other");
          })
          .cancelJob("other");
        Object.defineProperty(globalThis, "Request", { configurable: true, ...odd });
        try {
          const client = t.over(async () => t.job("pending"));
          const seen = await settled(client.jobs.getJob({ jobId: "j" }));
          t.ok(!(seen instanceof pulse.PulseError), String(seen));
        } finally {
          if (own) Object.defineProperty(globalThis, "Request", own);
          else delete globalThis.Request;
          release.now();
        }
        t.equal((await bystander).job_id, "other");
      }
    },
  },
];
