// Where the page connects, with which key, and how that goes.
import { signal } from "@preact/signals";

export interface Settings {
  /** The emulator lists its jobs; the API itself, behind a proxy, does not, and the page follows the ids that it has. */
  mode: "emulator" | "proxy";
  /** The path of the API on this page's own origin. */
  base: string;
  /** Empty where a proxy adds it. It is kept nowhere. */
  key: string;
}

export type Link = "connecting" | "live" | "lost" | "paused";

export const settings = signal<Settings>({ mode: "emulator", base: "/", key: "test-key" });
export const link = signal<Link>("connecting");
/** Whether the first of the list is there. */
export const loaded = signal(false);

/** The API's address, always on this page's own origin: its policy allows no other. */
export function address({ base }: Settings): string {
  return new URL(base, location.origin).href.replace(/\/+$/, "");
}
