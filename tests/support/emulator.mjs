// An emulator for one test: started on a free port, and stopped with the process that started it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../project.mjs";

const binary = process.env.EMULATOR_BIN ?? join(root, "target/debug/pulse-emulator");

/** Long enough that no job ends by itself during a test. */
const PATIENT = ["--pending-ms", "600000", "--cancel-ms", "0"];

/**
 * Starts it as an API; the result can create jobs and read the recorded requests. A port is for one that is to come back. Without
 * faults it does neither, and is that much faster.
 */
export const emulator = (flags = PATIENT, port = 0, { faults = true } = {}) =>
  start(faults ? ["--faults", ...flags] : flags, process.env, port);

/** Starts it as a proxy that adds a key to what it sends to another emulator. */
export const proxy = (upstream, key, flags) =>
  start(["--upstream", upstream, ...flags], { ...process.env, PULSE_API_KEY: key });

async function start(flags, env = process.env, port = 0) {
  const child = spawn(binary, ["--port", String(port), "--exit-with-stdin", ...flags], {
    stdio: ["pipe", "pipe", "inherit"],
    env,
  });
  const lines = createInterface({ input: child.stdout });
  const [first] = await Promise.race([once(lines, "line"), once(child, "exit")]);
  const url = /^listening on (http:\S+)$/.exec(first)?.[1];
  if (!url) throw new Error(`the emulator did not start: ${first}`);
  const ask = async (method, path, body) => {
    const response = await fetch(url + path, { method, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return response.status === 204 ? undefined : response.json();
  };
  return {
    url,
    port: Number(new URL(url).port),

    /** Creates a job, with the given id or a random one. */
    async job(life = {}) {
      return (await ask("POST", "/_emulator/jobs", life)).job_id;
    },

    /** Registers a fault; without one, removes all. */
    fault: (fault) => ask(fault ? "POST" : "DELETE", "/_emulator/faults", fault),

    /** How many jobs it holds, of a state or of all. */
    async count(state) {
      const query = state === undefined ? "" : `&state=${state}`;
      return (await ask("GET", `/_emulator/jobs?limit=0${query}`)).total;
    },

    /** The ids of all its jobs, newest first. */
    async ids() {
      const { jobs } = await ask("GET", "/_emulator/jobs?limit=1000000");
      return jobs.map((job) => job.job_id);
    },

    /** A job as the emulator has it. */
    async state(jobId) {
      const { jobs } = await ask("GET", "/_emulator/jobs?limit=1000000");
      return jobs.find((job) => job.job_id === jobId)?.status;
    },

    /** The requests it received for a job, without the preflights that a browser adds. */
    async requests(jobId) {
      const query = jobId === undefined ? "" : `?jobId=${encodeURIComponent(jobId)}`;
      const { requests } = await ask("GET", `/_emulator/requests${query}`);
      return requests.filter(({ method }) => method !== "OPTIONS");
    },

    /** Freezes it by SIGSTOP, and lets it go on by SIGCONT: its connections stay open, and say nothing. */
    signal: (name) => child.kill(name),

    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.stdin.end();
      await ended;
    },
  };
}
