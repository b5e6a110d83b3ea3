// The packed tarball in pages without a build step: a plain module, a worker, a strict Content-Security-Policy.
import assert from "node:assert/strict";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { project } from "../project.mjs";
import { browser, report } from "../support/chromium.mjs";
import { emulator } from "../support/emulator.mjs";
import { pages } from "../support/pages.mjs";

const installed = join(project(), "node_modules/pulse-wasm");
let api;
let chromium;

before(async () => {
  [api, chromium] = await Promise.all([emulator(), browser()]);
});
after(() => Promise.all([api.stop(), chromium.close()]));

/** Serves one page that runs a script as a separate module, and returns what the script reports. */
async function visit(script, headers, further = {}) {
  const body =
    '<!doctype html><meta charset="utf-8"><title></title><body><script type="module" src="/main.mjs"></script>';
  const site = await pages(installed, {
    "/": { body, headers },
    "/main.mjs": { body: script },
    ...further,
  });
  try {
    return await report(chromium, `${site.url}/`);
  } finally {
    await site.stop();
  }
}

const say =
  "const say = (value) => { document.body.textContent = JSON.stringify(value); document.title = 'done'; };";

/** A module that cancels a job and reports the response. */
const cancelling = (jobId) => `
  import { PulseClient } from "/index.js";
  ${say}
  const client = new PulseClient({ apiKey: "test-key", baseUrl: "${api.url}" });
  client.cancelJob("${jobId}").then(say, ({ name, message }) => say({ name, message }));`;

async function cancelled(jobId, answer) {
  assert.deepEqual(answer, {
    job_id: jobId,
    message: "Job cancelled successfully",
    complaints: [],
  });
  const requests = await api.requests(jobId);
  assert.deepEqual(
    requests.map(({ method, path, headers }) => [method, path, headers["x-api-key"]]),
    [["DELETE", `/job/${jobId}`, "test-key"]],
  );
  assert.equal(await api.state(jobId), "canceled");
}

test("a plain page imports the file and cancels a job of another origin", async () => {
  const jobId = await api.job();
  await cancelled(jobId, await visit(cancelling(jobId)));
});

test("a module worker imports the file and cancels a job", async () => {
  const jobId = await api.job();
  const main = `${say} new Worker("/worker.mjs", { type: "module" }).onmessage = ({ data }) => say(data);`;
  const worker = cancelling(jobId).replace(say, "const say = (value) => postMessage(value);");
  await cancelled(jobId, await visit(main, {}, { "/worker.mjs": { body: worker } }));
});

test("a page and its worker share one module, compiled while it streams in, by the slim entry", async () => {
  const [jobId, workersJob] = await Promise.all([api.job(), api.job()]);
  const main = `
    import { initialize, PulseClient } from "/slim.js";
    ${say}
    const module = await WebAssembly.compileStreaming(fetch("/pulse_wasm.wasm"));
    initialize(module);
    const worker = new Worker("/worker.mjs", { type: "module" });
    worker.postMessage(module);
    const theirs = new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });
    const client = new PulseClient({ apiKey: "test-key", baseUrl: "${api.url}" });
    say({ own: await client.cancelJob("${jobId}"), theirs: await theirs });`;
  const worker = `
    import { initialize, PulseClient } from "/slim.js";
    onmessage = async ({ data: module }) => {
      initialize(module);
      const client = new PulseClient({ apiKey: "test-key", baseUrl: "${api.url}" });
      postMessage(await client.cancelJob("${workersJob}"));
    };`;
  const { own, theirs, complaints } = await visit(main, {}, { "/worker.mjs": { body: worker } });
  await cancelled(jobId, { ...own, complaints });
  await cancelled(workersJob, { ...theirs, complaints });
});

const policy = (scripts) => ({
  "content-security-policy": `default-src 'none'; script-src 'self'${scripts}; connect-src ${api.url}; require-trusted-types-for 'script'; trusted-types 'none'`,
});

test("a page under the strictest policy that lets wasm run, with Trusted Types, cancels a job", async () => {
  const jobId = await api.job();
  await cancelled(jobId, await visit(cancelling(jobId), policy(" 'wasm-unsafe-eval'")));
});

test("where the policy forbids wasm, importing works and the constructor says what to add", async () => {
  const script = `
    import { PulseClient, PulseError } from "/index.js";
    ${say}
    try {
      new PulseClient({ apiKey: "test-key" });
      say({ thrown: false });
    } catch (error) {
      say({ thrown: true, ours: error instanceof PulseError, message: error.message, cause: error.cause.name });
    }`;
  const { thrown, ours, message, cause } = await visit(script, policy(""));
  assert.deepEqual({ thrown, ours, cause }, { thrown: true, ours: true, cause: "CompileError" });
  assert.match(message, /add 'wasm-unsafe-eval' to its script-src/);
});

test("in a srcdoc frame, whose location has no origin, a path as base URL resolves against the frame's own", async () => {
  const script = `
    import { PulseClient } from "/index.js";
    const own = "import { PulseClient } from '/index.js';" +
      "const fetch = async (url) => { parent.tell(url); throw new Error('enough'); };" +
      "new PulseClient({ apiKey: null, baseUrl: '/api', fetch, maxRetries: 0 }).cancelJob('j').catch((error) => parent.tell(error.message));";
    ${say}
    window.tell ??= (url) => say({ url, origin: location.origin });
    const frame = document.createElement("iframe");
    frame.srcdoc = "<script type='module'>" + own + "</" + "script>";
    document.body.append(frame);`;
  const { url, origin, complaints } = await visit(script);
  assert.deepEqual([url, complaints], [`${origin}/api/job/j`, []]);
});
