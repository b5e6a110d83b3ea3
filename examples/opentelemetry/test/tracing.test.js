// The spans and the metrics that OpenTelemetry's own SDK gets to see.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, beforeEach, test } from "node:test";
import { promisify } from "node:util";
import { metrics, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { tracedClient } from "../src/traced.js";
import { emulator } from "./emulator.js";

const KEY = "test-key";
const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
const readings = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const reader = new PeriodicExportingMetricReader({ exporter: readings });
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));

let api;
let client;
before(async () => {
  api = await emulator();
  client = tracedClient({ apiKey: KEY, baseUrl: api.url, initialRetryDelayInSeconds: 0.01 });
});
after(() => api.stop());
beforeEach(() => exporter.reset());

/** What was called as a span, the caller's, which ends with it. */
const calling = (name, call) =>
  trace.getTracer("test").startActiveSpan(name, async (span) => {
    try {
      return await call();
    } finally {
      span.end();
    }
  });
const named = (name) => exporter.getFinishedSpans().filter((span) => span.name === name);
const below = (parent) =>
  exporter
    .getFinishedSpans()
    .filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent.spanContext().spanId);

/** The points of each histogram since the last reading. */
async function points() {
  readings.reset();
  await reader.forceFlush();
  const scopes = readings.getMetrics().flatMap((resource) => resource.scopeMetrics);
  const found = scopes.flatMap((scope) => scope.metrics);
  return Object.fromEntries(
    found.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints]),
  );
}

test("a call is a span below its caller's, and its attempt a span below that", async () => {
  await api.job("plain");
  await calling("caller", () => client.cancelJob("plain"));
  const [caller] = named("caller");
  const [call, ...more] = below(caller);
  assert.deepEqual(more, []);
  assert.equal(call.name, "pulse cancelJob");
  assert.equal(call.attributes["pulse.job_id"], "plain");
  const [attempt] = below(call);
  assert.equal(attempt.name, "DELETE /job/{jobId}");
  assert.equal(attempt.kind, SpanKind.CLIENT);
  const { "pulse.call_id": callId, ...attributes } = attempt.attributes;
  assert.equal(typeof callId, "number");
  assert.deepEqual(attributes, {
    "http.request.method": "DELETE",
    "url.template": "/job/{jobId}",
    "url.full": `${api.url}/job/plain`,
    "server.address": "127.0.0.1",
    "server.port": Number(new URL(api.url).port),
    "pulse.job_id": "plain",
    "http.response.status_code": 200,
  });
  assert.equal(attempt.status.code, SpanStatusCode.UNSET);
});

test("a retry counts what was sent again, and its wait is an event of the call", async () => {
  await api.job("flaky");
  await api.fault("flaky", { status: 503, times: 2 });
  await calling("caller", () => client.cancelJob("flaky"));
  const [call] = named("pulse cancelJob");
  const told = below(call).map(({ attributes }) => [
    attributes["http.response.status_code"],
    attributes["http.request.resend_count"],
    attributes["error.type"],
  ]);
  assert.deepEqual(told, [
    [503, undefined, "503"],
    [503, 1, "503"],
    [200, 2, undefined],
  ]);
  assert.deepEqual(
    call.events.map(({ name }) => name),
    ["pulse.retry", "pulse.retry"],
  );
  assert.equal(call.status.code, SpanStatusCode.UNSET);
});

test("polls are attempts of one call, and none of them is sent again", async () => {
  await api.job("polled");
  await client.jobs.cancelJobAndWait({ jobId: "polled" });
  const attempts = below(named("pulse cancelJobAndWait")[0]);
  assert.deepEqual(
    attempts.map(({ name }) => name),
    ["DELETE /job/{jobId}", "GET /job/{jobId}"],
  );
  for (const { attributes } of attempts)
    assert.equal(attributes["http.request.resend_count"], undefined);
});

test("a failure is the attempt's and the call's", async () => {
  await assert.rejects(client.cancelJob("nowhere"), { statusCode: 404 });
  await api.fault("lost", { cut: "before-headers", times: 3 });
  await assert.rejects(client.cancelJob("lost"), { name: "PulseConnectionError" });
  const [missing, lost] = named("pulse cancelJob");
  for (const [call, type] of [
    [missing, "404"],
    [lost, "PulseConnectionError"],
  ]) {
    for (const span of [call, ...below(call)]) {
      assert.equal(span.attributes["error.type"], type);
      assert.equal(span.status.code, SpanStatusCode.ERROR);
    }
  }
  assert.equal(below(lost).length, 3);
});

test("two calls at once for one job are told apart", async () => {
  await api.job("shared");
  await api.fault("shared", { method: "GET", status: 503, delayMs: 50 });
  await Promise.all([
    calling("one", () => client.jobs.getJob({ jobId: "shared" })),
    calling("other", () => client.jobs.getJob({ jobId: "shared" })),
  ]);
  const trees = ["one", "other"].map((name) => {
    const [call] = below(named(name)[0]);
    const ids = new Set(below(call).map(({ attributes }) => attributes["pulse.call_id"]));
    assert.equal(ids.size, 1);
    return { id: [...ids][0], attempts: below(call).length };
  });
  assert.notEqual(trees[0].id, trees[1].id);
  assert.deepEqual(trees.map(({ attempts }) => attempts).sort(), [1, 2]);
});

