// What the reader's screen and settings are like, as signals.
import { type ReadonlySignal, signal } from "@preact/signals";

function media(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener("change", () => {
    matches.value = list.matches;
  });
  return matches;
}

export const dark = media("(prefers-color-scheme: dark)");
export const narrow = media("(max-width: 640px)");
