// A bulk cancellation under way. An outcome is shown once it is stored, so that nothing is lost that was shown as done.
import { batch, signal } from "@preact/signals";
import type { BulkCancellation, ConfirmedOutcome } from "pulse-wasm";
import { pulse } from "../api/client.js";
import { jobs } from "../parts/format.js";
import { address, settings } from "../state/connection.js";
import { refresh, show } from "../state/history.js";
import { job, learn, touched } from "../state/jobs.js";
import { announce, notify } from "../state/notices.js";
import * as store from "../storage/runs.js";
import { onAccepted, onSent } from "../watch/traffic.js";
import type { Preview } from "./preview.js";
import { known, noCounts, type OutcomeRow, type RunMeta } from "./types.js";
import { toRow } from "./words.js";

export interface Progress {
  meta: RunMeta;
  inFlight: number;
  /** Outcomes a second, over the last seconds. */
  rate: number;
  stopping: boolean;
}

/** Jobs under way at once; most of them wait for their next poll. */
const CONCURRENCY = 32;
const POLL_IN_SECONDS = 0.5;
/** How long a job may take from its cancellation to its end, waits for the gate included: else its end is not known. */
const DEADLINE_IN_SECONDS = 300;
const WRITE_EVERY_MILLIS = 200;
const RATE_OVER_MILLIS = 5000;

/** The run under way in this tab, or the last one that was. */
export const progress = signal<Progress | undefined>(undefined);
export const running = (): boolean => progress.value?.meta.state === "running";

/** True from the confirmation on: `progress` tells only once the run is this tab's. */
let taken = false;
let live: BulkCancellation<ConfirmedOutcome> | undefined;
let abort: AbortController | undefined;

/** Cancels what the preview found open, and what it could not find out about. */
export async function start(plan: Preview): Promise<void> {
  if (taken) {
    notify("A run is under way", "Nothing else was begun: one goes after the other.");
    return;
  }
  taken = true;
  let finish = () => {};
  const over = new Promise<void>((resolve) => {
    finish = resolve;
  });
  try {
    const id = plan.resumed?.id ?? newId();
    if (await store.hold(id, over)) await go(id, plan);
    else notify("Another tab goes on with this run", "Its outcome will be in the history.");
  } finally {
    taken = false;
    finish();
    store.tell();
    await refresh();
  }
}

const newId = (): string =>
  `${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(1)).join("")}`;

/** The run itself, which no other tab can have meanwhile. */
async function go(id: string, plan: Preview): Promise<void> {
  const now = Date.now();
  let meta: RunMeta = {
    id,
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
    meta = { ...kept, written: now };
    shown = await store.outcomes(id);
    part = await store.nextPart(id);
    store.tell();
  } else {
    await store.begin(meta, plan.ids);
  }
  const settled = new Set(shown.map((row) => row.id));
  const ids = [...plan.open, ...plan.unsure].filter((each) => !settled.has(each));
  const left = plan.left.filter((row) => !settled.has(row.id));
  progress.value = { meta: { ...meta }, inFlight: 0, rate: 0, stopping: false };
  show({ ...meta }, shown);
  announce(`Cancelling ${jobs(ids.length)}`);
  await cancel(meta, ids, new Writer(meta, shown, part, left));
}

/** Starts no more; what is under way comes to its end. */
export function stop(): void {
  live?.stop();
  if (progress.value) progress.value = { ...progress.value, stopping: true };
}

/** Breaks off what is under way too. */
export function stopAtOnce(): void {
  abort?.abort(new Error("stopped at once"));
  stop();
}

