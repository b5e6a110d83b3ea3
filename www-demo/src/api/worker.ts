// The page's side of the worker that has the client: starts it, gives it tasks, and hands on what it tells.
import { address, settings } from "../state/connection.js";
import { heard } from "../watch/traffic.js";
import url from "../worker/main.js?worker&url";
import type { Batch, Kind, Order, Report, Tasks } from "../worker/messages.js";

/** A task under way. Whoever stops reading breaks it off; it throws where the run itself broke off. */
export interface Running<Item> extends AsyncIterable<Batch<Item>> {
  /** Starts no more; what is under way comes to its end. */
  stop(): void;
  /** Breaks off what is under way too. */
  abort(): void;
}

/** The worker has broken off, and with it went all knowledge of what was under way. */
export class WorkerGone extends Error {}

interface Listener {
  batch(batch: Batch<Tasks[Kind]>): void;
  end(error?: Error): void;
}

let worker: Worker | undefined;
let last = 0;
/** How often it was looked whether the worker has said anything, since it last did. */
let silent = 0;
let watch: ReturnType<typeof setInterval> | undefined;
const LOOK_EVERY_MILLIS = 5000;
/** Looks are counted, not seconds: a page that slept is not to take its sleep for the worker's silence. */
const SILENT_LOOKS = 6;
const listeners = new Map<number, Listener>();

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(): string },
  ): { createScriptURL(text: string): string };
}
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
/** The one policy that the page's own lets it make, and this address is all that it gives. */
const policy = trustedTypes?.createPolicy("pulse-worker", { createScriptURL: () => url });

function start(): Worker {
  const started = new Worker(policy?.createScriptURL("") ?? url, { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<Report>) => {
    silent = 0;
    if (data.report === "traffic") heard(data.traffic);
    else if (data.report === "batch") listeners.get(data.task)?.batch(data.batch);
    else
      listeners.get(data.task)?.end(data.failed === undefined ? undefined : new Error(data.failed));
  });
  started.addEventListener("error", (event) => {
    event.preventDefault();
    if (worker !== started) return;
    end(
      event instanceof ErrorEvent
        ? new WorkerGone(event.message)
        : new Error("the page's worker could not be loaded"),
    );
  });
  return started;
}

function end(why: Error): void {
  worker?.terminate();
  worker = undefined;
  for (const listener of listeners.values()) listener.end(why);
}

/** A browser that ends a worker, for want of memory say, tells nobody; one that has a task speaks every 5 seconds. */
function watchOver(): void {
  if (listeners.size === 0) silent = 0;
  watch ??= setInterval(() => {
    if (listeners.size === 0) {
      clearInterval(watch);
      watch = undefined;
    } else if (++silent >= SILENT_LOOKS) {
      silent = 0;
      end(new WorkerGone("the page's worker stopped responding"));
    }
  }, LOOK_EVERY_MILLIS);
}

/** Loads the worker with the page, so that it is there when it is wanted. */
export function prepare(): void {
  worker ??= start();
}

/** Has something done to jobs of the server that the page is connected to just now. */
export function begin<Name extends Kind>(kind: Name, ids: readonly string[]): Running<Tasks[Name]> {
  const task = ++last;
  const waiting: Batch<Tasks[Name]>[] = [];
  let over = false;
  let failed: Error | undefined;
  let wake = () => {};
  worker ??= start();
  watchOver();
  const order = (order: Order) => worker?.postMessage(order);
  listeners.set(task, {
    batch(batch) {
      waiting.push(batch as Batch<Tasks[Name]>);
      wake();
    },
    end(error) {
      over = true;
      failed = error;
      listeners.delete(task);
      wake();
    },
  });
  const { key } = settings.value;
  order({ order: "begin", task, kind, ids, server: { key, baseUrl: address(settings.value) } });
  async function* read() {
    try {
      for (;;) {
        const batch = waiting.shift();
        if (batch) yield batch;
        else if (over) break;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      if (!over) order({ order: "abort", task });
      listeners.delete(task);
    }
    if (failed) throw failed;
  }
  return {
    stop: () => order({ order: "stop", task }),
    abort: () => order({ order: "abort", task }),
    [Symbol.asyncIterator]: read,
  };
}
