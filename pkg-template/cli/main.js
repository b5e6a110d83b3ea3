#!/usr/bin/env node
// The command `pulse-wasm`: reads its line, runs what it asks for, and turns the end into an exit code.
import process from "node:process";
import { version } from "../package.json";
import { cancel } from "./cancel.js";
import { connect } from "./client.js";
import { follow } from "./follow.js";
import { help } from "./help.js";
import { idsOf } from "./ids.js";
import { Interrupt } from "./interrupt.js";
import { parse, UsageError } from "./options.js";
import { Output } from "./output.js";
import { Report } from "./report.js";

let readsStdin = false;

async function main(output) {
  const { values, command, ids: from } = parse(process.argv.slice(2));
  if (values.version) output.line(version);
  else if (values.help) output.line(help(command).trimEnd());
  if (values.version || values.help) return 0;
  const interrupt = new Interrupt(process);
  const { client, apiKey } = connect(values, output);
  // A state that was asked for is told, however quietly.
  const report = new Report(output, values, apiKey, values.quiet && command === "cancel");
  const ids = await idsOf(from);
  readsStdin = Boolean(ids.stdin);
  try {
    const run = { command, values, ids, client, output, report, interrupt, process };
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
// In Deno a read of stdin that is under way can't be given up.
if (readsStdin) process.exit(process.exitCode);
