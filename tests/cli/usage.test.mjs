// Bad usage is explained in plain words with exit code 2, before anything is sent or written.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../project.mjs";
import { command, environment, file, quoted, run, start } from "./command.mjs";
import { server } from "./server.mjs";

const emulator = server();

/** Runs what must be refused; checks the exit code, the message, and that nothing was sent. */
async function refused(args, says, options) {
  await emulator.forget();
  const { code, stdout, stderr } = await run(emulator.url, args, options);
  assert.match(stderr, says);
  assert.match(stderr, /^pulse-wasm: [^\n]+\nsee pulse-wasm --help for usage\n$/);
  assert.equal(code, 2);
  assert.equal(stdout, "");
  assert.deepEqual(await emulator.requests(), []);
}

const WRONG = [
  [[], /which command\? cancel, status or wait/],
  [["cancle", "a"], /unknown command "cancle"; the commands are cancel, status and wait/],
  [["toString", "a"], /unknown command "toString"/],
  [["cancel"], /which jobs\? give ids, or --file FILE, or -/],
  [["cancel", ""], /"" is not a job id/],
  [["cancel", "a", ".."], /"\.\." is not a job id/],
  [["cancel", "a", "-"], /one of them/],
  [["cancel", "a", "--file", "b"], /one of them/],
  [["cancel", "-", "--file", "b"], /one of them/],
  [
    ["cancel", "a", "--concurency", "3"],
    /unknown option --concurency; did you mean --concurrency\?/,
  ],
  [["cancel", "a", "-x"], /unknown option -x/],
  [["cancel", "a", "--toString"], /unknown option --toString/],
  [["cancel", "a", "--json=yes"], /--json takes no value/],
  [["cancel", "a", "--concurrency"], /--concurrency needs a value: --concurrency N/],
  [["cancel", "a", "--timeout", "--json"], /--timeout needs a value/],
  [["cancel", "a", "--retries", "1", "--retries", "2"], /--retries is given twice/],
  [["cancel", "a", "--confirm", "--dry-run"], /cancels nothing/],
  [["cancel", "a", "--quiet", "--verbose"], /exclude each other/],
  [["status", "a", "--only", "pending"], /--only is for cancel, not for status/],
  [["wait", "a", "--journal", "j"], /--journal is for cancel, not for wait/],
  [
    ["cancel", "a", "--only", "pending,done"],
    /"done" is not one of pending, processing, completed/,
  ],
  [["cancel", "a", "--base-url", "nowhere"], /--base-url must be an absolute URL/],
  [["cancel", "a", "--base-url", "http://example.com"], /--base-url is plain http/],
  [
    ["cancel", "--file", "no-such-file"],
    /--file no-such-file can't be read: there is no such file/,
  ],
  [["cancel", "--file", "."], /it is a folder/],
  [["cancel", "a", "--api-key-file", "no-such-file"], /can't be read: there is no such file/],
  [["cancel", "a", "--journal", "no-such-folder/j"], /can't be opened: there is no such file/],
];
for (const [args, says] of WRONG) {
  test(`it refuses: pulse-wasm ${args.map((word) => word || '""').join(" ")}`, () =>
    refused(args, says));
}

for (const value of ["0", "-1", "1.5", "abc", "1001", ""]) {
  test(`it refuses --concurrency=${value}`, () =>
    refused(
      ["cancel", "a", `--concurrency=${value}`],
      /--concurrency must be a whole number from 1 to 1000/,
    ));
}
for (const value of ["-1", "1.5", "many"]) {
  test(`it refuses --retries=${value}`, () =>
    refused(["cancel", "a", `--retries=${value}`], /--retries must be a whole number from 0/));
}
for (const option of ["timeout", "deadline"]) {
  for (const value of ["0", "-5", "1e3", "soon", "Infinity"]) {
    test(`it refuses --${option}=${value}`, () =>
      refused(["cancel", "a", `--${option}=${value}`], /must be a number of seconds above 0/));
  }
}

test("without a key it says where to put one", () =>
  refused(["cancel", "a"], /no API key: set PULSE_API_KEY, or use --api-key-file FILE/, {
    env: { PULSE_API_KEY: undefined },
  }));

for (const option of ["--api-key=s3cret", "--key=s3cret", "--apikey=s3cret"]) {
  test(`a key as an argument is refused and not repeated: ${option}`, async () => {
    await refused(["cancel", "a", option], /visible in the process list/);
    const { stdout, stderr } = await run(emulator.url, ["cancel", "a", option]);
    assert.doesNotMatch(stdout + stderr, /s3cret/);
  });
}

for (const [what, text, says] of [
  ["empty", "\n", /is empty/],
  ["of two lines", "one\ntwo\n", /the key of --api-key-file has a character outside visible ASCII/],
  ["too large", "k".repeat(1 << 17), /too large to hold a key/],
]) {
  test(`a key file that is ${what} is refused`, () =>
    refused(["cancel", "a", "--api-key-file", file(text)], says));
}

test("a file that is no journal is refused and left as it is", async () => {
  for (const text of ["job-1", "job-1\njob-2\n", '{"jobId":"a"}\n']) {
    const path = file(text);
    await refused(["cancel", "a", "--journal", path], /is another kind of file/);
    assert.equal(readFileSync(path, "utf8"), text);
  }
});

test("a line too long for an id is refused before anything is sent", () =>
  refused(["cancel", "--yes", "--file", file("x".repeat(9000))], /line 1 of .* longer than 8192/));

for (const [what, bytes, line] of [
  ["UTF-16 without a mark", Buffer.from("a1\nb2\n", "utf16le"), 1],
  ["a NUL further on", "a\nb\n# c\nd\0\n", 4],
  ["a NUL in a comment", "# \0\n", 1],
  ["nothing but NULs", Buffer.alloc(1 << 20), 1],
]) {
  test(`a file of ids that has ${what} is refused with the line`, () => {
    const path = file(bytes);
    return refused(
      ["cancel", "--file", path],
      new RegExp(`line ${line} of ${path} has a NUL character.*UTF-16`),
    );
  });
}

test("a key file is read no further than a key may reach, though it never ends", () =>
  refused(["cancel", "a", "--api-key-file", "/dev/zero"], /too large to hold a key/));

test("a key is taken from a pipe that gives it in parts", async () => {
  const [id] = await emulator.jobs(["piped-key"]);
  const pipe = file(undefined);
  const line = `mkfifo ${quoted([pipe])} && { (printf test; sleep 0.1; printf -- '-key\\n') > ${quoted([pipe])} & } && ${quoted([...command, "cancel", id, "--api-key-file", pipe])}`;
  const env = environment(emulator.url, { PULSE_API_KEY: undefined });
  const { code, stderr } = await start("sh", ["-c", line], { env }).ended;
  assert.equal(code, 0, stderr);
});

test("a message of the client names the command's options, and a server's stays as it is", async () => {
  const ids = await emulator.jobs(["names-1", "names-2"]);
  for (const jobId of ids) await emulator.fault({ jobId, delayMs: 60_000, times: 9 });
  const message = "timeoutInSeconds is not ours";
  await emulator.fault({
    jobId: "names-3",
    status: 400,
    body: JSON.stringify({ error: { message } }),
  });
  const args = ["cancel", "--retries", "0", ...ids, "names-3"];
  for (const option of ["--timeout", "--deadline"]) {
    const { stdout } = await run(emulator.url, [...args, option, "0.2"]);
    assert.match(stdout, new RegExp(`^✗ names-1 .*longer than ${option}, 0.2 s`, "m"));
    const json = await run(emulator.url, [...args, option, "0.2", "--json"]);
    assert.match(json.stdout, new RegExp(`"message":"[^"]*longer than ${option}, 0.2 s`));
    assert.doesNotMatch(stdout.replaceAll(message, ""), /InSeconds/);
  }
});

test("a file that is no text is refused before anything is sent", () =>
  refused(["cancel", "--yes", "--file", file(Buffer.from([0xff, 0xfe, 0x61, 0]))], /not UTF-8/));

test("an argument that is not UTF-8 is refused: it would name another job", async () => {
  await emulator.forget();
  const line = `${quoted([...command, "cancel", "a"])} "$(printf 'ab\\377c')"`;
  const { code, stderr } = await start("sh", ["-c", line], { env: environment(emulator.url) })
    .ended;
  assert.match(stderr, /^pulse-wasm: argument 3 is not UTF-8 text, or contains U\+FFFD; .*--file/);
  assert.equal(code, 2);
  assert.deepEqual(await emulator.requests(), []);
});

test("an id that has U+FFFD is taken from a file", async () => {
  const [id] = await emulator.jobs(["ab\ufffdc"]);
  assert.equal((await run(emulator.url, ["cancel", "--file", file(id)])).code, 0);
  assert.equal(await emulator.state(id), "canceled");
});

test("--help tells of every command, every option and every exit code", async () => {
  const { code, stdout, stderr } = await run(emulator.url, ["--help"]);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  const options = `file concurrency confirm dry-run only missing-ok yes journal api-key-file base-url timeout
    deadline retries json quiet verbose help version`;
  for (const option of options.split(/\s+/)) assert.match(stdout, new RegExp(` --${option}\\b`));
  for (const word of ["cancel", "status", "wait", "0", "1", "2", "129", "130", "143"]) {
    assert.match(stdout, new RegExp(`^  ${word} `, "m"));
  }
  for (const line of stdout.split("\n")) assert.ok(line.length <= 96, line);
});

test("cancel --help tells only of what cancel takes, status --help not of --confirm", async () => {
  const cancel = await run(emulator.url, ["cancel", "--help"]);
  assert.match(cancel.stdout, /--confirm/);
  assert.match(cancel.stdout, /--quiet .*; of cancelled jobs only failures$/m);
  const status = await run(emulator.url, ["status", "-h"]);
  assert.doesNotMatch(status.stdout, /--confirm|cancelled jobs|in flight finish/);
  assert.equal(status.code, 0);
});

test("help is --help, of a command too", async () => {
  for (const command of [[], ["cancel"], ["status"], ["wait"]]) {
    const { code, stdout, stderr } = await run(emulator.url, ["help", ...command]);
    assert.equal(stdout, (await run(emulator.url, [...command, "--help"])).stdout);
    assert.deepEqual([code, stderr], [0, ""]);
  }
});

test("the READMEs name only options that there are", async () => {
  const { stdout } = await run(emulator.url, ["--help"]);
  for (const readme of ["docs/command.md", "pkg-template/README.md"]) {
    const text = readFileSync(join(root, readme), "utf8");
    const [section] = /^##? The command\n[\s\S]*?(?=^## |(?![\s\S]))/m.exec(text);
    const options = section.match(/(?<![\w-])--?[a-z][a-z-]*(?=[ `,])/g);
    assert.ok(options.length > 3);
    for (const option of options) {
      assert.match(stdout, new RegExp(`(^| )${option}[ ,]`, "m"), `${readme}: ${option}`);
    }
  }
});

test("--help and --version need no key", async () => {
  for (const option of ["--help", "--version"]) {
    const { code } = await run(emulator.url, [option], { env: { PULSE_API_KEY: undefined } });
    assert.equal(code, 0);
  }
});

test("--version tells the package's version", async () => {
  const { stdout } = await run(emulator.url, ["--version"]);
  const manifest = new URL("../../pkg-template/package.json", import.meta.url);
  assert.equal(stdout.trim(), JSON.parse(readFileSync(manifest, "utf8")).version);
});

test("bad usage makes no journal", async () => {
  const path = file(undefined);
  await run(emulator.url, ["cancel", "a", "--journal", path, "--retries", "x"]);
  assert.equal(existsSync(path), false);
});
