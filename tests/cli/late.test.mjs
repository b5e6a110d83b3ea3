// A signal after a run's end, while its last lines wait for a reader. In Node alone: the others write synchronously.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { begin, file, names } from "./command.mjs";
import { server } from "./server.mjs";

const emulator = server();

for (const command of ["cancel", "status"]) {
  test(`Ctrl-C after the end of ${command}, while nobody reads, ends the process without another word`, async () => {
    // More than the pipe holds, and less than the command waits for.
    const path = file(names(1000, "s".repeat(330)).join("\n"));
    const args = [command, "--missing-ok", "--json", "--file", path];
    if (command === "cancel") args.push("--yes");
    const { child, ended, says, wrote } = begin(emulator.url, args);
    child.stdout.pause();
    await says(", in ");
    const { stderr: before } = wrote;
    child.kill("SIGINT");
    // Only a process that hangs takes this long.
    const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
    const [code] = await once(child, "exit");
    clearTimeout(timer);
    child.stdout.resume();
    const { stdout, stderr } = await ended;
    // The exit has cut off some lines.
    assert.equal(code, 130);
    assert.ok(stdout.split("\n").length <= 1000);
    assert.equal(stderr, before);
    assert.match(stderr, /^1,000 (left alone|not found), in .*\n$/m);
  });
}
