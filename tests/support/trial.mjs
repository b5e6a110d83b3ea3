// What a case of a project can use: it runs its tool, loads the output, and checks that a job was cancelled.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { encode } from "../../pkg-template/build/encode.mjs";
import { report } from "./chromium.mjs";
import { pages } from "./pages.mjs";

/** No tool has a reason to take longer, and none may phone home. */
const PATIENCE = 180_000;
const QUIET = {
  NEXT_TELEMETRY_DISABLED: "1",
  NUXT_TELEMETRY_DISABLED: "1",
  NG_CLI_ANALYTICS: "false",
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  DENO_NO_UPDATE_CHECK: "1",
  NO_COLOR: "1",
  CI: "1",
};

export class Trial {
  /** `node` is the one that its tools run in. */
  constructor(folder, { api, chromium, node = process.execPath }) {
    Object.assign(this, { folder, api, chromium, node });
  }

  /** A path below the consumer's folder. */
  at(path) {
    return join(this.folder, path);
  }

  /** Runs a command of node_modules, or a program by its path, and returns what it printed. */
  async run(command, args = [], env = {}) {
    const child = this.#spawn(command, args, env);
    const timer = setTimeout(() => end(child), PATIENCE);
    const [code] = await once(child, "close");
    clearTimeout(timer);
    const { printed, complained } = child;
    if (code !== 0)
      throw new Error(`${command} ${args.join(" ")}: exit ${code}\n${complained}${printed}`);
    return printed.trim();
  }

  /** Runs a command that must end well; what it prints matters only where it does not. */
  async succeeds(command, args) {
    await this.run(command, args);
  }

  #spawn(command, args, env) {
    const program = command.includes("/") ? command : this.at(`node_modules/.bin/${command}`);
    // In a process group of its own, since tools start helpers that must end with them.
    const child = spawn(program, args, {
      cwd: this.folder,
      env: { ...process.env, ...QUIET, PATH: `${dirname(this.node)}:${process.env.PATH}`, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    Object.assign(child, { printed: "", complained: "" });
    child.stdout.setEncoding("utf8").on("data", (text) => (child.printed += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (child.complained += text));
    return child;
  }

  /** Starts a server, waits until it reports that it is ready, uses it and stops it. */
  async serving(command, args, ready, use, env = {}) {
    const child = this.#spawn(command, args, env);
    const said = () => stripVTControlCharacters(child.printed + child.complained);
    try {
      const closed = once(child, "close");
      const begun = Date.now();
      while (!ready.test(said())) {
        const over = await Promise.race([closed, new Promise((wake) => setTimeout(wake, 50))]);
        if (over || Date.now() - begun > PATIENCE) {
          throw new Error(`${command} ${args.join(" ")} did not begin to serve\n${said()}`);
        }
      }
      return await use();
    } catch (error) {
      throw new Error(`${error.message}\n${said().slice(-2000)}`, { cause: error });
    } finally {
      end(child);
    }
  }

  /** Runs a built program, which must cancel a job and say so. */
  async program(command, args = []) {
    const jobId = await this.api.job();
    const said = await this.run(command, args, { JOB: jobId, API: this.api.url });
    await this.judge(jobId, JSON.parse(said.split("\n").at(-1)));
  }

  runs(file) {
    return this.program(this.node, [this.at(file)]);
  }

  /** Opens a built folder's page in Chromium, which must cancel a job and say so. */
  async visit(path) {
    const site = await pages(this.at(path));
    try {
      await this.open(`${site.url}/`);
    } finally {
      await site.stop();
    }
  }

  /** The same with a page that another server provides. */
  async open(url) {
    const jobId = await this.api.job();
    const query = new URLSearchParams({ job: jobId, api: this.api.url });
    const { complaints, ...answer } = await report(this.chromium, `${url}?${query}`);
    // Chromium itself logs the 404 that the page asks for.
    const foreign = complaints.filter((text) => !/status of 404/.test(text));
    assert.deepEqual(foreign, [], "the page complained");
    await this.judge(jobId, answer);
  }

  /** Asks a server's route, which must cancel a job and say so. */
  async route(address) {
    const jobId = await this.api.job();
    const query = new URLSearchParams({ job: jobId, api: this.api.url });
    const response = await fetch(`${address}?${query}`);
    if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
    await this.judge(jobId, await response.json());
  }

  /** Runs a test runner on a file whose tests check the response themselves. */
  async tests(command, args) {
    const jobId = await this.api.job();
    await this.run(command, args, { JOB: jobId, API: this.api.url });
    await this.cancelled(jobId);
  }

  /** Runs a file of tests by Node's own runner; the reported figure is how many there are. */
  async nodeTests(program, file) {
    const said = await this.run(program, ["--test", "--test-reporter=spec", file]);
    const [, passed] = /^ℹ pass (\d+)$/m.exec(said) ?? [];
    assert.ok(Number(passed) > 0, `no test ran:\n${said}`);
    return `${passed} tests`;
  }

  /** The job was cancelled by one request, and the missing one was reported as such. */
  async judge(jobId, answer) {
    const message = "Job cancelled successfully";
    assert.deepEqual(answer, { job_id: jobId, message, notFound: true });
    await this.cancelled(jobId);
  }

  /** What the emulator recorded of it. */
  async cancelled(jobId) {
    const requests = (await this.api.requests(jobId)).map(
      ({ method, path }) => `${method} ${path}`,
    );
    assert.deepEqual(requests, [`DELETE /job/${jobId}`]);
    assert.equal(await this.api.state(jobId), "canceled");
  }

  /** Writes the page that is a tool's entry, or one that loads its output. */
  html(file, script) {
    writeFileSync(
      this.at(file),
      `<!doctype html><meta charset="utf-8"><title></title><body>${script}</body>`,
    );
  }

  /** The names of all that is in a folder. */
  names(path) {
    return readdirSync(this.at(path), { recursive: true });
  }

  /** The text of all scripts in a folder, or of one. */
  scripts(path) {
    const at = this.at(path);
    if (!statSync(at).isDirectory()) return readFileSync(at, "utf8");
    const files = this.names(path).filter((name) => /\.[mc]?js$/.test(name));
    return files.map((name) => readFileSync(join(at, name), "utf8")).join("");
  }

  /** How many bytes they are. */
  size(path) {
    return Buffer.byteLength(this.scripts(path));
  }

  /** Nothing of the package may be left; what is left is the reported figure. */
  drops(path) {
    const bytes = this.size(path);
    assert.ok(bytes < 1_000, `${bytes} bytes are left of an import that nothing uses`);
    return `${bytes} bytes left`;
  }

  /** Classes and the client may be left, but no wasm; the reported figure is what is left. */
  withoutWasm(path) {
    const start = encode([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    assert.ok(!this.scripts(path).includes(start), "the scripts have the wasm in them");
    // In whatever form it might be included, the module is larger than this.
    const bytes = this.size(path);
    assert.ok(bytes < 40_000, `${bytes} bytes are left`);
    return `${bytes} bytes left`;
  }
}

/** Thrown by a case that cannot run on this machine; tests/allowed-skips.json must list it. */
export class Skip extends Error {}

/** A currently free port, for tools that cannot pick one themselves. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

function end(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // It has already exited.
    if (error.code !== "ESRCH") throw error;
  }
}
