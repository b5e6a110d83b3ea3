// The client over a network that loses packets, forgets connections and has no names, between hosts that are network namespaces.
// DROP_SECONDS=30 makes the silence as long as it may be in life; every limit grows with it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { project } from "../project.mjs";
import { atEnd } from "../support/at-end.mjs";
import { Hosts, SERVER } from "./hosts.mjs";

const DROP = Number(process.env.DROP_SECONDS ?? 2);
const PORT = 8_080;
const limit = { timeout: (DROP * 4 + 20) * 1_000 };
/** Attempts enough for the silence, each a third of it long. */
const patient = {
  timeoutInSeconds: DROP / 3,
  maxRetries: 12,
  initialRetryDelayInSeconds: DROP / 30,
  maxRetryDelayInSeconds: DROP / 6,
};

const folder = mkdtempSync(join(tmpdir(), "pulse-network-"));
const entry = join(process.env.PULSE_PROJECT ?? project(), "network-entry.mjs");
writeFileSync(entry, 'export * from "pulse-wasm";\n');
const hosts = new Hosts(folder);
atEnd(() => {
  hosts.stop();
  rmSync(folder, { recursive: true, force: true });
});

const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1_000));
let server;
let client;
let number = 0;

async function ready(child) {
  await once(child, "message");
  return child;
}

const newServer = async () => {
  server = await ready(hosts.run("server", "server.mjs", [String(PORT)]));
};

before(async () => {
  hosts.start();
  await newServer();
  client = await ready(
    hosts.run("client", "client.mjs", [pathToFileURL(entry).href, SERVER, String(PORT)]),
  );
});
after(() => hosts.stop());

/** Asks the client on its host; the answer says how it ended. */
function ask(what) {
  number += 1;
  const mine = number;
  client.send({ number: mine, ...what });
  return new Promise((done) => {
    const hear = (message) => {
      if (message.number !== mine) return;
      client.off("message", hear);
      done(message);
    };
    client.on("message", hear);
  });
}

async function requests(jobId) {
  server.send("asked");
  const [{ asked }] = await once(server, "message");
  return asked.filter((one) => one.jobId === jobId).length;
}

async function cancels(jobId, options = {}) {
  const { value, error } = await ask({ jobId, options: { timeoutInSeconds: 10, ...options } });
  assert.equal(value?.job_id, jobId, error?.message);
}

test("without a fault a call goes through, so that a failure means something", limit, async () => {
  await cancels("plain");
  assert.equal(await requests("plain"), 1);
});

test(
  "calls that meet a silence are sent again, and go through when it is over",
  limit,
  async () => {
    await cancels("warm");
    hosts.drop();
    const ids = Array.from({ length: 8 }, (_, index) => `lost-${index}`);
    const calls = ids.map((jobId) => ask({ jobId, options: patient }));
    await sleep(DROP);
    hosts.restore();
    for (const { value, error, seconds } of await Promise.all(calls)) {
      assert.ok(value, error?.message);
      assert.ok(seconds >= DROP * 0.9, `it went through after ${seconds} s, in the silence`);
      assert.ok(seconds < DROP * 3 + 5, `it took ${seconds} s`);
    }
  },
);

test(
  "a silence that outlasts the deadline ends the call by then, and the next one goes through",
  limit,
  async () => {
    hosts.drop();
    const deadlineInSeconds = DROP / 2;
    const { error, seconds } = await ask({
      jobId: "late",
      options: { ...patient, deadlineInSeconds },
    });
    hosts.restore();
    assert.equal(error?.name, "PulseTimeoutError");
    assert.ok(error.attempts >= 1);
    assert.ok(seconds < deadlineInSeconds + 3, `it took ${seconds} s`);
    await cancels("after-late");
  },
);

test("an answer of which the second half is lost is asked for again", limit, async () => {
  const call = ask({ jobId: "half-1", options: patient });
  await once(server, "message");
  hosts.drop();
  await sleep(DROP / 2);
  hosts.restore();
  const { value, error } = await call;
  assert.equal(value?.job_id, "half-1", error?.message);
  assert.equal(await requests("half-1"), 2);
});

test("a connection that only the client knows of is replaced by a new one", limit, async () => {
  await cancels("known");
  // The server ends while nothing it says arrives; the one after it has never heard of the connection.
  hosts.drop();
  const ended = once(server, "exit");
  server.kill("SIGKILL");
  await ended;
  await sleep(0.2);
  await newServer();
  hosts.restore();
  const { value, error } = await ask({ jobId: "forgotten", options: patient });
  assert.equal(value?.job_id, "forgotten", error?.message);
});

test("a run in which the network falls silent ends with each job cancelled", limit, async () => {
  const jobIds = Array.from({ length: 60 }, (_, index) => `slow-${index}`);
  const run = ask({ jobIds, options: { ...patient, concurrency: 8, stopAfter: 1_000 } });
  await sleep(0.3);
  hosts.drop();
  await sleep(DROP);
  hosts.restore();
  const { value, error } = await run;
  assert.equal(value?.cancelled, jobIds.length, JSON.stringify(error ?? value));
});

test(
  "a name that cannot be resolved is a PulseConnectionError, and a call that is patient sees it come back",
  limit,
  async () => {
    const host = "api.pulse.test";
    await ask({ mode: "fails" });
    const { error } = await ask({ host, jobId: "no-name", options: { maxRetries: 0 } });
    assert.equal(error?.name, "PulseConnectionError");
    assert.match(error.message, /EAI_AGAIN|ENOTFOUND/);
    const call = ask({ host, jobId: "named", options: { ...patient, timeoutInSeconds: 10 } });
    await sleep(DROP / 2);
    await ask({ mode: "answers" });
    const { value, error: failed, seconds } = await call;
    assert.equal(value?.job_id, "named", failed?.message);
    assert.ok(seconds >= DROP * 0.4, `it resolved after ${seconds} s, before there was a name`);
  },
);

test(
  "a server of names that says nothing is a timeout, or no connection, in bounded time",
  limit,
  async () => {
    await ask({ mode: "silent" });
    const options = { maxRetries: 0, timeoutInSeconds: 1 };
    const { error, seconds } = await ask({ host: "other.pulse.test", jobId: "mute", options });
    assert.match(error?.name, /^Pulse(Timeout|Connection)Error$/);
    assert.ok(seconds < 4, `it took ${seconds} s`);
    await ask({ mode: "answers" });
    const { value } = await ask({ host: "other.pulse.test", jobId: "heard", options: patient });
    assert.equal(value?.job_id, "heard");
  },
);
