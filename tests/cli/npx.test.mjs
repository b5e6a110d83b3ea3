// The command through npx, as most people start it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { environment, folder, names, start } from "./command.mjs";
import { server } from "./server.mjs";

const emulator = server();
const options = () => ({
  env: { ...environment(emulator.url), SHELL: "/bin/sh" },
  cwd: folder,
  open: true,
});

test("npx finds the command in a project that has the package, and hands its exit code on", async () => {
  const words = ["--no-install", "pulse-wasm", "cancel", "--json", "a-none"];
  const { code, stdout } = await start("npx", words, options()).ended;
  assert.equal(JSON.parse(stdout).jobId, "a-none");
  assert.equal(code, 1);
});

test("one Ctrl-C through npx counts as one, and what is in flight finishes", async () => {
  const ids = await emulator.jobs(names(3, "b"));
  for (const jobId of ids) await emulator.fault({ jobId, delayMs: 600, apply: true });
  const line = `npx --no-install pulse-wasm cancel --verbose --concurrency 1 ${ids.join(" ")}`;
  const { child, ended, says } = start("script", ["-qec", line, "/dev/null"], options());
  await says("b-000000  sent", "stdout");
  child.stdin.write("\u0003");
  const { stdout } = await ended;
  assert.match(stdout, /✓.* b-000000 {2}Job cancelled successfully/);
  assert.match(stdout, /2 not started/);
});
