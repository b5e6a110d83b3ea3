// The worker in which the client lives: thousands of requests a minute would else take the time in which the page draws. It is
// given tasks, and tells of them a few times a second.
import { listen } from "./client.js";
import type { Kind, Order, Report, Tasks } from "./messages.js";
import { TASKS } from "./tasks.js";
import { count } from "./traffic.js";

const EVERY_MILLIS = 100;
/** More in one message would hold up a frame of the page. */
const ITEMS_AT_ONCE = 1000;
/** A task of which there is nothing to tell says that it is alive: the page's own timers rest while it is hidden. */
const ALIVE_EVERY_MILLIS = 5000;

const tasks = new Map<number, Telling>();

const say = (report: Report): void => postMessage(report);

/** A task under way: gathers what there is to tell. */
class Telling {
  /** Starts no more; the task says how. */
  stop = (): void => {};
  private readonly aborter = new AbortController();
  readonly signal = this.aborter.signal;
  private items: Tasks[Kind][] = [];
  private started: string[] = [];
  private flying = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly alive = setInterval(() => this.flush(), ALIVE_EVERY_MILLIS);

  constructor(private readonly task: number) {}

  abort(): void {
    this.aborter.abort(new Error("stopped at once"));
  }

  tell(item: Tasks[Kind]): void {
    this.items.push(item);
    if (this.items.length < ITEMS_AT_ONCE) this.soon();
    else this.flush();
  }

  sent(id: string): void {
    this.started.push(id);
    this.soon();
  }

  inFlight(count: number): void {
    this.flying = count;
  }

  end(failed: string | undefined): void {
    clearInterval(this.alive);
    this.flush();
    const { task } = this;
    say(failed === undefined ? { report: "end", task } : { report: "end", task, failed });
  }

  private soon(): void {
    this.timer ??= setTimeout(() => this.flush(), EVERY_MILLIS);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = { items: this.items, sent: this.started, inFlight: this.flying };
    this.items = [];
    this.started = [];
    say({ report: "batch", task: this.task, batch });
  }
}

async function carryOut({ task, kind, ids, server }: Order & { order: "begin" }): Promise<void> {
  const telling = new Telling(task);
  tasks.set(task, telling);
  let failed: string | undefined;
  try {
    await TASKS[kind](ids, server, telling);
  } catch (error) {
    // No job's fault: a key that no client takes, or the module itself.
    failed = error instanceof Error ? error.message : String(error);
  }
  tasks.delete(task);
  telling.end(failed);
}

listen((event) => count(event, (traffic) => say({ report: "traffic", traffic })));

addEventListener("message", ({ data }: MessageEvent<Order>) => {
  if (data.order === "begin") carryOut(data);
  else tasks.get(data.task)?.[data.order]();
});