async function cancel(meta: RunMeta, ids: string[], writer: Writer): Promise<void> {
  const accepted = new Set<string>();
  onAccepted((id) => accepted.add(id));
  const open = new Set(ids);
  const sent = new Set<string>();
  onSent((id) => {
    sent.add(id);
    const known = job(id);
    if (known && !known.asked) {
      known.asked = true;
      touched();
    }
  });
  const mine = new AbortController();
  abort = mine;
  let why: string | undefined;
  try {
    live = pulse().jobs.cancelJobs(ids, {
      confirm: true,
      missing: "ignore",
      concurrency: CONCURRENCY,
      pollIntervalInSeconds: POLL_IN_SECONDS,
      deadlineInSeconds: DEADLINE_IN_SECONDS,
      abortSignal: mine.signal,
      onProgress: ({ inFlight }) => {
        writer.inFlight = inFlight;
      },
    });
    for await (const outcome of live) {
      const row = toRow(outcome, accepted.has(outcome.jobId));
      for (const told of [open, sent, accepted]) told.delete(outcome.jobId);
      // Where time was up for one job, the others go on.
      if (outcome.status === "skipped" && row.kind === "not-reached")
        why ??= row.words.replace("not reached: ", "");
      const seen = outcome.status === "fulfilled" ? outcome.job?.status : undefined;
      if (job(row.id)) learn([{ id: row.id, asked: false, ...(seen ? { status: seen } : {}) }]);
      writer.add(row);
    }
    // All may have been under way by then, so that none of them was left out.
    if (mine.signal.aborted) why ??= "the run was stopped";
  } catch (error) {
    // No job's fault: a key that no client takes, or the module itself.
    why = error instanceof Error ? error.message : String(error);
    for (const id of open) writer.add(withoutOutcome(id, sent.has(id), why));
    learn([...sent].filter((id) => job(id)).map((id) => ({ id, asked: false })));
  }
  live = undefined;
  onAccepted(undefined);
  onSent(undefined);
  abort = undefined;
  await writer.close(why);
  announce(`${why ? `Stopped: ${why}.` : "Done."} ${jobs(meta.counts.canceled)} canceled`);
}

const withoutOutcome = (id: string, sent: boolean, why: string): OutcomeRow => ({
  id,
  kind: sent ? "unknown" : "not-reached",
  words: sent ? "not known: the run broke off while it was under way" : "not reached",
  said: why,
  at: Date.now(),
});

/** Stores outcomes a few times a second, and shows what has been stored. */
class Writer {
  inFlight = 0;
  private waiting: OutcomeRow[];
  private unstored: OutcomeRow[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private writing: Promise<void> = Promise.resolve();
  private readonly pace: { at: number; done: number }[] = [];
  private quarter = 0;

  constructor(
    private readonly meta: RunMeta,
    private readonly shown: OutcomeRow[],
    private part: number,
    first: readonly OutcomeRow[],
  ) {
    this.waiting = [...first];
    this.plan();
  }

  add(row: OutcomeRow): void {
    this.waiting.push(row);
    this.plan();
  }

  /** Stores the last outcomes, and with them that the run is over: a tab that closes before leaves a run to resume. */
  async close(why: string | undefined): Promise<void> {
    clearTimeout(this.timer);
    await this.writing;
    clearTimeout(this.timer);
    this.inFlight = 0;
    this.meta.state = why === undefined ? "done" : "stopped";
    if (why !== undefined) this.meta.why = why;
    this.meta.ended = Date.now();
    await this.write();
  }

  private plan(): void {
    this.timer ??= setTimeout(() => {
      this.writing = this.write().finally(() => {
        this.timer = undefined;
        if (this.waiting.length > 0) this.plan();
      });
    }, WRITE_EVERY_MILLIS);
  }

  private async write(): Promise<void> {
    const rows = this.waiting;
    this.waiting = [];
    const { meta } = this;
    for (const { kind } of rows) meta.counts[kind]++;
    meta.written = Date.now();
    // What could not be stored is tried again with the next ones.
    const unstored = [...this.unstored, ...rows];
    if (await store.record(meta, this.part, unstored)) {
      this.part++;
      this.unstored = [];
    } else {
      this.unstored = unstored;
    }
    for (const row of rows) this.shown.push(row);
    batch(() => {
      progress.value = {
        meta: { ...meta },
        inFlight: this.inFlight,
        rate: this.rate(),
        stopping: progress.value?.stopping ?? false,
      };
      show({ ...meta }, this.shown, true);
    });
    this.tellQuarter();
  }

  private rate(): number {
    const now = performance.now();
    const done = known(this.meta.counts);
    this.pace.push({ at: now, done });
    while (this.pace.length > 2 && (this.pace[0]?.at ?? now) < now - RATE_OVER_MILLIS) {
      this.pace.shift();
    }
    const first = this.pace[0];
    if (!first || first.at === now) return 0;
    return ((done - first.done) / (now - first.at)) * 1000;
  }

  /** A screen reader is told four times in all, however long it takes. */
  private tellQuarter(): void {
    const quarter = Math.floor((known(this.meta.counts) / this.meta.total) * 4);
    if (quarter > this.quarter && quarter < 4) announce(`${quarter * 25} % done`);
    this.quarter = quarter;
  }
}
