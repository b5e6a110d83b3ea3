// The app as it is deployed, built and started on a free port, over the local API that EMULATOR_BIN names.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as send } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

export const KEY = "key-that-stays-on-the-server";
export const SECRET = "a-secret-that-signs-the-sessions-of-the-tests";

/** How long it may take to start. */
const PATIENCE = 60_000;

export async function start(jobs) {
  const folder = mkdtempSync(join(tmpdir(), "example-next-"));
  writeFileSync(join(folder, "jobs.json"), JSON.stringify(jobs));
  const api = await emulator();
  const host = `127.0.0.1:${await freePort()}`;
  // The build gets the key too, as on a host that builds where it runs.
  const env = { ...process.env, PULSE_API_KEY: KEY, NEXT_TELEMETRY_DISABLED: "1" };
  await run(["build"], env);
  const server = next(["start", "--hostname", "127.0.0.1", "--port", host.split(":")[1]], {
    ...env,
    PULSE_BASE_URL: api.url,
    SESSION_SECRET: SECRET,
    APP_HOSTS: host,
    JOBS_FILE: join(folder, "jobs.json"),
  });
  const app = {
    api,
    origin: `http://${host}`,
    /** Sends a request with any headers, and gives its whole answer. */
    ask: (method, path, headers = {}, body) => exchange(host, method, path, headers, body),
    async stop() {
      server.kill();
      await server.closed;
      await api.stop();
      rmSync(folder, { recursive: true });
    },
  };
  try {
    await listening(server, () => app.ask("GET", "/"));
  } catch (error) {
    await app.stop();
    throw error;
  }
  return app;
}

function next(words, env) {
  const program = join("node_modules", "next", "dist", "bin", "next");
  const child = spawn(process.execPath, [program, ...words], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part) => {
      child.said += part;
    });
  child.closed = once(child, "close");
  return child;
}

async function run(words, env) {
  const child = next(words, env);
  const [code] = await child.closed;
  if (code !== 0) throw new Error(`next ${words.join(" ")}: exit ${code}\n${child.said}`);
}

async function listening(server, ask) {
  for (const begun = Date.now(); ; await pause(50)) {
    const problem = await ask().then(
      () => undefined,
      (error) => error,
    );
    if (!problem) return;
    if (server.exitCode !== null || Date.now() - begun > PATIENCE)
      throw new Error(`next start does not listen\n${server.said}`, { cause: problem });
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

async function exchange(host, method, path, headers, body) {
  const [name, port] = host.split(":");
  const options = { host: name, port, method, path, agent: false, setHost: false };
  const request = send({ ...options, headers: { host, ...headers } });
  request.end(body);
  const [response] = await once(request, "response");
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

async function emulator() {
  const flags = ["--port", "0", "--exit-with-stdin", "--faults", "--key", KEY];
  const child = spawn(
    process.env.EMULATOR_BIN,
    [...flags, "--pending-ms", "600000", "--cancel-ms", "0"],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const url = line.replace("listening on ", "");
  const ask = async (path, body) => {
    const init = body && { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(url + path, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  return {
    url,
    /** Creates a job, or replaces the one of this id. */
    job: (jobId, life) => ask("/_emulator/jobs", { jobId, ...life }),
    /** What it answers to the next request about a job, instead. */
    fault: (jobId, fault) => ask("/_emulator/faults", { jobId, ...fault }),
    /** The methods of the requests about a job. */
    async requests(jobId) {
      const { requests } = await ask(`/_emulator/requests?jobId=${jobId}`);
      return requests.map(({ method }) => method);
    },
    async stop() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}
