// Asks before many jobs are cancelled.
import { createInterface } from "node:readline";
import { grouped, plain } from "./format.js";
import { UsageError } from "./options.js";

/** Up to this many jobs are cancelled without asking. */
const FREELY = 25;

/**
 * Resolves with whether to go on. Reads only as many ids as it needs to know.
 * @param {import("./source.js").Source} source
 * @param {import("./ids.js").Ids} ids
 * @param {import("./output.js").Output} output
 * @param {NodeJS.Process} process
 */
export async function confirmed(
  source,
  { list, name, unnamed, typed, reader },
  output,
  { stdin: input, stderr },
) {
  const ids = await source.peek(FREELY + 1);
  if (ids.length <= FREELY) return true;
  const [answers, shows] = [Boolean(input.isTTY), Boolean(stderr.isTTY)];
  // A script has nobody to ask. Ids in arguments or a plain file were chosen; those from a pipe or stdin need --yes.
  if (!answers && !shows && !unnamed) return true;
  if (!answers || !shows) {
    throw new UsageError(
      `more than ${FREELY} jobs, and no terminal to ask on: add --yes to cancel them`,
    );
  }
  const three = ids.slice(0, 3).map(plain).join(", ");
  const first = `${three.length > 40 ? plain(ids[0]) : three}, …`;
  const jobs = list
    ? `${grouped(list.length)} jobs (${first})`
    : `all jobs ${name === "stdin" ? "from" : "in"} ${name} (more than ${FREELY}: ${first})`;
  output.ask(`Cancel ${jobs}? [y/N] `);
  const answer = typed ? await reader.nextLine?.() : await line(input);
  return /^\s*y(es)?\s*$/i.test(answer ?? "");
}

/**
 * The next line that is typed; nothing when the terminal's input ends.
 * @param {NodeJS.ReadStream} input
 */
async function line(input) {
  // Not in readline's terminal mode, where Ctrl-C would not be a signal.
  const lines = createInterface({ input, terminal: false });
  try {
    for await (const text of lines) return text;
    return "";
  } finally {
    lines.close();
    input.pause();
  }
}
