// The emulator under the traffic: killed in the middle of it, and started again on the same port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const FLAGS = ["--faults", "--exit-with-stdin", "--rate-limit", "4000"];
const LIVES = ["--pending-ms", "5..60", "--processing-ms", "20..200", "--cancel-ms", "0..40"];

export class Server {
  #child;
  #seed;
  url = "";

  constructor(seed) {
    this.#seed = seed;
  }

  async start() {
    const port = this.url ? new URL(this.url).port : "0";
    const flags = ["--port", port, "--seed", String(this.#seed++), ...FLAGS, ...LIVES];
    this.#child = spawn(process.env.EMULATOR_BIN, flags, { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: this.#child.stdout });
    const [first] = await Promise.race([once(lines, "line"), once(this.#child, "exit")]);
    const url = /^listening on (http:\S+)$/.exec(first)?.[1];
    if (!url) throw new Error(`the emulator did not start: ${first}`);
    this.url = url;
  }

  /** What it has received and what became of its jobs, by id; read at one moment, as far as HTTP allows. */
  async ledger() {
    const [{ requests }, { jobs }] = await Promise.all([
      this.#ask("GET", "/_emulator/requests"),
      this.#ask("GET", "/_emulator/jobs?limit=1000000"),
    ]);
    const received = new Map();
    for (const request of requests) {
      if (request.jobId === null) continue;
      const list = received.get(request.jobId) ?? [];
      list.push(request);
      received.set(request.jobId, list);
    }
    return { received, states: new Map(jobs.map(({ job_id, status }) => [job_id, status])) };
  }

  job = (life) => this.#ask("POST", "/_emulator/jobs", life);

  fault = (fault) => this.#ask("POST", "/_emulator/faults", fault);

  async kill() {
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }

  async #ask(method, path, body) {
    const response = await fetch(this.url + path, { method, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
}
