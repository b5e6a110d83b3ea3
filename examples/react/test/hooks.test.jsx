// The hooks in React's StrictMode, which mounts each new component twice, against the local API behind a proxy.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { PulseClient } from "pulse-wasm";
import { StrictMode } from "react";
import { App, CancelMany, CancelOne, Failures, Job, Progress } from "../src/App.jsx";
import { startBulkRun } from "../src/bulkRun.js";
import { useJob } from "../src/useJob.js";
import { servers } from "./servers.js";

let api;
let client;
before(async () => {
  api = await servers();
  client = new PulseClient({ apiKey: null, baseUrl: api.url });
});
after(() => api.stop());

const complaints = [];
const { error: complain } = console;
console.error = (...words) => complaints.push(words.join(" "));
afterEach(() => {
  cleanup();
  console.error = complain;
  assert.deepEqual(complaints, [], "React complained");
  console.error = (...words) => complaints.push(words.join(" "));
});

const strict = (children) => <StrictMode>{children}</StrictMode>;
const shows = (text) => screen.findByText(text, undefined, { timeout: 5_000 });
const submit = (label, text, name) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
  return act(async () => fireEvent.click(screen.getByRole("button", { name })));
};
function States({ jobId }) {
  const { job, error } = useJob(client, jobId);
  return `${job?.status}, ${error?.statusCode}`;
}
const asked = (jobId, methods) =>
  waitFor(async () => assert.deepEqual(await api.requests(jobId), methods), { timeout: 5_000 });

test("a job is cancelled at a click, once, and how it ended is shown", async () => {
  await api.job("one");
  render(strict(<CancelOne client={client} />));
  await submit("Job to cancel", "one", "Cancel it");
  await shows("one is canceled");
  assert.deepEqual(await api.requests("one"), ["DELETE", "GET"]);
});

test("a failure is shown with what the server said, and the next try is heard", async () => {
  await api.job("next");
  render(strict(<CancelOne client={client} />));
  await submit("Job to cancel", "nowhere", "Cancel it");
  await shows(/^nowhere: 404: Job not found/);
  await submit("Job to cancel", "next", "Cancel it");
  await shows("next is canceled");
});

test("unmounting ends the wait for an outcome, and sends nothing more", async () => {
  await api.job("left");
  const body = JSON.stringify({ job_id: "left", status: "processing", created_at: "2026-01-01" });
  await api.fault("left", { method: "GET", times: 0, status: 200, body });
  const { unmount } = render(strict(<CancelOne client={client} />));
  await submit("Job to cancel", "left", "Cancel it");
  await asked("left", ["DELETE", "GET"]);
  unmount();
  // The next poll would come after a second.
  await pause(1_300);
  assert.deepEqual(await api.requests("left"), ["DELETE", "GET"]);
});

test("the second mount of StrictMode cancels no job, and follows it once", async () => {
  await api.job("kept");
  render(strict(<Job client={client} jobId="kept" />));
  await shows("kept: pending");
  await pause(100);
  assert.deepEqual(await api.requests("kept"), ["GET"]);
});

test("unmounting cancels the job", async () => {
  await api.job("dropped");
  const { unmount } = render(strict(<Job client={client} jobId="dropped" />));
  await shows("dropped: pending");
  unmount();
  await asked("dropped", ["GET", "DELETE"]);
});

test("another job in its place cancels the first, and is followed itself", async () => {
  await Promise.all([api.job("first"), api.job("second")]);
  const { rerender } = render(strict(<Job client={client} jobId="first" />));
  await shows("first: pending");
  rerender(strict(<Job client={client} jobId="second" />));
  await shows("second: pending");
  await asked("first", ["GET", "DELETE"]);
  assert.deepEqual(await api.requests("second"), ["GET"]);
});

test("a job that moves to another place of the page in one commit is followed on, and not cancelled", async () => {
  await api.job("moved");
  const job = <Job client={client} jobId="moved" />;
  const { rerender } = render(strict(<div>{job}</div>));
  await shows("moved: pending");
  rerender(strict(<section>{job}</section>));
  await shows("moved: pending");
  await pause(100);
  assert.deepEqual(await api.requests("moved"), ["GET"]);
});

