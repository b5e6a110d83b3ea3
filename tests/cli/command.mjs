// The command as a user has it: installed from the tarball and run as a separate process.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "../project.mjs";
import { atEnd } from "../support/at-end.mjs";

/** The project it is installed in. */
export const folder = process.env.PULSE_PROJECT || project();

/** What is started: the script that npm and npx start, unless tests/cli/in.mjs names a runtime for it. */
const runtime = JSON.parse(process.env.PULSE_COMMAND_RUNTIME || "[]");
export const command =
  runtime.length > 0
    ? [...runtime, join(folder, "node_modules/pulse-wasm/cli.js")]
    : [join(folder, "node_modules/.bin/pulse-wasm")];

/** Words quoted for a shell. */
export const quoted = (words) =>
  words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");

/** A folder for the files of a test, which `file` writes. */
export const scratch = mkdtempSync(join(tmpdir(), "pulse-command-"));
atEnd(() => rmSync(scratch, { recursive: true, force: true }));

let files = 0;
export function file(text, name = `file-${files++}`) {
  const path = join(scratch, name);
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

/** An environment without this machine's settings; whether there are colours is up to the terminal. */
export function environment(url, more = {}) {
  const { PATH, HOME } = process.env;
  const all = {
    PATH,
    HOME,
    TERM: "xterm",
    PULSE_API_KEY: "test-key",
    PULSE_BASE_URL: url,
    ...more,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Starts a process; `ended` resolves with its code, its signal and its output. */
export function start(command, args, { env, input = "", open, cwd } = {}) {
  const child = spawn(command, args, { env, cwd, stdio: "pipe" });
  const wrote = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (text) => {
      wrote[name] += text;
    });
  }
  // A process that exits early does not read the rest.
  child.stdin.on("error", () => {});
  if (!open) child.stdin.end(input);
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...wrote }));
  /** Resolves once the output so far contains a text. */
  const says = async (text, stream = "stderr") => {
    while (!wrote[stream].includes(text)) {
      const more = once(child[stream], "data").then(() => true);
      const alive = await Promise.race([more, ended.then(() => false)]);
      if (!alive && !wrote[stream].includes(text)) {
        throw new Error(`it ended without saying "${text}": ${wrote.stdout}${wrote.stderr}`);
      }
    }
  };
  return { child, ended, says, wrote };
}

/** Starts the command against a server. */
export const begin = (url, args, { env, ...options } = {}) =>
  start(command[0], [...command.slice(1), ...args], { env: environment(url, env), ...options });

/** Runs it to its end. */
export const run = (url, args, options) => begin(url, args, options).ended;

/** The objects of JSON lines. */
export const objects = (text) =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Job ids that sort as they count. */
export const names = (count, prefix = "job") =>
  Array.from({ length: count }, (_, at) => `${prefix}-${String(at).padStart(6, "0")}`);
