// The command line: its options, and what each may be. Nothing is sent or written before it is checked.
import { parseArgs } from "node:util";

/** Bad usage: reported in one line, with exit code 2. */
export class UsageError extends Error {}

/** @typedef {"cancel" | "status" | "wait"} Command */

/**
 * What the options of a command line say.
 * @typedef {{
 *   file?: string, concurrency?: number, confirm?: boolean, "dry-run"?: boolean, only?: string[], "missing-ok"?: boolean,
 *   yes?: boolean, journal?: string, "api-key-file"?: string, "base-url"?: string, timeout?: number, deadline?: number,
 *   retries?: number, json?: boolean, quiet?: boolean, verbose?: boolean, help?: boolean, version?: boolean,
 * }} Values
 */

/**
 * Where the ids come from: one of these.
 * @typedef {{ list?: string[], file?: string, stdin?: boolean }} From
 */

/**
 * An option: its short form, what its value is called and must be, the commands that take it, what it does, and what else
 * for `cancel`.
 *
 * @typedef {object} Option
 * @property {string} [short]
 * @property {string} [value]
 * @property {(text: string) => unknown} [read]
 * @property {Command[]} of
 * @property {string} help
 * @property {string} [ofCancel]
 */

/** @type {Record<string, string | undefined>} */
const REASONS = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "there is no such folder",
};

/**
 * Why a file could not be used, in plain words.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function reason(error) {
  const { code, message } = /** @type {{ code?: string, message?: string }} */ (error);
  return REASONS[code ?? ""] ?? code ?? message;
}

/** @type {Command[]} */
const ALL = ["cancel", "status", "wait"];

export const COMMANDS = {
  cancel: "asks the API to cancel jobs",
  status: "shows each job's state",
  wait: "waits until each job has ended",
};

export const STATES = ["pending", "processing", "completed", "failed", "canceled", "expired"];

/**
 * The two spellings on the API's pages are one state.
 * @param {string} state
 */
export const folded = (state) => (state === "cancelled" ? "canceled" : state);

/**
 * @param {number} least
 * @param {number} most
 */
function count(least, most) {
  return (/** @type {string} */ text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most)) {
      throw `must be a whole number from ${least} to ${most}`;
    }
    return number;
  };
}

/** @param {string} text */
function seconds(text) {
  const number = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (!(number > 0)) throw "must be a number of seconds above 0, such as 30 or 0.5";
  return number;
}

/** @param {string} text */
function states(text) {
  const names = text.split(",").map((name) => folded(name.trim()));
  const wrong = names.find((name) => !STATES.includes(name));
  if (wrong !== undefined) {
    throw `must list states, with commas between; "${wrong}" is not one of ${STATES.join(", ")}`;
  }
  return names;
}

/** @param {string} text */
function filled(text) {
  if (text === "") throw "must not be empty";
  return text;
}

/**
 * The options by their names.
 * @satisfies {Record<keyof Values, Option>}
 */
export const OPTIONS = {
  file: {
    short: "f",
    value: "FILE",
    read: filled,
    of: ALL,
    help: "take the ids from FILE, one per line",
  },
  concurrency: {
    value: "N",
    read: count(1, 1000),
    of: ALL,
    help: "the most requests in flight (8)",
  },
  confirm: {
    of: ["cancel"],
    help: "track each job until it finishes, and say how it ended",
  },
  "dry-run": {
    of: ["cancel"],
    help: "get states, say what would be cancelled, cancel nothing",
  },
  only: {
    value: "STATES",
    read: states,
    of: ["cancel"],
    help: "cancel only jobs in these states, e.g. pending,processing",
  },
  "missing-ok": { of: ALL, help: "a job that is not found (404) is not a failure" },
  yes: { short: "y", of: ["cancel"], help: "cancel more than 25 jobs without asking" },
  journal: {
    value: "FILE",
    read: filled,
    of: ["cancel"],
    help: "record each outcome in FILE; run again, skip what is done",
  },
  "api-key-file": { value: "FILE", read: filled, of: ALL, help: "read the key from FILE" },
  "base-url": { value: "URL", read: filled, of: ALL, help: "where the API is" },
  timeout: { value: "SECONDS", read: seconds, of: ALL, help: "for one attempt (60)" },
  deadline: {
    value: "SECONDS",
    read: seconds,
    of: ALL,
    help: "for one job, all attempts and waits together (none)",
  },
  retries: {
    value: "N",
    read: count(0, 1000),
    of: ALL,
    help: "further attempts after a failure (2)",
  },
  json: { of: ALL, help: "one JSON object per line on stdout, and nothing else there" },
  quiet: {
    short: "q",
    of: ALL,
    help: "no progress and no summary",
    ofCancel: "; of cancelled jobs only failures",
  },
  verbose: { short: "v", of: ALL, help: "show each request, response and wait" },
  help: { short: "h", of: ALL, help: "this text; after a command, that command's" },
  version: { short: "V", of: ALL, help: "the version" },
};

/** What the client calls an option of the command. */
const CLIENT_OPTIONS = {
  timeoutInSeconds: "--timeout",
  deadlineInSeconds: "--deadline",
  maxRetries: "--retries",
  concurrency: "--concurrency",
};

/**
 * The message of an error of the client's, with the command's own names of options; a server's words stay as they are.
 * @param {{ name?: string, message?: string } | undefined} error
 */
export function messageOf({ name = "", message = "" } = {}) {
  if (!["PulseValidationError", "PulseTimeoutError"].includes(name)) return message;
  return Object.entries(CLIENT_OPTIONS).reduce(
    (text, [theirs, ours]) => text.replaceAll(theirs, ours),
    message,
  );
}

