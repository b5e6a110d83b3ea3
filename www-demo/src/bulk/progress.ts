// How far the run of this tab is.
import { signal } from "@preact/signals";
import type { RunMeta } from "./types.js";

export interface Progress {
  meta: RunMeta;
  inFlight: number;
  /** Outcomes a second, over the last seconds. */
  rate: number;
  stopping: boolean;
}

/** The run under way in this tab, or the last one that was. */
export const progress = signal<Progress | undefined>(undefined);
export const running = (): boolean => progress.value?.meta.state === "running";
