// The emulator's list: read in pages once, then kept up to date by its stream of changes.

import { count, jobs } from "../parts/format.js";
import { link, loaded } from "../state/connection.js";
import { type JobNews, keepOnly, learn, size } from "../state/jobs.js";
import { notify } from "../state/notices.js";
import { prune } from "../state/selection.js";

/** A job as the emulator lists it. */
interface Listed {
  job_id: string;
  status: string;
  created_at: string;
  owner: number;
  name: string;
}

/** The first page is small, so that there is something to see at once; a larger one takes longer to parse than a frame lasts. */
const FIRST_PAGE = 100;
const PAGE = 500;
const AGAIN_IN_MILLIS = 1000;
/** The stream says something every 15 seconds at least. */
const SILENT_IN_MILLIS = 40_000;

let stream: EventSource | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;
let instance: string | undefined;
/** Which reading of the list counts: another begins whenever the stream does. */
let reading = 0;
/** The ids that the current reading, and the stream since, have named. */
let seen = new Set<string>();

const news = ({ job_id, status, created_at, owner, name }: Listed): JobNews => ({
  id: job_id,
  status,
  created: Date.parse(created_at),
  owner,
  name,
  problem: undefined,
});

/** Whether this server lists its jobs. */
export async function lists(): Promise<boolean> {
  const response = await fetch("/_emulator/jobs?limit=0", { cache: "no-store" });
  return response.ok && (response.headers.get("content-type") ?? "").includes("json");
}

/** Opens the stream and reads the list; goes on doing so until `stop`. */
export function start(): void {
  stop();
  link.value = "connecting";
  open();
}

export function stop(): void {
  clearTimeout(timer);
  clearTimeout(silence);
  stream?.close();
  stream = undefined;
  reading++;
}

function open(): void {
  const opened = new EventSource("/_emulator/events");
  stream = opened;
  // A network that is gone closes no connection, and a stream that rests looks like one that is cut off.
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(again, SILENT_IN_MILLIS);
  };
  heard();
  for (const name of ["hello", "jobs", "quiet"]) opened.addEventListener(name, heard);
  opened.addEventListener("hello", (event) => greeted(JSON.parse(event.data)));
  opened.addEventListener("jobs", (event) => {
    const changed = (JSON.parse(event.data) as Listed[]).map(news);
    for (const { id } of changed) seen.add(id);
    learn(changed);
  });
  opened.addEventListener("error", () => {
    if (stream === opened) again();
  });
}

function again(): void {
  stop();
  link.value = "lost";
  timer = setTimeout(open, AGAIN_IN_MILLIS);
}

function greeted(hello: { instance: string }): void {
  const restarted = instance !== undefined && instance !== hello.instance;
  instance = hello.instance;
  const mine = ++reading;
  read(mine, restarted).catch(() => {
    // One that another has followed fails for itself alone.
    if (mine === reading) again();
  });
}

function usable(): void {
  link.value = "live";
  if (loaded.value) return;
  loaded.value = true;
  // With the frame after the one that draws the first jobs.
  requestAnimationFrame(() => setTimeout(() => performance.mark("usable")));
}

/** Reads the whole list, newest first. What changes meanwhile comes by the stream, so nothing is missed. */
async function read(mine: number, restarted: boolean): Promise<void> {
  seen = new Set();
  const known = size();
  let limit = FIRST_PAGE;
  for (let offset = 0, total = 1; offset < total; ) {
    const asked = performance.now();
    const response = await fetch(`/_emulator/jobs?limit=${limit}&offset=${offset}`, {
      cache: "no-store",
    });
    if (!response.ok) throw new Error(`the list: ${response.status}`);
    const page = (await response.json()) as { jobs: Listed[]; total: number };
    if (mine !== reading) return;
    // What the stream has told of a job meanwhile is newer than the page.
    learn(page.jobs.filter(({ job_id }) => !seen.has(job_id)).map(news), asked);
    for (const { job_id } of page.jobs) seen.add(job_id);
    usable();
    total = page.total;
    offset += limit;
    limit = PAGE;
  }
  usable();
  const gone = keepOnly((id) => seen.has(id));
  if (gone > 0) prune();
  if (restarted && gone > 0) {
    notify(
      "The server has restarted",
      `${count(gone)} of the ${jobs(known)} listed before ${gone === 1 ? "is" : "are"} gone. Recorded outcomes are kept.`,
    );
  }
}
