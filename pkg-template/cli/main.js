#!/usr/bin/env node
// The command `pulse-wasm`: reads its line, runs what it asks for, and turns the end into an exit code.
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

/** Whether ids came from what may still owe some, such as a pipe. */
let owing = false;

async function main(output) {
  const { values, command, ids: from } = parse(process.argv.slice(2));
  if (values.version) output.line(version);
  else if (values.help) output.line(help(command).trimEnd());
  if (values.version || values.help) return 0;
  const onEvent = values.verbose ? listener(output) : undefined;
  const { client, apiKey, baseUrl } = connect(values, onEvent);
  output.hide(apiKey);
  // Only now: while the key is read, from a pipe perhaps, a signal is the system's to deal with.
  const interrupt = new Interrupt(process);
  // A state that was asked for is told, however quietly.
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
  output.note(`pulse-wasm: ${error.message}`);
  if (error instanceof UsageError) output.note("pulse-wasm --help tells how it is used");
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
await output.drained();
if (output.failure) process.exitCode ||= 1;
// In Deno and Bun a read that is under way can't be given up.
if (owing) process.exit(process.exitCode);
