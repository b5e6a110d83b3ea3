// Stores a run's outcomes a few times a second, and shows what has been stored: nothing is lost that the page had shown as done.
import { batch } from "@preact/signals";
import { show } from "../state/history.js";
import { announce } from "../state/notices.js";
import * as store from "../storage/runs.js";
import { progress } from "./progress.js";
import { known, type OutcomeRow, type RunMeta } from "./types.js";

const EVERY_MILLIS = 200;
/** How long storage that takes nothing is left alone: what is waiting for it grows, and is copied at each attempt. */
const AGAIN_IN_MILLIS = 2000;
const RATE_OVER_MILLIS = 5000;

export class Writer {
  private waiting: OutcomeRow[] = [];
  private unstored: OutcomeRow[] = [];
  private inFlight = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private writing: Promise<void> | undefined;
  private next = 0;
  private storeNext = 0;
  private over = false;
  private lost = false;
  private readonly pace: { at: number; done: number }[] = [];
  private quarter = 0;

  /**
   * @param shown the outcomes that are known, which grow
   * @param part the number of the next record of outcomes
   * @param targets what the run is about, where that is not stored yet
   * @param taken told when another tab has the run
   */
  constructor(
    private readonly meta: RunMeta,
    private readonly shown: OutcomeRow[],
    private part: number,
    private targets: readonly string[] | undefined,
    private readonly taken: () => void,
  ) {}

  /**
   * Stores that there is a run. Where that fails, the first outcomes bring it along: no run is stored without its jobs.
   * @returns false where another tab has it
   */
  async begin(): Promise<boolean> {
    await this.store([]);
    return !this.lost;
  }

  /** Takes in outcomes. Called without any, too, so that other tabs see that this one is alive. */
  add(rows: readonly OutcomeRow[], inFlight = this.inFlight): void {
    this.inFlight = inFlight;
    for (const row of rows) this.waiting.push(row);
    this.plan();
  }

  /** Stores the last outcomes, and with them that the run is over: a tab that closes before leaves a run to resume. */
  async close(why: string | undefined): Promise<void> {
    this.over = true;
    clearTimeout(this.timer);
    await this.writing;
    this.inFlight = 0;
    this.storeNext = 0;
    this.meta.state = why === undefined ? "done" : "stopped";
    if (why !== undefined) this.meta.why = why;
    this.meta.ended = Date.now();
    await this.write();
  }

  /** At once where the last time is long enough ago: a hidden page's timers rest for up to a minute. */
  private plan(): void {
    if (this.writing || this.over) return;
    clearTimeout(this.timer);
    const wait = this.next - performance.now();
    if (wait > 0) {
      this.timer = setTimeout(() => this.plan(), wait);
      return;
    }
    this.writing = this.write().finally(() => {
      this.writing = undefined;
      this.next = performance.now() + EVERY_MILLIS;
      if (this.waiting.length > 0) this.plan();
    });
  }

  private async write(): Promise<void> {
    const rows = this.waiting;
    this.waiting = [];
    const { meta } = this;
    for (const { kind } of rows) meta.counts[kind]++;
    meta.written = Date.now();
    await this.store(rows);
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

  private async store(rows: readonly OutcomeRow[]): Promise<void> {
    if (this.lost) return;
    // What could not be stored is tried again with the next ones.
    for (const row of rows) this.unstored.push(row);
    if (performance.now() < this.storeNext) return;
    const end = await store.record(this.meta, this.part, this.unstored, this.targets);
    if (end === "stored") {
      if (this.unstored.length > 0) this.part++;
      this.unstored = [];
      this.targets = undefined;
    } else if (end === "taken") {
      this.lost = true;
      this.taken();
    } else {
      this.storeNext = performance.now() + AGAIN_IN_MILLIS;
    }
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
