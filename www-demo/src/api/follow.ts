// Jobs that no server lists: the ids that the page was given, kept in the browser and followed by getJobs.
import { jobs } from "../parts/format.js";
import { link, loaded, settings } from "../state/connection.js";
import { all, type JobNews, job, keepOnly, learn } from "../state/jobs.js";
import { announce, warn } from "../state/notices.js";
import { prune } from "../state/selection.js";
import { ended } from "../state/states.js";
import { forgetIds, keepIds, keepMissing, keptIds } from "../storage/ids.js";
import type { Followed } from "../worker/messages.js";
import { begin } from "./worker.js";

const PAUSE_IN_MILLIS = 2000;
/** An API's key has a rate: a round of many jobs is followed by a pause that is as long as the round was, times this. */
const PAUSE_PER_ROUND = 2;

let round = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Ends the round that is under way. */
let leave = (): void => {};

/** Shows the ids that were kept, and asks for their states again and again until `stop`. */
export async function start(): Promise<void> {
  stop();
  const mine = ++round;
  for await (const kept of keptIds()) {
    if (mine !== round) return;
    learn(kept.map(({ id, added }) => ({ id, created: added })));
  }
  if (mine !== round) return;
  loaded.value = true;
  ask(mine);
}

export function stop(): void {
  round++;
  clearTimeout(timer);
  leave();
}

/**
 * Takes in ids, as text that was typed, pasted or read from a file; says how many of them are new.
 * @param shown hears how many, before they are stored
 */
export async function add(text: string, shown: (fresh: number) => void): Promise<number> {
  const fresh: string[] = [];
  const now = Date.now();
  for await (const { items } of begin("read", [text])) {
    // Another server has been connected to, and these are not its jobs.
    if (settings.value.mode !== "proxy") return 0;
    const unknown = items.filter((id) => !job(id));
    learn(unknown.map((id) => ({ id, created: now })));
    for (const id of unknown) fresh.push(id);
  }
  shown(fresh.length);
  announce(`${jobs(fresh.length)} added`);
  await keepIds(fresh, now);
  if (settings.value.mode === "proxy" && link.value !== "paused") {
    stop();
    ask(++round);
  }
  return fresh.length;
}

/** Stores what could not be stored before. */
export async function keepAll(): Promise<void> {
  if (settings.value.mode !== "proxy") return;
  await keepMissing(
    all().map(({ id }) => id),
    Date.now(),
  );
  if (link.value !== "paused") await start();
}

/** Forgets the jobs that have ended, or that can't be had. */
export async function tidy(): Promise<void> {
  const over = all().filter(({ status, problem }) => ended(status) || problem);
  const ids = new Set(over.map(({ id }) => id));
  keepOnly((id) => !ids.has(id));
  prune();
  await forgetIds([...ids]);
}

async function ask(mine: number): Promise<void> {
  clearTimeout(timer);
  const begun = performance.now();
  // What has ended stays so, and what another owner has, or nobody, is not asked for again until the page is.
  const open = all().filter(({ status, problem }) => !ended(status) && !problem);
  if (open.length > 0)
    await askFor(
      mine,
      open.map(({ id }) => id),
    );
  else if (link.value === "connecting") link.value = "live";
  if (mine !== round) return;
  const took = performance.now() - begun;
  const pause = Math.max(PAUSE_IN_MILLIS, took * PAUSE_PER_ROUND);
  timer = setTimeout(() => ask(mine), pause);
}

/** Tells of what no client takes, as a key that no header can carry, and goes on once it is another. */
async function askFor(mine: number, ids: string[]): Promise<void> {
  try {
    await askEach(mine, ids);
  } catch (error) {
    if (mine !== round) return;
    link.value = "lost";
    warn("The server can't be asked", "Look at the connection.", String(error));
  }
}

async function askEach(mine: number, ids: string[]): Promise<void> {
  const asked = performance.now();
  const run = begin("follow", ids);
  leave = () => run.abort();
  let answered = false;
  let refused: string | undefined;
  for await (const { items } of run) {
    if (mine !== round) return;
    for (const item of items) {
      answered ||= item.answered;
      refused ??= item.refused;
    }
    // One that was forgotten meanwhile must not come back.
    learn(items.filter(({ id }) => job(id)).map(news), asked);
  }
  if (mine !== round) return;
  link.value = answered ? "live" : "lost";
  if (refused !== undefined) {
    warn(
      "The key was refused",
      "The jobs' states are not known until there is one that works.",
      refused,
    );
  }
}

const news = ({ id, status, created, problem }: Followed): JobNews => ({
  id,
  ...(status === undefined ? {} : { status, problem: undefined }),
  ...(created === undefined ? {} : { created }),
  ...(problem === undefined ? {} : { problem }),
});
