// The endpoint, the queue and its consumer in workerd, with real queues, against the local API.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { cloud, KEY, settings } from "./cloud.js";

/** Asks again and again until it holds, with a pause between, in ms. */
async function until(holds, seconds = 20, every = 100) {
  const end = Date.now() + seconds * 1_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `not within ${seconds} s: ${holds}`);
    await pause(every);
  }
}

async function over(t, given) {
  const made = await cloud(given);
  t.after(made.stop);
  return made;
}
const names = (prefix, count) => Array.from({ length: count }, (_, at) => `${prefix}-${at}`);

test("ten thousand ids are queued at once, and each job is cancelled by one request", async (t) => {
  const { api, post, letters } = await over(t, { flags: ["--jobs", "10000"] });
  const jobIds = (await api.jobs()).map(({ job_id }) => job_id);
  const response = await post({ jobIds });
  assert.equal(response.status, 202);
  assert.deepEqual(await response.json(), { queued: 10_000 });
  await until(
    async () => (await api.jobs()).every(({ status }) => status === "canceled"),
    // Half a minute on two idle cores.
    300,
    1_000,
  );
  assert.equal((await api.requests()).length, 10_000);
  assert.deepEqual(await letters(), []);
});

test("the endpoint takes ids from those who have its token, and nothing else", async (t) => {
  const { api, ask, post } = await over(t);
  assert.equal((await post({ jobIds: ["a"] }, "another")).status, 401);
  assert.equal((await ask("/jobs", { method: "POST", headers: {}, body: "{}" })).status, 401);
  assert.equal((await ask("/elsewhere")).status, 404);
  for (const body of [
    {},
    { jobIds: "a" },
    { jobIds: [1] },
    { jobIds: [""] },
    { jobIds: ["."] },
    { jobIds: [".."] },
    { jobIds: ["\ud800"] },
    { jobIds: ["a".repeat(1_025)] },
    { jobIds: [KEY] },
    { jobIds: [` ${KEY}`] },
  ])
    assert.equal((await post(body)).status, 400, JSON.stringify(body));
  assert.equal((await post({ jobIds: names("many", 10_001) })).status, 413);
  await pause(1_500);
  assert.deepEqual(await api.requests(), []);
});

test("it takes every id that the API may give: dots, slashes, any script, up to 1,024 characters", async (t) => {
  const { api, post, letters } = await over(t);
  const there = ["a.b~c", "...", "v1:2026"];
  await Promise.all(there.map((jobId) => api.job(jobId)));
  const long = Array.from({ length: 120 }, (_, at) => `${at}-`.padEnd(1_024, "語"));
  const nowhere = ["a/b", "%2e%2e", "é", "😀".repeat(1_024), ...long];
  const response = await post({ jobIds: [...there, ...nowhere] });
  assert.deepEqual([response.status, await response.json()], [202, { queued: 127 }]);
  await until(async () => (await letters()).length === nowhere.length, 60);
  const found = (await letters()).map(({ jobId }) => jobId);
  assert.deepEqual(found.sort(), [...nowhere].sort());
  const jobs = await api.jobs();
  assert.deepEqual([...new Set(jobs.map(({ status }) => status))], ["canceled"]);
});

test("what is refused for good becomes a dead letter at once, with what the server said", async (t) => {
  const { api, post, letters } = await over(t);
  await api.job("there");
  assert.equal((await post({ jobIds: ["nowhere", "there"] })).status, 202);
  await until(async () => (await letters()).length > 0);
  const [{ at, ...letter }, ...more] = await letters();
  assert.deepEqual(letter, { jobId: "nowhere", error: "404: Job not found (JOB_001)" });
  assert.ok(Date.now() - Date.parse(at) < 60_000, at);
  assert.deepEqual(more, []);
  assert.equal((await api.requests("nowhere")).length, 1);
  assert.equal((await api.requests("there")).length, 1);
});

test("a message that is no job's, or has the key, is a dead letter without it, and costs the others nothing", async (t) => {
  const { api, put, letters } = await over(t, { consumer: { maxRetries: 1 } });
  await api.job("there");
  const keys = [KEY, ` ${KEY}\n`].map((jobId) => ({ jobId }));
  await put([null, "text", { job: KEY }, { jobId: 7 }, ...keys, { jobId: "there" }]);
  await until(async () => (await letters()).length === 6);
  for (const { jobId, error } of await letters()) {
    assert.match(jobId, /^message [\w-]+$/);
    assert.match(error, /^(no job's id|the API key in place of a job's id)$/);
  }
  assert.ok(!JSON.stringify(await letters()).includes(KEY));
  await until(async () => (await api.jobs()).every(({ status }) => status === "canceled"));
  assert.equal((await api.requests()).length, 1);
});