test("a bulk run is a span with one below it for each job, wherever its outcomes are read", async () => {
  const ids = Array.from({ length: 20 }, (_, at) => `bulk-${at}`);
  await Promise.all(ids.map((id) => api.job(id)));
  await api.fault("bulk-7", { status: 503 });
  const given = [...ids, "nowhere"];
  const outcomes = await calling("caller", () => client.jobs.cancelJobs(given, { concurrency: 3 }));
  const first = await outcomes.next();
  // The rest in another span's context.
  await calling("reader", async () => {
    for await (const _ of outcomes);
  });
  assert.equal(first.value.status, "fulfilled");
  const jobs = below(named("pulse cancelJobs")[0]);
  assert.deepEqual(jobs.map(({ attributes }) => attributes["pulse.job_id"]).sort(), given.sort());
  for (const job of jobs) {
    const jobId = job.attributes["pulse.job_id"];
    assert.equal(below(job).length, jobId === "bulk-7" ? 2 : 1, jobId);
    assert.equal(job.attributes["error.type"], jobId === "nowhere" ? "404" : undefined);
  }
  assert.deepEqual(below(named("reader")[0]), []);
  assert.equal(below(named("caller")[0])[0].name, "pulse cancelJobs");
});

test("a run that is left before its first outcome was read ends with its spans, and begins no more", async () => {
  const ids = Array.from({ length: 20 }, (_, at) => `left-${at}`);
  await Promise.all(ids.map((id) => api.job(id)));
  let isClosed = false;
  let pulled = 0;
  function* source() {
    try {
      for (const id of ids) {
        pulled += 1;
        yield id;
      }
    } finally {
      isClosed = true;
    }
  }
  const outcomes = client.jobs.cancelJobs(source(), { concurrency: 3 });
  await outcomes.return();
  assert.ok(isClosed);
  assert.ok(pulled <= 4, `${pulled} ids were taken`);
  const [run, ...more] = named("pulse cancelJobs");
  assert.deepEqual(more, []);
  for (const job of below(run)) assert.ok(job.ended);
  assert.deepEqual(await outcomes.next(), { done: true, value: undefined });
});

test("a run that nobody reads begins as many jobs as concurrency says, and no more", async () => {
  const ids = Array.from({ length: 20 }, (_, at) => `unread-${at}`);
  await Promise.all(ids.map((id) => api.job(id)));
  const outcomes = client.jobs.cancelJobs(ids, { concurrency: 3 });
  while ((await api.asked("unread-")).length < 3) await new Promise(setImmediate);
  // One turn of the server and back is time enough for a fourth.
  await client.jobs.getJob({ jobId: "unread-19" });
  const asked = await api.asked("unread-");
  assert.deepEqual(asked.sort(), ["unread-0", "unread-1", "unread-2"]);
  await outcomes.return();
  assert.equal(named("pulse cancelJobs").length, 1);
});

test("an abort ends every span", async () => {
  await api.fault("held", { hang: "before-headers" });
  const signal = AbortSignal.timeout(50);
  await assert.rejects(client.cancelJob("held", { signal }), { name: "AbortError" });
  const [call] = named("pulse cancelJob");
  assert.equal(call.attributes["error.type"], "AbortError");
  assert.equal(below(call)[0].attributes["error.type"], "AbortError");
});

test("latencies and waits are histograms", async () => {
  await points();
  await api.job("measured");
  await api.fault("measured", { status: 429, headers: { "retry-after": "1" } });
  await client.cancelJob("measured");
  const measured = await points();
  const latencies = measured["http.client.request.duration"];
  const counts = latencies.map(({ attributes, value }) => [
    attributes["http.request.method"],
    attributes["http.response.status_code"],
    attributes["error.type"],
    value.count,
  ]);
  assert.deepEqual(counts, [
    ["DELETE", 429, "429", 1],
    ["DELETE", 200, undefined, 1],
  ]);
  assert.ok(latencies.every(({ value }) => value.sum > 0 && value.sum < 1));
  const [{ attributes, value }] = measured["pulse.client.wait.duration"];
  assert.deepEqual(attributes, { "pulse.wait.reason": "retry" });
  assert.ok(value.sum > 0.9 && value.sum < 1.001, `${value.sum} s`);
});

test("the key is in no span", async () => {
  await assert.rejects(client.cancelJob(KEY), { name: "PulseValidationError" });
  await api.fault("echo", { status: 400, body: JSON.stringify({ error: { message: KEY } }) });
  await assert.rejects(client.cancelJob("echo"), { statusCode: 400 });
  const spans = exporter.getFinishedSpans();
  assert.equal(spans.length, 3);
  for (const { name, attributes, events, status } of spans)
    assert.ok(!JSON.stringify([name, attributes, events, status]).includes(KEY), name);
});

test("the program prints its spans below a span of its own", async () => {
  await api.job("printed");
  const env = { ...process.env, PULSE_API_KEY: KEY, PULSE_BASE_URL: api.url };
  const run = promisify(execFile)(process.execPath, ["src/cancel.js", "printed"], { env });
  const { stdout } = await run;
  assert.match(stdout, /printed fulfilled/);
  assert.match(stdout, /name: 'DELETE \/job\/\{jobId\}'/);
  assert.match(stdout, /http\.client\.request\.duration/);
});
