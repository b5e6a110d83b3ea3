// A Redis, an emulated API and the example's own processes, each on a free port, all ended with the test.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { Redis } from "ioredis";

const { EMULATOR_BIN = "pulse-emulator", REDIS_BIN = "redis-server" } = process.env;

/** Jobs that do not end by themselves while a test runs. */
const PATIENT = ["--pending-ms", "600000", "--cancel-ms", "0"];

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

// What runs still when this process ends ends with it.
const running = new Set();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => process.exit(1));

/** Starts a program and waits for a line of its; `ended` resolves with its exit code or signal. */
async function start(program, args, env, ready) {
  const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  running.add(child);
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve(signal ?? code);
    });
  });
  let said = "";
  const found = new Promise((resolve) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on("line", (line) => {
        said += `${line}\n`;
        const match = ready.exec(line);
        if (match) resolve(match);
      });
    }
  });
  const match = await Promise.race([found, ended]);
  if (!Array.isArray(match)) throw new Error(`${program} ended with ${match}:\n${said}`);
  return { child, ended, match, said: () => said };
}

export class Fleet {
  #redis;
  #emulator;
  #started = [];
  #folder = mkdtempSync(join(tmpdir(), "pulse-fleet-"));

  /** `jobs` is how many the API has from the start. With `faults` it keeps a record of what it is asked. */
  static async start({ jobs = 0, flags = [], faults = true, fsync = "always" } = {}) {
    const fleet = new Fleet();
    fleet.fsync = fsync;
    try {
      const record = faults ? ["--faults"] : [];
      const args = ["--port", "0", "--exit-with-stdin", "--jobs", jobs, ...record, ...PATIENT];
      fleet.#emulator = await start(
        EMULATOR_BIN,
        [...args, ...flags].map(String),
        process.env,
        /^listening on (\S+)/,
      );
      fleet.api = fleet.#emulator.match[1];
      fleet.port = await freePort();
      await fleet.startRedis();
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    fleet.redis = new Redis(fleet.port, { maxRetriesPerRequest: null });
    fleet.redis.on("error", () => {}); // one test kills Redis
    fleet.queue = new Queue("cancellations", { connection: fleet.redis });
    fleet.dead = new Queue("cancellations-dead", { connection: fleet.redis });
    for (const queue of [fleet.queue, fleet.dead]) queue.on("error", () => {});
    return fleet;
  }

  /** By default with each write on the disk before it is answered, so that a kill loses nothing. */
  async startRedis() {
    const flags = ["--port", this.port, "--bind", "127.0.0.1", "--dir", this.#folder];
    const kept = ["--appendonly", "yes", "--appendfsync", this.fsync, "--save", ""];
    this.#redis = await start(
      REDIS_BIN,
      [...flags, ...kept].map(String),
      process.env,
      /Ready to accept/,
    );
  }

  async killRedis() {
    this.#redis.child.kill("SIGKILL");
    await this.#redis.ended;
  }

  /** It keeps its connections, and answers nothing. */
  freezeRedis() {
    this.#redis.child.kill("SIGSTOP");
  }

  /** One of the example's scripts. */
  async run(script, args, env, ready) {
    const started = await start(
      process.execPath,
      [new URL(`../src/${script}.js`, import.meta.url).pathname, ...args],
      {
        ...process.env,
        REDIS_URL: `redis://127.0.0.1:${this.port}`,
        PULSE_API_KEY: "test-key",
        PULSE_BASE_URL: this.api,
        ...env,
      },
      ready,
    );
    this.#started.push(started);
    return started;
  }

  worker = (env) => this.run("worker", [], env, /^working$/);

  workers = (count, env) => Promise.all(Array.from({ length: count }, () => this.worker(env)));

  /** Puts ids into the queue, by way of a file. */
  async produce(jobIds, env) {
    const file = join(this.#folder, "ids.txt");
    writeFileSync(file, `${jobIds.join("\n")}\n`);
    const producer = await this.run("produce", [file], env, /^\d+ jobs in the queue$/);
    await producer.ended;
    return producer.said();
  }

  async #ask(method, path, body) {
    const response = await fetch(this.api + path, { method, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return response.status === 204 ? undefined : response.json();
  }

  async jobIds() {
    return (await this.jobs()).map(({ job_id }) => job_id);
  }

  jobs = async () => (await this.#ask("GET", "/_emulator/jobs?limit=1000000")).jobs;

  job = async (life) => (await this.#ask("POST", "/_emulator/jobs", life)).job_id;

  fault = (fault) => this.#ask("POST", "/_emulator/faults", fault);

  noFaults = () => this.#ask("DELETE", "/_emulator/faults");

  /** What the API was sent. */
  requests = async () => (await this.#ask("GET", "/_emulator/requests")).requests;

  /** How often each job was asked to be cancelled, answers of 429 aside. */
  async asked() {
    const counts = new Map();
    for (const { method, jobId, status } of await this.requests()) {
      if (method === "DELETE" && status !== 429) counts.set(jobId, (counts.get(jobId) ?? 0) + 1);
    }
    return counts;
  }

  settled = () => this.redis.xlen("cancellations:outcomes");

  /** The stream's entries. */
  async outcomes() {
    const entries = await this.redis.xrange("cancellations:outcomes", "-", "+");
    return entries.map(([, fields]) => {
      const pairs = fields.flatMap((name, at) => (at % 2 ? [] : [[name, fields[at + 1]]]));
      return Object.fromEntries(pairs);
    });
  }

  /** Waits until something holds. */
  async until(what, holds, seconds = 120) {
    for (const end = Date.now() + seconds * 1000; !(await holds()); await sleep(20)) {
      if (Date.now() < end) continue;
      const said = this.#started.map((one) => one.said()).join("\n");
      throw new Error(`not within ${seconds} s: ${what}\n${said}`);
    }
  }

  untilSettled = (count) =>
    this.until(`${count} outcomes`, async () => (await this.settled()) >= count);

  /** No batch is left, waiting or under way. */
  untilDone = () =>
    this.until("an empty queue", async () => {
      const counts = await this.queue.getJobCounts("wait", "active", "delayed", "paused");
      return Object.values(counts).every((count) => count === 0);
    });

  async stop() {
    await Promise.allSettled([this.queue?.close(), this.dead?.close()]);
    this.redis?.disconnect();
    for (const one of [...this.#started, this.#redis, this.#emulator]) {
      one?.child.kill("SIGKILL");
      await one?.ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
