// Loading the package: what it may not touch, copies side by side, and a module that traps.

/** Replaces globals by spies while `work` runs, and returns which were touched. */
async function spying(work) {
  const touched = [];
  const real = {
    setTimeout: globalThis.setTimeout,
    setInterval: globalThis.setInterval,
    AbortController: globalThis.AbortController,
    fetch: globalThis.fetch,
    random: Math.random,
  };
  const spy = (name, value) =>
    function (...args) {
      touched.push(name);
      return new.target ? Reflect.construct(value, args) : value.apply(this, args);
    };
  for (const name of ["setTimeout", "setInterval", "AbortController", "fetch"])
    globalThis[name] = spy(name, real[name]);
  Math.random = spy("Math.random", real.random);
  // Node 18 has it as a module only.
  const { webcrypto } = globalThis.crypto
    ? { webcrypto: globalThis.crypto }
    : await import("node:crypto");
  const cryptoPrototype = Object.getPrototypeOf(webcrypto);
  const { getRandomValues } = cryptoPrototype;
  cryptoPrototype.getRandomValues = spy("getRandomValues", getRandomValues);
  try {
    await work(touched);
  } finally {
    for (const name of ["setTimeout", "setInterval", "AbortController", "fetch"])
      globalThis[name] = real[name];
    Math.random = real.random;
    cryptoPrototype.getRandomValues = getRandomValues;
  }
  return touched;
}

/** The names and values of the globals, the built-in prototypes included. */
function globals() {
  const all = new Map();
  const note = (prefix, object) => {
    for (const name of Reflect.ownKeys(object)) {
      const descriptor = Object.getOwnPropertyDescriptor(object, name);
      // A getter of the browser's may make its value anew each time.
      all.set(`${prefix}.${String(name)}`, descriptor.get ?? descriptor.value);
    }
  };
  note("globalThis", globalThis);
  for (const name of [
    "Object",
    "Array",
    "Promise",
    "Error",
    "Function",
    "String",
    "Response",
    "Headers",
    "AbortSignal",
    "Uint8Array",
    "WebAssembly",
  ]) {
    note(name, globalThis[name]);
    if (globalThis[name].prototype) note(`${name}.prototype`, globalThis[name].prototype);
  }
  return all;
}

/** A copy of the package whose module traps when told to: where it is called, or inside, with its own frames on the stack. */
async function trappingCopy(t) {
  const real = WebAssembly.Instance;
  const state = { trap: false, trapInside: false };
  /** The functions of an object, each of which throws while the state says so. */
  const trapping = (functions, when) => {
    const wrapped = { ...functions };
    for (const [name, value] of Object.entries(wrapped)) {
      if (typeof value !== "function") continue;
      wrapped[name] = (...rest) => {
        if (state[when]) throw new WebAssembly.RuntimeError("unreachable");
        return value(...rest);
      };
    }
    return wrapped;
  };
  WebAssembly.Instance = new Proxy(real, {
    construct(target, [module, imports]) {
      const inner = {};
      for (const name in imports) inner[name] = trapping(imports[name], "trapInside");
      return { exports: trapping(new target(module, inner).exports, "trap") };
    },
  });
  try {
    const pulse = await t.runtime.freshCopy();
    // The module is started by the first client.
    new pulse.PulseClient({ apiKey: "k" });
    return { pulse, state };
  } finally {
    WebAssembly.Instance = real;
  }
}

