#!/usr/bin/env node
// The command `pulse-wasm`: parses its arguments, runs the command they name, and sets the exit code.
import process from "node:process";
import { version } from "../package.json";
import { cancel } from "./cancel.js";
import { connect } from "./client.js";
import { listener } from "./events.js";
import { follow } from "./follow.js";
import { help } from "./help.js";
import { idsOf } from "./ids.js";
import { Interrupt } from "./interrupt.js";
import { parse, UsageError } from "./options.js";
import { Output } from "./output.js";
import { Report } from "./report.js";

/** Whether ids came from something that may never end, such as a pipe. */
let owing = false;

/** @param {Output} output */
async function main(output) {
  const { values, command, ids: from } = parse(process.argv.slice(2));
  if (values.version) output.line(version);
  else if (values.help) for (const line of help(command).trimEnd().split("\n")) output.line(line);
  // Without a command, or ids, parse has thrown.
  if (!command || !from || values.version || values.help) return 0;
  const onEvent = values.verbose ? listener(output) : undefined;
  const { client, apiKey, baseUrl } = await connect(values, onEvent);
  output.hide(apiKey);
  // Only now: while the key is read, perhaps from a pipe, a signal ends the process as usual.
  const interrupt = new Interrupt(process);
  // --quiet never hides a state that was asked for.
  const report = new Report(output, values, values.quiet && command === "cancel");
  const ids = await idsOf(from);
  owing = Boolean(ids.owing);
  try {
    const run = {
      command,
      values,
      ids,
      client,
      baseUrl,
      output,
      report,
      interrupt,
      process,
    };
    return await (command === "cancel" ? cancel(run) : follow(run));
  } finally {
    ids.close();
    client.free();
  }
}

const output = new Output(process);
try {
  process.exitCode = await main(output);
} catch (error) {
  output.note(`pulse-wasm: ${/** @type {Error} */ (error).message}`);
  if (error instanceof UsageError) output.note("see pulse-wasm --help for usage");
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
await output.drained();
if (output.failure) process.exitCode ||= 1;
// In Deno and Bun a read that is under way can't be cancelled.
if (owing) process.exit(process.exitCode);
