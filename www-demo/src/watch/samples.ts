// A sample a second of what there is to see, for the charts; five minutes of them.
import { signal } from "@preact/signals";
import { STATES } from "../state/states.js";
import { counts } from "../state/view.js";
import { nothing } from "../worker/traffic.js";
import { take } from "./traffic.js";

/** Columns of equal length, as charts take them; null where nothing was seen. */
export interface Samples {
  /** Seconds since the epoch. */
  at: number[];
  states: Record<string, (number | null)[]>;
  median: (number | null)[];
  slow: (number | null)[];
  ok: (number | null)[];
  refused: (number | null)[];
  limited: (number | null)[];
  broken: (number | null)[];
}

const KEPT = 300;
const EVERY_MILLIS = 1000;
const KEPT_SECONDS = KEPT * (EVERY_MILLIS / 1000);

const empty = (): Samples => ({
  at: [],
  states: Object.fromEntries(STATES.map((state) => [state, []])),
  median: [],
  slow: [],
  ok: [],
  refused: [],
  limited: [],
  broken: [],
});

/** What has been sampled; replaced by itself as it grows. */
export const samples = signal<Samples>(empty());

const at = (sorted: number[], share: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;

function columns(of: Samples): (number | null)[][] {
  const { median, slow, ok, refused, limited, broken } = of;
  return [...Object.values(of.states), median, slow, ok, refused, limited, broken];
}

function sample(): void {
  const now = Date.now() / 1000;
  const grown = samples.value;
  const last = grown.at.at(-1);
  let traffic = take();
  // A tab that was hidden or asleep has seen nothing meanwhile, and must not draw a line across. What happened in that time is no
  // second's traffic.
  if (last !== undefined && now - last > 3 * (EVERY_MILLIS / 1000)) {
    grown.at.push(last + 1);
    for (const column of columns(grown)) column.push(null);
    traffic = nothing();
  }
  grown.at.push(now);
  for (const state of STATES) grown.states[state]?.push(counts.value.get(state) ?? 0);
  const sorted = traffic.latencies.sort((one, other) => one - other);
  grown.median.push(at(sorted, 0.5));
  grown.slow.push(at(sorted, 0.95));
  for (const name of ["ok", "refused", "limited", "broken"] as const)
    grown[name].push(traffic[name]);
  while (grown.at.length > KEPT || (grown.at[0] ?? now) < now - KEPT_SECONDS) {
    grown.at.shift();
    for (const column of columns(grown)) column.shift();
  }
  samples.value = { ...grown };
}

/** What the clock says, for ages and waits; once a second. */
export const now = signal(Date.now());

export function start(): void {
  setInterval(() => {
    if (document.visibilityState !== "visible") {
      take();
      return;
    }
    now.value = Date.now();
    sample();
  }, EVERY_MILLIS);
}