export default [
  {
    name: "neither import nor construction sets a timer, draws randomness or makes an AbortController",
    line: ["No work at load"],
    alone: true,
    async run(t) {
      const touched = await spying(async (touched) => {
        const pulse = await t.runtime.freshCopy();
        touched.length = 0;
        new pulse.PulseClient({
          apiKey: "k",
          maxRetries: 3,
          timeoutInSeconds: 1,
          headers: { a: "b" },
          onEvent: () => {},
        });
        new pulse.PulseClient({
          apiKey: () => "k",
          baseUrl: () => "https://x.test",
          logging: { level: "debug" },
        });
      });
      t.equal(touched, []);
    },
  },
  {
    name: "importing sets no timer and draws no randomness",
    line: ["No work at load", "No global patched"],
    alone: true,
    async run(t) {
      let pulse;
      const touched = await spying(async () => {
        pulse = await t.runtime.freshCopy();
      });
      t.equal(
        touched.filter((name) => name !== "fetch"),
        [],
      );
      t.equal(typeof pulse.PulseClient, "function");
    },
  },
  {
    name: "no global is patched by importing, constructing and calling",
    line: ["No global patched"],
    alone: true,
    async run(t) {
      const before = globals();
      const pulse = await t.runtime.freshCopy();
      await new pulse.PulseClient({ apiKey: "k", fetch: t.stubFetch(t.cancelled()) }).cancelJob(
        "j",
      );
      const after = globals();
      const changed = [...after]
        .filter(([name, value]) => !Object.is(before.get(name), value))
        .map(([name]) => name);
      t.equal(changed, []);
      t.equal(after.size, before.size);
    },
  },
  {
    name: "two copies in one program do not disturb each other",
    line: ["Two copies"],
    alone: true,
    async run(t) {
      const copies = [await t.runtime.freshCopy(), await t.runtime.freshCopy()];
      t.ok(copies[0].PulseClient !== copies[1].PulseClient, "two classes");
      const all = copies.flatMap((pulse, copy) =>
        Array.from({ length: 20 }, async (_, i) => {
          const fetch = t.stubFetch(async () => {
            await t.turn();
            return i % 2 ? t.cancelled(`${copy}-${i}`) : t.problem(404, "X");
          });
          const outcome = await new pulse.PulseClient({ apiKey: "k", fetch })
            .cancelJob(`${copy}-${i}`)
            .catch((error) => error);
          if (i % 2) t.equal(outcome.job_id, `${copy}-${i}`);
          else t.isError(outcome, pulse.NotFoundError);
        }),
      );
      await Promise.all(all);
    },
  },
  {
    name: "a trap in the module rejects every pending call of that copy with the trap as cause, and none hangs",
    line: ["Panic"],
    alone: true,
    async run(t) {
      const { pulse, state } = await trappingCopy(t);
      const fetches = [];
      const fetch = (_, init) => new Promise((resolve) => fetches.push({ resolve, init }));
      const { signal, live } = t.countedSignal();
      const client = new pulse.PulseClient({ apiKey: "k", fetch });
      const other = new pulse.PulseClient({ apiKey: "k", fetch, maxRetries: 0 });
      const calls = [
        client.cancelJob("a", { abortSignal: signal }),
        client.jobs.getJob({ jobId: "b" }),
        other.jobs.waitForJob({ jobId: "c" }),
      ];
      const elsewhere = t.over(() => t.turn().then(() => t.cancelled())).cancelJob("j");
      await t.turn();
      t.equal(fetches.length, 3);
      state.trap = true;
      fetches[0].resolve(t.cancelled());
      for (const call of calls) {
        const error = await t.rejects(call, pulse.PulseError);
        t.ok(error.cause instanceof WebAssembly.RuntimeError, "the trap is the cause");
        t.equal(error.attempts, 1);
      }
      t.equal(live.size, 0, "listeners");
      for (const { init } of fetches.slice(1))
        t.equal(init.signal.aborted, true, "the fetch was cancelled");
      t.equal((await elsewhere).job_id, "j", "another copy goes on");
      state.trap = false;
      const later = client.cancelJob("d").catch((error) => error);
      await t.turn();
      fetches.at(-1).resolve(t.cancelled("d"));
      const outcome = await Promise.race([later, t.sleep(2_000).then(() => "hangs")]);
      t.ok(outcome instanceof Error || outcome.job_id === "d", "a later call works or rejects");
    },
  },
  {
    name: "a trap at a call's start rejects that call, and none hangs",
    line: ["Panic", "Rejects"],
    alone: true,
    async run(t) {
      const { pulse, state } = await trappingCopy(t);
      const client = new pulse.PulseClient({ apiKey: "k", fetch: t.stubFetch(t.cancelled()) });
      state.trap = true;
      await t.rejects(client.cancelJob("a"), pulse.PulseError, { attempts: 0 });
      state.trap = false;
    },
  },
  {
    name: "a trap while a run begins rejects what cancelJobs returned",
    line: ["Panic", "Rejects"],
    alone: true,
    async run(t) {
      const { pulse, state } = await trappingCopy(t);
      const fetch = (_, init) => {
        state.trapInside = true;
        return t.pending(init);
      };
      const run = new pulse.PulseClient({ apiKey: "k", fetch }).jobs.cancelJobs(["a", "b"]);
      state.trapInside = false;
      await t.rejects(
        run.then(() => {}),
        pulse.PulseError,
      );
    },
  },
  {
    name: "after a trap a new client works, and a freed one throws nothing anywhere",
    line: ["Panic", "Calls outlive free"],
    alone: true,
    async run(t) {
      for (const where of ["trap", "trapInside"]) {
        const { pulse, state } = await trappingCopy(t);
        const fetch = t.stubFetch((_, init) => t.pending(init));
        const make = () => new pulse.PulseClient({ apiKey: "k", fetch });
        const [client, other, freed] = [make(), make(), make()];
        const calls = [client.cancelJob("a"), other.jobs.getJob({ jobId: "b" })];
        const run = other.jobs.cancelJobs(["c", "d"]);
        const summary = run.then(
          () => "resolved",
          (error) => error,
        );
        await t.turn();
        const stray = [];
        const stop = t.runtime.onUnhandled((reason) => stray.push(reason));
        state[where] = true;
        const ended = calls.map((call) => t.rejects(call, pulse.PulseError, { attempts: 1 }));
        await t.rejects(client.cancelJob("e"), pulse.PulseError, { attempts: 0 });
        await Promise.all(ended);
        t.isError(await summary, pulse.PulseError);
        freed.free();
        await t.turn();
        state[where] = false;
        client.free();
        other.free();
        await t.sleep(20);
        stop();
        t.equal(stray.map(String), [], where);
        for (const answer of [t.cancelled("f"), t.problem(404, "JOB_001")]) {
          const next = new pulse.PulseClient({ apiKey: "k", fetch: t.stubFetch(answer) });
          const outcome = await next.cancelJob("f").catch((error) => error);
          t.ok(outcome.job_id === "f" || outcome.statusCode === 404, `${where}: ${outcome}`);
          t.equal((await next.jobs.cancelJobs(["g", "h"], { missing: "ignore" })).total, 2);
        }
      }
    },
  },
];
