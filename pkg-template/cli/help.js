// The text of --help, made from the table of options so that it can't lag behind.
import { COMMANDS, OPTIONS } from "./options.js";

/** @typedef {import("./options.js").Command} Command */

const HEAD = {
  cancel: `Asks the API to cancel jobs. Cancellation is best effort: a job may end before it takes
effect. --confirm shows what happened.`,
  status: "Shows each job's state.",
  wait: "Waits until each job has completed, failed, been canceled or expired.",
};

/** What Ctrl-C does: what `status` and `wait` have in flight can be asked again, and is dropped. */
const CTRL_C = `Ctrl-C starts no more jobs and lets those in flight finish; a second one
       stops at once`;

/** @param {Command | undefined} command */
const tail = (
  command,
) => `The key comes from PULSE_API_KEY or --api-key-file, never from an argument. PULSE_BASE_URL
is the default for --base-url. A file has one id per line; blank lines and # comments are
skipped. HTTPS_PROXY, HTTP_PROXY, NO_PROXY, NO_COLOR and FORCE_COLOR are honoured.

Exit codes
  0    all done
  1    some failed, or were not reached; after wait also: a job ended as failed
  2    bad usage; nothing was sent
  129  its terminal hung up, which stops a run as one Ctrl-C does
  130  interrupted. ${command && command !== "cancel" ? "Ctrl-C stops at once" : CTRL_C}
  143  terminated, which stops a run as one Ctrl-C does`;

/** @param {string} command */
function usage(command) {
  return ["ID…", "--file FILE", "-"]
    .map((from) => `  pulse-wasm ${command} ${from} [options]`)
    .join("\n");
}

/**
 * @param {Command | undefined} command
 * @returns {[string, string][]}
 */
function rows(command) {
  /** @type {[string, import("./options.js").Option][]} */
  const options = Object.entries(OPTIONS);
  const shown = options.filter(([, { of }]) => !command || of.includes(command));
  return shown.map(([name, { short, value, of, help, ofCancel = "" }]) => [
    `${short ? `-${short},` : "   "} --${name}${value ? ` ${value}` : ""}`,
    help +
      (command && command !== "cancel" ? "" : ofCancel) +
      (command || of.length > 1 ? "" : " [cancel]"),
  ]);
}

/** @param {[string, string][]} rows */
const aligned = (rows) => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
};

/**
 * The help of one command, or of all.
 * @param {Command} [command]
 */
export function help(command) {
  const head = command
    ? `${HEAD[command]}\n\nUsage\n${usage(command)}`
    : `Cancels jobs of the Pulse API, and tracks them until they finish.

Usage
  pulse-wasm COMMAND ID… [options]
  pulse-wasm COMMAND --file FILE [options]
  … | pulse-wasm COMMAND - [options]

Commands
${aligned(Object.entries(COMMANDS))}`;
  return `${head}\n\nOptions\n${aligned(rows(command))}\n\n${tail(command)}\n`;
}
