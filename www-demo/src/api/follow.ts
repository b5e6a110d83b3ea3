// Jobs that no server lists: the ids that the page was given, kept in the browser and followed by getJobs.
import { ForbiddenError, NotFoundError, type PulseError, UnauthorizedError } from "pulse-wasm";
import { jobs } from "../parts/format.js";
import { link, loaded, settings } from "../state/connection.js";
import { all, ended, type JobNews, keepOnly, learn } from "../state/jobs.js";
import { announce, warn } from "../state/notices.js";
import { forgetIds, keepIds, keptIds } from "../storage/ids.js";
import { pulse } from "./client.js";

const PAUSE_IN_MILLIS = 2000;
/** An API's key has a rate: a round of many jobs is followed by a pause that is as long as the round was, times this. */
const PAUSE_PER_ROUND = 2;

let round = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows the ids that were kept, and asks for their states again and again until `stop`. */
export async function start(): Promise<void> {
  stop();
  const mine = ++round;
  const kept = await keptIds();
  if (mine !== round) return;
  learn(kept.map(({ id, added }) => ({ id, created: added })));
  loaded.value = true;
  ask(mine);
}

export function stop(): void {
  round++;
  clearTimeout(timer);
}

/** Takes in ids, one a line or separated by commas or blanks; says how many of them are new. */
export async function add(text: string): Promise<number> {
  const ids = [...new Set(text.split(/[\s,;"']+/).filter((id) => id !== ""))];
  const known = new Set(all().map(({ id }) => id));
  const fresh = ids.filter((id) => !known.has(id));
  const now = Date.now();
  learn(fresh.map((id) => ({ id, created: now })));
  await keepIds(fresh, now);
  announce(`${jobs(fresh.length)} added`);
  if (settings.value.mode === "proxy") ask(++round);
  return fresh.length;
}

/** Forgets the jobs that have ended, or that can't be had. */
export async function tidy(): Promise<void> {
  const over = all().filter(({ status, problem }) => ended(status) || problem);
  const ids = new Set(over.map(({ id }) => id));
  keepOnly((id) => !ids.has(id));
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
    link.value = "lost";
    warn("The server can't be asked", "Look at the connection.", String(error));
  }
}

async function askEach(mine: number, ids: string[]): Promise<void> {
  const run = pulse().jobs.getJobs(ids, { maxRetries: 1 });
  let answered = false;
  let refused: PulseError | undefined;
  for await (const outcome of run) {
    if (mine !== round) return;
    if (outcome.status === "fulfilled") {
      answered = true;
      const { status, created_at } = outcome.job;
      learn([{ id: outcome.jobId, status, created: Date.parse(created_at), problem: undefined }]);
    } else if (outcome.status === "rejected") {
      const { error } = outcome;
      answered ||= error.statusCode !== undefined;
      if (error instanceof UnauthorizedError) refused = error;
      learn([trouble(outcome.jobId, error)]);
    }
  }
  link.value = answered ? "live" : "lost";
  if (refused) {
    warn(
      "The key was refused",
      "The jobs' states are not known until there is one that works.",
      refused.message,
    );
  }
}

/** A job that isn't there, or is another's, will not come to be there by asking again; anything else may pass. */
function trouble(id: string, error: PulseError): JobNews {
  if (error instanceof NotFoundError) return { id, problem: "the server has no such job" };
  if (error instanceof ForbiddenError) return { id, problem: "it belongs to another owner" };
  if (error.statusCode === undefined && error.attempts === 0) return { id, problem: error.message };
  return { id };
}
