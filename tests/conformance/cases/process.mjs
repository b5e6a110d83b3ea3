// What only a separate process can show: environment variables, exits, output.

const needs = ["process"];

/** Runs a script that has `pulse` and `url`; returns its output, its exit code and how long it ran after its last line. */
const script = (t, body, env = {}) =>
  t.runtime.script(
    `import * as pulse from ${JSON.stringify(t.runtime.entry)};\nconst url = ${JSON.stringify(t.baseUrl)};\n${body}`,
    env,
  );

const stub =
  'const fetch = async (url, init) => { console.log(url, init.headers["x-api-key"] ?? "none"); return { status: 200, headers: { get: () => null }, text: async () => \'{"job_id":"j","message":"m"}\' }; };';

/** What a debugger is shown of an object: its own, private and internal properties, each object once. */
const SEARCH = `import { Session } from "node:inspector";
const session = new Session();
session.connect();
const post = (method, parameters) =>
  new Promise((resolve, reject) =>
    session.post(method, parameters, (error, answer) => (error ? reject(error) : resolve(answer))));
globalThis.isNew = (() => { const seen = new WeakSet(); return (one) => !seen.has(one) && !!seen.add(one); })();
async function search(name, secret) {
  const found = [];
  const { result } = await post("Runtime.evaluate", { expression: "globalThis." + name });
  const left = [[result, name]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [{ type, value, objectId }, path] = next;
    if (type === "string" && value.includes(secret)) found.push(path);
    if (!objectId || !/^(object|function)$/.test(type)) continue;
    const fresh = await post("Runtime.callFunctionOn", { objectId, functionDeclaration: "function () { return isNew(this); }", returnByValue: true });
    if (!fresh.result.value) continue;
    const shown = await post("Runtime.getProperties", { objectId, ownProperties: true });
    const internal = (shown.internalProperties ?? []).filter((one) => !/Prototype|Scopes/.test(one.name));
    for (const [list, mark] of [[shown.result, "."], [shown.privateProperties ?? [], "."], [internal, ""]])
      for (const one of list) {
        if (one.name.includes(secret)) found.push(path + mark + one.name);
        if (one.value && one.name !== "__proto__") left.push([one.value, path + mark + one.name]);
      }
  }
  return found;
}`;

/** A script that makes calls with a supplied key, lets them settle, and searches all they leave. */
const debuggerScript = (key) => `${SEARCH}
const answer = (status, body) => ({ status, headers: { get: () => null }, text: async () => JSON.stringify(body) });
const fetch = async (url, init) => {
  if (url.endsWith("hangs"))
    return new Promise((_, reject) => init.signal.addEventListener("abort", () => reject(init.signal.reason)));
  return url.endsWith("bad")
    ? answer(404, { error: { code: "JOB_001", message: "no such job" } })
    : answer(200, { job_id: "j", message: "m", status: "completed", created_at: "c" });
};
const secret = () => ${JSON.stringify(key)};
const clients = [
  new pulse.PulseClient({ apiKey: secret, fetch }),
  new pulse.PulseClient({ apiKey: async () => secret(), fetch }),
  new pulse.PulseClient({ apiKey: "other", headers: { "x-api-key": secret }, fetch }),
  new pulse.PulseClient({ apiKey: secret(), fetch }),
  new pulse.PulseClient({ headers: { "X-Api-Key": secret() }, fetch }),
];
globalThis.left = [];
for (const client of clients) {
  const { jobs } = client;
  const controller = new AbortController();
  const aborted = jobs.cancelJob({ jobId: "hangs" }, { abortSignal: controller.signal });
  const all = [
    client.cancelJob("j"), client.cancelJob("bad"), client.cancelJob(".."), jobs.getJob({ jobId: "j" }), jobs.waitForJob({ jobId: "j" }),
    jobs.cancelJobAndWait({ jobId: "j" }), client.cancelJob("j").withRawResponse(), aborted,
    jobs.cancelJobs(["j", "bad"]), jobs.cancelJobs(["j", "bad"], { confirm: true }),
    client.cancelJob("j", { headers: { "x-api-key": secret } }), client.cancelJob("bad", { headers: { "x-api-key": secret() } }),
  ];
  setTimeout(() => controller.abort(), 20);
  globalThis.left.push(client, all, controller.signal, await Promise.allSettled(all));
}
globalThis.canary = new (class { #hidden = new Map([["a", { deep: "canary-in-a-private-map" }]]); });
console.log(JSON.stringify({ canary: await search("canary", "canary-in"), found: await search("left", secret()) }));
process.exit();`;

