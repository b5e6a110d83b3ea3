// Records the command at work against the emulator: node tests/cli/recording/record.mjs docs/command.svg
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { emulator as startEmulator } from "../../support/emulator.mjs";
import { command, environment, folder, start } from "../command.mjs";
import { Screen } from "./screen.mjs";
import { svg } from "./svg.mjs";

const [COLUMNS, ROWS] = [96, 16];
const FRAME_MS = 120;

const emulator = await startEmulator();
const ask = (path, body) =>
  fetch(emulator.url + path, { method: "POST", body: JSON.stringify(body) });

// Ids like the API's, the same in every recording.
const id = (number) => {
  const hex = (Math.imul(number + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
  return `${hex}-4c1d-4e7a-9b02-${hex.slice(0, 4)}${hex}`;
};
const ids = Array.from({ length: 60 }, (_, number) => id(number));
for (const jobId of ids) await ask("/_emulator/jobs", { jobId, pendingMs: 600_000 });
await ask("/_emulator/jobs", { jobId: ids[1], status: "completed" });
await ask("/_emulator/jobs", { jobId: ids[2], pendingMs: 0, processingMs: 600_000 });
const gone = "00000000-0000-4000-8000-000000000000";
writeFileSync(join(folder, "jobs.txt"), ["# last night's batch", ...ids, gone, ""].join("\n"));

const SESSION = [
  { line: `status ${ids[0]} ${ids[1]}`, wrapped: `status ${ids[0]} \\\r\n    ${ids[1]}` },
  {
    line: "cancel --file jobs.txt --only pending,processing --journal run.jsonl",
    answer: "y\n",
    slow: true,
  },
  { line: "cancel --file jobs.txt --only pending,processing --journal run.jsonl" },
];

const screen = new Screen(ROWS);
const frames = [];
function shoot(seconds) {
  const rows = screen.rows.map((parts) => parts.map((part) => ({ ...part })));
  const last = frames.at(-1);
  if (last && JSON.stringify(last.rows) === JSON.stringify(rows)) last.seconds += seconds;
  else frames.push({ seconds, rows });
}

for (const { line, wrapped, answer, slow } of SESSION) {
  screen.write(`\u001b[36m$\u001b[0m \u001b[1mnpx pulse-wasm ${wrapped ?? line}\u001b[0m`);
  shoot(1.2);
  screen.write("\r\n");
  if (slow)
    for (const jobId of ids)
      await ask("/_emulator/faults", { jobId, delayMs: 190, times: 2, apply: true });
  const run = start(
    "script",
    ["-qec", `stty cols ${COLUMNS}; ${command.join(" ")} ${line}`, "/dev/null"],
    {
      env: { ...environment(emulator.url), SHELL: "/bin/sh" },
      cwd: folder,
      open: true,
    },
  );
  let told = 0;
  const follow = () => {
    screen.write(run.wrote.stdout.slice(told));
    told = run.wrote.stdout.length;
  };
  const film = setInterval(() => {
    follow();
    shoot(FRAME_MS / 1000);
  }, FRAME_MS);
  if (answer) {
    await run.says("[y/N] ", "stdout");
    await new Promise((resolve) => setTimeout(resolve, 1200));
    run.child.stdin.write(answer);
  }
  await run.ended;
  clearInterval(film);
  follow();
  shoot(1.8);
}
frames.at(-1).seconds += 3;
await emulator.stop();
const title =
  "pulse-wasm on a terminal: it shows two jobs, cancels a file of jobs with a bar, and resumes from its journal";
writeFileSync(process.argv[2], svg(frames, { columns: COLUMNS, rows: ROWS, title }));
