// Asks before many jobs are cancelled.
import { createInterface } from "node:readline";
import { UsageError } from "./options.js";
import { grouped, plain } from "./words.js";

/** So many jobs are cancelled without a question. */
const FREELY = 25;

/**
 * Resolves with whether to go on. Only so many ids are read as it takes to know.
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
  // A script has nobody to ask; what it cancels it has named, unless that came down a pipe by any name.
  if (!answers && !shows && !unnamed) return true;
  if (!answers || !shows) {
    throw new UsageError(
      `more than ${FREELY} jobs, and no terminal to ask on: add --yes to cancel them`,
    );
  }
  const jobs = list ? `${grouped(list.length)} jobs` : `more than ${FREELY} jobs, all of ${name}`;
  const three = ids.slice(0, 3).map(plain).join(", ");
  const first = three.length > 40 ? plain(ids[0]) : three;
  output.flush();
  stderr.write(`Cancel ${jobs} (${first} …)? [y/N] `);
  const answer = typed ? await reader.nextLine?.() : await line(input);
  return /^\s*y(es)?\s*$/i.test(answer ?? "");
}

/**
 * The next line that is typed; nothing when the terminal's input ends.
 * @param {NodeJS.ReadStream} input
 */
async function line(input) {
  // Not in readline's own terminal mode, in which Ctrl-C would be no signal.
  const lines = createInterface({ input, terminal: false });
  try {
    for await (const text of lines) return text;
    return "";
  } finally {
    lines.close();
    input.pause();
  }
}