export default [
  {
    name: "PULSE_API_KEY and PULSE_BASE_URL are read where the options are absent",
    line: ["apiKey", "baseUrl"],
    needs,
    async run(t) {
      const env = { PULSE_API_KEY: "from-env", PULSE_BASE_URL: "https://env.example.test/v2" };
      const { out, err } = await script(
        t,
        `${stub} await new pulse.PulseClient({ fetch }).cancelJob("j");`,
        env,
      );
      t.equal([out, err], ["https://env.example.test/v2/job/j from-env", ""]);
    },
  },
  {
    name: "options stand over the environment, null for the key included",
    line: ["apiKey", "baseUrl"],
    needs,
    async run(t) {
      const env = { PULSE_API_KEY: "from-env", PULSE_BASE_URL: "https://env.example.test" };
      const { out } = await script(
        t,
        `${stub}
        await new pulse.PulseClient({ fetch, apiKey: "given", baseUrl: "https://given.example.test" }).cancelJob("j");
        await new pulse.PulseClient({ fetch, apiKey: null, environment: "https://given.example.test" }).cancelJob("j");`,
        env,
      );
      t.equal(out, "https://given.example.test/job/j given\nhttps://given.example.test/job/j none");
    },
  },
  {
    name: "an empty environment variable counts as absent, and a bad one is refused",
    line: ["baseUrl", "apiKey", "Key characters"],
    needs,
    async run(t) {
      const tell =
        "try { await new pulse.PulseClient(options).cancelJob('j'); } catch (error) { console.log(error.name, error.message); }";
      const empty = await script(t, `${stub} const options = { fetch }; ${tell}`, {
        PULSE_API_KEY: "",
        PULSE_BASE_URL: "",
      });
      t.match(empty.out, /^PulseValidationError.*PULSE_API_KEY/);
      const fallback = await script(t, `${stub} const options = { fetch, apiKey: "k" }; ${tell}`, {
        PULSE_BASE_URL: "",
      });
      t.equal(fallback.out, "https://api.runpulse.com/job/j k");
      const bad = await script(t, `${stub} const options = { fetch }; ${tell}`, {
        PULSE_API_KEY: "key with spaces\n",
      });
      t.match(bad.out, /^PulseValidationError PULSE_API_KEY /);
      t.lacks(bad.out, "key with spaces");
      for (const url of [
        "  ",
        "api.example.test",
        "ftp://api.example.test",
        "https://me@api.example.test",
        "https://api.example.test?",
      ]) {
        const blank = await script(t, `${stub} const options = { fetch, apiKey: "k" }; ${tell}`, {
          PULSE_BASE_URL: url,
        });
        t.match(blank.out, /^PulseValidationError PULSE_BASE_URL /);
      }
    },
  },
  {
    name: "a script whose last await is done exits at once",
    line: ["Process ends"],
    needs,
    async run(t) {
      const jobId = await t.emulator.job();
      const { out, code, lingered } = await script(
        t,
        `const client = new pulse.PulseClient({ apiKey: "test-key", baseUrl: url });
        console.log((await client.cancelJob(${JSON.stringify(jobId)})).message);
        await client.cancelJob("nobody").catch((error) => console.log(error.statusCode));`,
      );
      t.equal([out, code], ["Job cancelled successfully\n404", 0]);
      t.between(lingered, 0, 3_000, "milliseconds after the last line");
    },
  },
  {
    name: "a script exits at once after an abort and after a timeout",
    line: ["Process ends", "Nothing left"],
    needs,
    async run(t) {
      const jobId = await t.emulator.faulty({ hang: "before-headers" });
      const { out, code, lingered } = await script(
        t,
        `const client = new pulse.PulseClient({ apiKey: "test-key", baseUrl: url, maxRetries: 0 });
        const controller = new AbortController();
        setTimeout(() => controller.abort(), 50);
        await client.cancelJob(${JSON.stringify(jobId)}, { abortSignal: controller.signal }).catch((error) => console.log(error.name));
        await client.cancelJob(${JSON.stringify(jobId)}, { timeoutInSeconds: 0.05 }).catch((error) => console.log(error.name));`,
      );
      t.equal([out, code], ["AbortError\nPulseTimeoutError", 0]);
      t.between(lingered, 0, 3_000, "milliseconds after the last line");
    },
  },
  {
    name: "a call that waits for its next attempt keeps a script alive until it is done",
    line: ["Process ends"],
    needs,
    async run(t) {
      const jobId = await t.emulator.job();
      await t.emulator.fault(jobId, { status: 503, headers: { "retry-after": "1" } });
      const { out, code } = await script(
        t,
        `new pulse.PulseClient({ apiKey: "test-key", baseUrl: url }).cancelJob(${JSON.stringify(jobId)}).then((data) => console.log(data.message));`,
      );
      t.equal([out, code], ["Job cancelled successfully", 0]);
    },
  },
  {
    name: "an error nobody awaited ends a script with that one error, and no key in its print",
    line: ["No second rejection", "Key held"],
    needs,
    async run(t) {
      const { err, code } = await script(
        t,
        `new pulse.PulseClient({ apiKey: "${t.key}", baseUrl: url }).cancelJob("nobody").withRawResponse();`,
      );
      t.equal(code, 1);
      t.equal(err.match(/AUTH_002/g)?.length > 0, true, "the error is printed");
      t.lacks(err, t.key);
    },
  },
  {
    name: "console.log of a client and of an error prints no key, at any depth",
    line: ["Key held"],
    needs,
    async run(t) {
      const { out } = await script(
        t,
        `import { inspect } from "node:util";
        inspect.defaultOptions.depth = null; inspect.defaultOptions.showHidden = true; inspect.defaultOptions.showProxy = true;
        const client = new pulse.PulseClient({ apiKey: "${t.key}", baseUrl: url, headers: { "x-a": "b" } });
        const error = await client.cancelJob("nobody").catch((error) => error);
        console.log(client, client.jobs, error); console.dir(client); console.table([client]); console.log("%o %O %j %s", client, client, client, client);`,
      );
      t.match(out, /AUTH_002/);
      t.lacks(out, t.key);
    },
  },
  {
    name: "import and require give one class, and importing twice gives one module",
    line: ["exports"],
    needs,
    async run(t) {
      const { out, err } = await script(
        t,
        `import { createRequire } from "node:module";
        const required = createRequire(${JSON.stringify(t.runtime.entry)})("pulse-wasm");
        console.log(required.PulseClient === pulse.PulseClient, required.NotFoundError === pulse.NotFoundError, typeof required.Pulse);`,
      );
      t.equal([out, err], ["true true object", ""]);
    },
  },
  {
    name: "console.log of an error shows no header of the answer, of a bulk outcome's and a log line's neither",
    line: ["Key held", "Logs redacted"],
    needs,
    async run(t) {
      const jobId = await t.emulator.faulty({
        status: 403,
        headers: { "set-cookie": "sid=s3cret", "x-echo": `${t.key} s3cret` },
        body: '{"error":{"code":"AUTH_004","message":"not yours"}}',
      });
      const { out, err } = await script(
        t,
        `const client = new pulse.PulseClient({ apiKey: "${t.key}", baseUrl: url, logging: { level: "debug" } });
        const error = await client.cancelJob(${JSON.stringify(jobId)}).catch((error) => error);
        console.log(error, [error], { error }, JSON.stringify(error), \`\${error.stack}\`);
        console.error(error); console.dir(error, { depth: null });
        for await (const outcome of client.jobs.cancelJobs([${JSON.stringify(jobId)}])) console.log(outcome);`,
      );
      t.match(out, /AUTH_004/);
      t.match(err, /AUTH_004/);
      for (const text of [out, err]) {
        t.lacks(text, t.key);
        t.lacks(text, "s3cret");
      }
    },
  },
  {
    name: "a debugger finds no key in what a settled call leaves, a supplier's neither, private fields included",
    line: ["Key held", "suppliers"],
    needs: ["inspector"],
    async run(t) {
      const { out, err } = await script(t, debuggerScript(t.key));
      t.equal(err, "");
      const { canary, found } = JSON.parse(out);
      t.equal(canary, ["canary.#hidden[[Entries]].0.value.deep"], "the search itself");
      t.equal(found, []);
    },
  },
];