test("a job that is left and shown again within a task is not cancelled", async () => {
  await Promise.all([api.job("back"), api.job("between")]);
  const { rerender } = render(strict(<Job client={client} jobId="back" />));
  await shows("back: pending");
  rerender(strict(<Job client={client} jobId="between" />));
  rerender(strict(<Job client={client} jobId="back" />));
  await shows("back: pending");
  await pause(100);
  assert.deepEqual(await api.requests("back"), ["GET"]);
});

test("a job that two components show is followed once, and cancelled when the last of them goes", async () => {
  await api.job("twice");
  const one = <Job key="one" client={client} jobId="twice" />;
  const { rerender, unmount } = render(
    strict([one, <Job key="two" client={client} jobId="twice" />]),
  );
  await waitFor(() => assert.equal(screen.getAllByText("twice: pending").length, 2));
  rerender(strict([one]));
  await pause(100);
  assert.deepEqual(await api.requests("twice"), ["GET"]);
  unmount();
  await asked("twice", ["GET", "DELETE"]);
});

test("a job that can be followed no longer keeps its last known state beside the error", async () => {
  await api.job("lost");
  render(strict(<States jobId="lost" />));
  await shows("pending, undefined");
  await api.fault("lost", { method: "GET", times: 0, status: 404 });
  await shows("pending, 404");
});

test("a job that has ended is shown, and unmounting sends nothing", async () => {
  await api.job("quick", { pendingMs: 0, processingMs: 0 });
  const { unmount } = render(strict(<Job client={client} jobId="quick" />));
  await shows("quick: completed");
  const before = await api.requests("quick");
  unmount();
  await pause(100);
  assert.deepEqual(await api.requests("quick"), before);
});

test("many are cancelled, each once, with progress and failures", async () => {
  const ids = Array.from({ length: 30 }, (_, at) => `many-${at}`);
  await Promise.all(ids.map((id) => api.job(id)));
  render(strict(<CancelMany client={client} />));
  await submit("Jobs to cancel, one a line", [...ids, "nowhere"].join("\n"), "Cancel them");
  await shows(/30 cancelled, 31 of 31 done/);
  await shows(/^nowhere: 404/);
  for (const id of ids) assert.deepEqual(await api.requests(id), ["DELETE"]);
  assert.equal(screen.queryByRole("button", { name: "Stop" }), null);
});

test("a run outlives its components, which all show the same of it and render seldom", async () => {
  const ids = Array.from({ length: 300 }, (_, at) => `shared-${at}`);
  await Promise.all(ids.map((id) => api.job(id)));
  const run = startBulkRun(client, ids);
  let changes = 0;
  run.subscribe(() => changes++);
  const { unmount } = render(strict(<Progress run={run} />));
  unmount();
  await waitFor(() => assert.equal(run.getSnapshot().running, false), { timeout: 10_000 });
  assert.ok(changes < 60, `${changes} changes`);
  const shown = run.getSnapshot();
  render(
    strict(
      <>
        <Progress run={run} />
        <Progress run={run} />
        <Failures run={run} />
      </>,
    ),
  );
  assert.equal(screen.getAllByText(/300 cancelled, 300 of 300 done/).length, 2);
  assert.equal(run.getSnapshot(), shown, "a snapshot stays the same while nothing happens");
});

test("Stop begins nothing more", async () => {
  const ids = Array.from({ length: 100 }, (_, at) => `held-${at}`);
  for (const id of ids.slice(0, 8)) await api.fault(id, { delayMs: 500, apply: true });
  render(strict(<CancelMany client={client} />));
  await submit("Jobs to cancel, one a line", ids.join("\n"), "Cancel them");
  await asked("held-7", ["DELETE"]);
  await act(async () => fireEvent.click(screen.getByRole("button", { name: "Stop" })));
  await shows(/100 of 100 done/);
  assert.deepEqual(await api.requests("held-8"), []);
});

test("the whole page goes up", async () => {
  await api.job("watched");
  render(strict(<App client={client} />));
  await submit("Job to watch", "watched", "Watch it");
  await shows("watched: pending");
  await act(async () => fireEvent.click(screen.getByRole("button", { name: /^Leave/ })));
  await asked("watched", ["GET", "DELETE"]);
});
