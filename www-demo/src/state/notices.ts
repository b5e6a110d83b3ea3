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

/** Shows a notice; one of the same title is replaced. */
export function notify(title: string, text: string, said?: string): void {
  const others = notices.value.filter((notice) => notice.title !== title);
  notices.value = [...others, { id: ++last, title, text, said }];
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** What a screen reader says next, without moving. */
export const announcement = signal("");

export function announce(text: string): void {
  announcement.value = text;
}
