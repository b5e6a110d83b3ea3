// A bulk cancellation under way, in this tab and in no other.
import { begin, type Running, WorkerGone } from "../api/worker.js";
import { jobs } from "../parts/format.js";
import { address, settings } from "../state/connection.js";
import { refresh, rowsOf, show } from "../state/history.js";
import { type JobNews, job, learn } from "../state/jobs.js";
import { announce, notify } from "../state/notices.js";
import * as store from "../storage/runs.js";
import type { Cancelled } from "../worker/messages.js";
import type { Preview } from "./preview.js";
import { progress } from "./progress.js";
import { BY_HAND, noCounts, type OutcomeRow, type RunMeta, stoppedBy } from "./types.js";
import { Writer } from "./writer.js";

/** True from the confirmation on: `progress` tells only once the run is this tab's. */
let taken = false;
let live: Running<Cancelled> | undefined;
let atOnce = false;

/** Cancels what the preview found open, and what it could not find out about. */
export async function start(plan: Preview): Promise<void> {
  if (taken) {
    notify("A run is under way", "Nothing else was begun: one goes after the other.");
    return;
  }
  taken = true;
  addEventListener("beforeunload", askToStay);
  let finish = () => {};
  const over = new Promise<void>((resolve) => {
    finish = resolve;
  });
  try {
    const id = plan.resumed?.id ?? newId();
    if (await store.hold(id, TAB, over)) await go(id, plan);
    else notify("Another tab goes on with this run", "Its outcome will be in the history.");
  } finally {
    taken = false;
    removeEventListener("beforeunload", askToStay);
    finish();
    store.tell();
    await refresh();
  }
}

/** A run can be gone on with after it was interrupted, but what is under way would not be known. */
const askToStay = (event: Event): void => event.preventDefault();

const newId = (): string =>
  `${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(1)).join("")}`;
const TAB = newId();

/** The run itself, which no other tab can have meanwhile. */
async function go(id: string, plan: Preview): Promise<void> {
  const now = Date.now();
  let meta: RunMeta = {
    id,
    holder: TAB,
    started: now,
    written: now,
    state: "running",
    total: plan.ids.length,
    counts: noCounts(),
    base: address(settings.value),
  };
  let shown: OutcomeRow[] = [];
  let part = 0;
  if (plan.resumed) {
    // Another tab may have gone on with it since the preview began.
    const kept = await store.run(id);
    if (kept?.state !== "running") {
      notify("The run is over, or was forgotten", "Another tab has seen to it: nothing was sent.");
      return;
    }
    meta = { ...kept, holder: TAB, written: now };
    shown = await store.outcomes(id);
    part = await store.nextPart(id);
    store.tell();
  }
  const settled = new Set(shown.map((row) => row.id));
  // What this tab knows, and could not store.
  const unstored = plan.resumed ? (await rowsOf(id)).filter((row) => !settled.has(row.id)) : [];
  for (const row of unstored) settled.add(row.id);
  const ids = [...plan.open, ...plan.unsure].filter((each) => !settled.has(each));
  const left = plan.left.filter((row) => !settled.has(row.id));
  const writer = new Writer(meta, shown, part, plan.resumed ? undefined : plan.ids, () => {
    notify("Another tab goes on with this run", "This one was silent for too long.");
    stopAtOnce();
  });
  if (!(await writer.begin())) return;
  store.tell();
  progress.value = { meta: { ...meta }, inFlight: 0, rate: 0, stopping: false };
  show({ ...meta }, shown);
  announce(`Cancelling ${jobs(ids.length)}`);
  writer.add([...unstored, ...left]);
  await cancel(meta, ids, writer);
}

/** Starts no more; what is under way comes to its end. */
export function stop(): void {
  live?.stop();
  if (progress.value) progress.value = { ...progress.value, stopping: true };
}

/** Breaks off what is under way too. */
export function stopAtOnce(): void {
  atOnce = true;
  live?.abort();
  stop();
}

async function cancel(meta: RunMeta, ids: string[], writer: Writer): Promise<void> {
  const open = new Set(ids);
  const sent = new Set<string>();
  let why: string | undefined;
  atOnce = false;
  live = begin("cancel", ids);
  try {
    for await (const batch of live) {
      for (const id of batch.sent) sent.add(id);
      learn(batch.sent.filter((id) => job(id)).map((id) => ({ id, asked: true })));
      for (const row of batch.items) {
        open.delete(row.id);
        sent.delete(row.id);
        if (row.stopped) why ??= row.words.replace("not reached: ", "");
      }
      learn(batch.items.filter(({ id }) => job(id)).map(news));
      writer.add(batch.items.map(rowOf), batch.inFlight);
    }
    // All may have been under way by then, so that none of them was left out.
    if (atOnce) why ??= BY_HAND;
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
    const gone = error instanceof WorkerGone;
    const said = why;
    writer.add([...open].map((id) => withoutOutcome(id, gone || sent.has(id), said)));
    learn([...sent].filter((id) => job(id)).map((id) => ({ id, asked: false })));
  }
  live = undefined;
  await writer.close(why);
  announce(
    `${why ? `${stoppedBy(why).replace("s", "S")}.` : "Done."} ${jobs(meta.counts.canceled)} canceled`,
  );
}

const news = ({ id, status }: Cancelled): JobNews =>
  status === undefined ? { id, asked: false } : { id, asked: false, status };

const rowOf = ({ status, stopped, ...row }: Cancelled): OutcomeRow => row;

const withoutOutcome = (id: string, sent: boolean, why: string): OutcomeRow => ({
  id,
  kind: sent ? "unknown" : "not-reached",
  words: sent ? "not known: the run broke off while it was under way" : "not reached",
  said: why,
  at: Date.now(),
});