/**
 * Whether an error of the client's is that `--deadline` came first.
 * @param {{ name?: string, message?: string } | undefined} error
 */
export const isLate = ({ name, message = "" } = {}) =>
  name === "PulseTimeoutError" && message.includes("deadlineInSeconds");

/** What may be a key given as an argument, where anyone on the machine could read it. */
const KEY_LIKE = /^(api-?)?key$|^token$|^secret$/i;

/** @typedef {Record<string, Option>} Table */
/** @typedef {{ text: string, literal: boolean }} Word */
/** @typedef {{ name: string, rawName: string, value?: string, inlineValue?: boolean }} Token */

/** @param {Token} token */
function unknown(token) {
  if (KEY_LIKE.test(token.name)) {
    return "a key in an argument is visible in the process list; set PULSE_API_KEY, or use --api-key-file FILE";
  }
  const start = token.name.slice(0, 3);
  const near = start && Object.keys(OPTIONS).find((name) => name.startsWith(start));
  // Only the name is shown, since a value may be a secret.
  return `unknown option ${token.rawName}${near ? `; did you mean --${near}?` : ""}`;
}

/**
 * @param {Token} token
 * @param {Record<string, unknown>} values
 */
function take(token, values) {
  const option = optionOf(token.name);
  if (!option) throw new UsageError(unknown(token));
  const name = `--${token.name}`;
  if (Object.hasOwn(values, token.name)) throw new UsageError(`${name} is given twice`);
  if (!option.read) {
    if (token.value !== undefined) throw new UsageError(`${name} takes no value`);
    values[token.name] = true;
    return;
  }
  if (token.value === undefined || (!token.inlineValue && /^-./.test(token.value))) {
    throw new UsageError(`${name} needs a value: ${name} ${option.value}`);
  }
  try {
    values[token.name] = option.read(token.value);
  } catch (wrong) {
    throw new UsageError(`${name} ${wrong}`);
  }
}

/**
 * A word as the command that it names, if it names one.
 * @param {string | undefined} word
 */
const known = (word) =>
  word !== undefined && Object.hasOwn(COMMANDS, word) ? /** @type {Command} */ (word) : undefined;

/**
 * @param {string} name
 * @returns {Option | undefined}
 */
const optionOf = (name) =>
  Object.hasOwn(OPTIONS, name) ? OPTIONS[/** @type {keyof Values} */ (name)] : undefined;

/**
 * The command, its options by name, and where the ids come from.
 * @param {string[]} argv
 * @returns {{ values: Values, command: Command, ids: From } | { values: Values, command?: Command, ids?: undefined }}
 */
export function parse(argv) {
  /** @type {NonNullable<import("node:util").ParseArgsConfig["options"]>} */
  const options = {};
  for (const [name, { short, value }] of Object.entries(/** @type {Table} */ (OPTIONS)))
    options[name] = { type: value ? "string" : "boolean", ...(short && { short }) };
  const { tokens } = parseArgs({
    args: argv,
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  // What was not UTF-8 arrives with this character in it, and would name another job or file.
  const torn = argv.findIndex((argument) => argument.includes("\ufffd"));
  if (torn >= 0) {
    throw new UsageError(
      `argument ${torn + 1} is not UTF-8 text, or contains U+FFFD; such an id can only come from --file or stdin`,
    );
  }
  /** @type {Values} */
  const values = {};
  /** @type {Word[]} */
  const words = [];
  let literal = false;
  for (const token of tokens) {
    if (token.kind === "option") take(token, values);
    else if (token.kind === "positional") words.push({ text: token.value, literal });
    else literal = true;
  }
  let command = words.shift()?.text;
  if (command === "help") {
    values.help = true;
    command = words.shift()?.text;
  }
  if (values.help || values.version) return { values, command: known(command) };
  return { values, command: judged(command, values), ids: ids(words, values) };
}

/**
 * @param {string | undefined} name
 * @param {Values} values
 */
function judged(name, values) {
  if (name === undefined) throw new UsageError("which command? cancel, status or wait");
  const command = known(name);
  if (command === undefined) {
    throw new UsageError(`unknown command "${name}"; the commands are cancel, status and wait`);
  }
  const foreign = Object.keys(values).find((option) => !optionOf(option)?.of.includes(command));
  if (foreign) throw new UsageError(`--${foreign} is for cancel, not for ${command}`);
  if (values.quiet && values.verbose)
    throw new UsageError("--quiet and --verbose exclude each other");
  if (values["dry-run"] && values.confirm) {
    throw new UsageError("--dry-run cancels nothing, so there is nothing to --confirm");
  }
  return command;
}

/**
 * @param {Word[]} words
 * @param {Values} values
 * @returns {From}
 */
function ids(words, values) {
  const stdin = words.some(({ text, literal }) => text === "-" && !literal);
  const sources = [stdin, values.file !== undefined, words.length > (stdin ? 1 : 0)];
  if (sources.filter(Boolean).length > 1) {
    throw new UsageError("give ids as arguments, or --file FILE, or - for stdin: one of them");
  }
  if (stdin || values.file === "-") return { stdin: true };
  if (values.file !== undefined) return { file: values.file };
  if (words.length === 0) {
    throw new UsageError("which jobs? give ids, or --file FILE, or - to read them from stdin");
  }
  for (const { text } of words) {
    if (["", ".", ".."].includes(text)) throw new UsageError(`"${text}" is not a job id`);
  }
  return { list: words.map(({ text }) => text) };
}
