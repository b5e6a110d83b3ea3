// Runs the cases: what a case is given, how many run at once, and how each went.
import { assertions } from "./check.mjs";
import { Clock, clearRealTimeout, realTimeout, turn } from "./clock.mjs";
import { emulator } from "./emulator.mjs";
import * as stubs from "./stub.mjs";

/** A case that takes longer than this is considered hung. */
const LIMIT_IN_MILLIS = 15_000;

let number = 0;
/** How many cases listen for unhandled rejections themselves, because they cause some. */
let claimed = 0;

/** What one case is given. */
function context(pulse, runtime, clock) {
  number += 1;
  // Unique within a run and across runs, since the emulator's record outlives one run.
  const id = `${runtime.run}-${number}`;
  const key = `key-of-case-${id}-0123456789`;
  let jobs = 0;
  const t = {
    ...assertions,
    ...stubs,
    pulse,
    runtime: { ...runtime, onUnhandled: (tell) => claim(runtime, tell) },
    clock,
    turn,
    baseUrl: runtime.baseUrl,
    /** A key that no other case uses, and that the emulator does not know. */
    key,
    /** An id that no other case uses. */
    newId: () => `case-${id}-${++jobs}`,
    /** A client of the emulator, with a key it knows. */
    client: (options) =>
      new pulse.PulseClient({ apiKey: "test-key", baseUrl: runtime.baseUrl, ...options }),
    /** A client that uses a stub for fetch. */
    over: (fetch, options) =>
      new pulse.PulseClient({
        apiKey: key,
        baseUrl: "https://api.example.test",
        fetch: stubs.answering(fetch),
        ...options,
      }),
    sleep: (milliseconds) => new Promise((resolve) => realTimeout(resolve, milliseconds)),
  };
  t.emulator = emulator(runtime.baseUrl, t);
  return t;
}

function claim(runtime, tell) {
  claimed += 1;
  const stop = runtime.onUnhandled(tell);
  return () => {
    claimed -= 1;
    stop();
  };
}

/** Why a case is not run here, if it is not; a skip must be in the list. */
function verdictOf(one, runtime) {
  const missing = (one.needs ?? []).filter((need) => !runtime.has.includes(need));
  const skip = runtime.skips.find((entry) => entry.case === one.name);
  if (skip) return { skipped: skip.reason };
  if (missing.length > 0) {
    return {
      failed: `it needs ${missing.join(", ")}, and skips.json does not say why it may be skipped`,
    };
  }
  return undefined;
}

async function runOne(one, pulse, runtime) {
  const clock = one.clock ? new Clock() : undefined;
  const begun = runtime.now();
  let timer;
  const late = new Promise((_, reject) => {
    timer = realTimeout(
      () => reject(new Error(`not done within ${LIMIT_IN_MILLIS} ms`)),
      LIMIT_IN_MILLIS,
    );
  });
  try {
    clock?.install();
    const t = context(pulse, runtime, clock);
    await Promise.race([one.run(t), late]);
    return { name: one.name, milliseconds: runtime.now() - begun };
  } catch (error) {
    const message =
      error?.constructor?.name === "CaseFailure"
        ? error.message
        : [error, error?.cause].map((one) => one?.stack ?? one).join("\n");
    return { name: one.name, failed: message, milliseconds: runtime.now() - begun };
  } finally {
    clock?.uninstall();
    clearRealTimeout(timer);
  }
}

/**
 * Runs all cases and returns one result for each. Those that need the runtime to themselves (a fake clock, a count
 * of timers, of unhandled rejections) run one after the other, before the rest.
 */
export async function runCases(cases, pulse, runtime, report = () => {}) {
  const results = [];
  const note = (result) => {
    results.push(result);
    report(result);
  };
  const runnable = [];
  const only = new RegExp(runtime.only);
  for (const one of cases.filter(({ name }) => only.test(name))) {
    const verdict = verdictOf(one, runtime);
    if (verdict) note({ name: one.name, ...verdict });
    else runnable.push(one);
  }
  const stray = [];
  const stop = runtime.onUnhandled((reason) => {
    if (claimed === 0) stray.push(reason);
  });
  // Those with the fake clock, or with fakes of their own, first: a socket of another case would set the runtime's timers on them.
  const isFirst = (one) => one.clock || one.fakes;
  const alone = runnable.filter((one) => one.alone && !isFirst(one));
  for (const one of [...runnable.filter(isFirst), ...alone]) {
    note(await runOne(one, pulse, runtime));
  }
  const queue = runnable.filter((one) => !isFirst(one) && !one.alone);
  const worker = async () => {
    for (let one = queue.shift(); one; one = queue.shift()) note(await runOne(one, pulse, runtime));
  };
  await Promise.all(Array.from({ length: runtime.atOnce }, worker));
  await turn();
  await turn();
  stop();
  const name = "no case left a rejection that nobody handled";
  note({
    name,
    failed:
      stray.length > 0
        ? stray.map((reason) => reason?.stack ?? String(reason)).join("\n")
        : undefined,
  });
  return results;
}

/** The lines that a runner prints: one for each failure and each skip, and the totals. */
export function reportLines(results) {
  const failed = results.filter((result) => result.failed);
  const skipped = results.filter((result) => result.skipped);
  const passed = results.length - failed.length - skipped.length;
  return [
    ...failed.map((result) => `FAILED: ${result.name}: ${result.failed}`),
    ...skipped.map((result) => `skipped: ${result.name} # ${result.skipped}`),
    `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
  ];
}
