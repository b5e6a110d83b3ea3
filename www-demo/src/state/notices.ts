// What the page has to say: notices that stay until they are dismissed, and words for screen readers alone.
import { signal } from "@preact/signals";

export interface Notice {
  readonly id: number;
  readonly title: string;
  readonly text: string;
  /** The server's own words, or an error's. */
  readonly said: string | undefined;
}

export const notices = signal<readonly Notice[]>([]);
let last = 0;

/** What is not said again: warnings that were dismissed. */
const dismissed = new Set<string>();
const keyOf = (title: string, text: string): string => `${title}\n${text}`;

/** Shows a notice; another of the same title is replaced. */
export function notify(title: string, text: string, said?: string): void {
  // The same one stays as it is: a screen reader would say it again.
  if (notices.value.some((notice) => notice.title === title && notice.text === text)) return;
  const others = notices.value.filter((notice) => notice.title !== title);
  notices.value = [...others, { id: ++last, title, text, said }];
}

/** Shows a notice of what goes on, and is found again and again: once dismissed, it is not shown again. */
export function warn(title: string, text: string, said?: string): void {
  if (!dismissed.has(keyOf(title, text))) notify(title, text, said);
}

/** Whatever was dismissed may be said again, since something else is tried. */
export function warnAgain(): void {
  dismissed.clear();
}

export function dismiss(id: number): void {
  for (const notice of notices.value)
    if (notice.id === id) dismissed.add(keyOf(notice.title, notice.text));
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Takes back what is no longer so. */
export function dismissTitled(title: string): void {
  notices.value = notices.value.filter((notice) => notice.title !== title);
}

/** What a screen reader says next, without moving. */
export const announcement = signal("");

export function announce(text: string): void {
  announcement.value = text;
}