test("a dead letter that is no job's is kept, and so are those that come with it", async (t) => {
  const { put, letters } = await over(t);
  await put([null, { jobId: 7 }, { jobId: KEY }, { jobId: "nowhere" }], "DEAD");
  await until(async () => (await letters()).length === 4);
  assert.ok(!JSON.stringify(await letters()).includes(KEY));
  assert.ok((await letters()).some(({ jobId }) => jobId === "nowhere"));
});

test("what fails is tried as often as the queue is told, and is a dead letter then", async (t) => {
  const { api, post, letters } = await over(t, { consumer: { maxRetries: 2 } });
  await api.job("recovers");
  await api.fault({ jobId: "recovers", status: 503, times: 2 });
  await api.fault({ jobId: "broken", status: 503, times: 0 });
  await post({ jobIds: ["recovers", "broken"] });
  await until(async () => (await letters()).length > 0);
  const [{ jobId, error }, ...more] = await letters();
  assert.deepEqual([jobId, more], ["broken", []]);
  assert.match(error, /^every try failed: 503/);
  for (const id of ["recovers", "broken"]) {
    const times = (await api.requests(id)).map(({ atMs }) => atMs);
    assert.equal(times.length, 3);
    assert.ok(times[1] - times[0] > 900 && times[2] - times[1] > 1_900, `${id}: ${times}`);
  }
});

test("a 429 holds back every job, those of the next batch too, for as long as it says", async (t) => {
  const { api, post, letters } = await over(t, { consumer: { maxBatchSize: 10 } });
  const jobIds = names("limited", 40);
  await Promise.all(jobIds.map((jobId) => api.job(jobId)));
  await api.fault({ times: 1, status: 429, headers: { "retry-after": "3" } });
  await post({ jobIds });
  await until(async () => (await api.jobs()).every(({ status }) => status === "canceled"));
  const requests = await api.requests();
  const { doneMs } = requests.find(({ status }) => status === 429);
  // Those that were under way count as sent before; half a second is for a loaded machine.
  const early = requests.filter(({ atMs }) => atMs > doneMs + 500 && atMs < doneMs + 2_900);
  assert.equal(early.length, 0, `${early.length} requests before its time`);
  assert.equal(requests.length, jobIds.length + 1);
  assert.deepEqual(await letters(), []);
});

test("a job that a 429 to another held back has lost no try, and is asked when the time has come", async (t) => {
  const limits = { consumer: { maxBatchSize: 10, maxRetries: 1 } };
  const { api, post, letters } = await over(t, limits);
  const jobIds = names("held", 40);
  await Promise.all(jobIds.map((jobId) => api.job(jobId)));
  // Asked twice for time, each longer than what two tries would take.
  for (const jobId of ["held-0", "held-20"])
    await api.fault({ jobId, times: 1, status: 429, headers: { "retry-after": "5" } });
  await post({ jobIds });
  await until(async () => (await api.jobs()).every(({ status }) => status === "canceled"), 60);
  assert.deepEqual(await letters(), []);
  assert.equal((await api.requests()).length, jobIds.length + 2);
});

test("the worker and its queue agree on how often a job is tried", () => {
  const { consumer, vars } = settings();
  assert.equal(vars.MAX_RETRIES, consumer.maxRetries);
});

test("tries made before a 429 count on after it", async (t) => {
  const limits = { consumer: { maxBatchSize: 1, maxRetries: 1 } };
  const { api, post, letters } = await over(t, limits);
  await api.fault({ jobId: "broken", status: 503, times: 0 });
  await api.fault({ jobId: "limited", times: 1, status: 429, headers: { "retry-after": "4" } });
  await api.job("limited");
  await post({ jobIds: ["broken"] });
  await until(async () => (await api.requests("broken")).length === 1, 20, 10);
  // Its second try falls into the time that this one begins.
  await post({ jobIds: ["limited"] });
  await until(async () => (await letters()).length > 0);
  const [{ jobId }, ...more] = await letters();
  assert.deepEqual([jobId, more], ["broken", []]);
  assert.equal((await api.requests("broken")).length, 2);
});

test("a rate limit is kept to without a dead letter", async (t) => {
  const { api, post, letters } = await over(t, { flags: ["--rate-limit", "50"] });
  const jobIds = names("slow", 150);
  await Promise.all(jobIds.map((jobId) => api.job(jobId)));
  await post({ jobIds });
  await until(async () => (await api.jobs()).every(({ status }) => status === "canceled"), 60);
  assert.deepEqual(await letters(), []);
});

test("a refused key costs a few requests and no job", async (t) => {
  const { api, post, letters } = await over(t, { bindings: { PULSE_API_KEY: "wrong" } });
  await post({ jobIds: names("unasked", 50) });
  await until(async () => (await api.requests()).length > 0);
  await pause(500);
  assert.ok((await api.requests()).length <= 6);
  assert.deepEqual(await letters(), []);
});

test("without the endpoint's token in the environment nobody is let in", async (t) => {
  const { post } = await over(t, { bindings: { ENDPOINT_TOKEN: "" } });
  assert.equal((await post({ jobIds: ["a"] }, "")).status, 401);
});
