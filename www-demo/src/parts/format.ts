// Numbers, spans of time and moments as the page writes them.
const NUMBER = new Intl.NumberFormat("en");
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export const count = (value: number): string => NUMBER.format(value);
export const clock = (epoch: number): string => CLOCK.format(epoch);
export const moment = (epoch: number): string => MOMENT.format(epoch);

/** "1 job", "8,412 jobs". */
export const jobs = (value: number): string => `${count(value)} ${value === 1 ? "job" : "jobs"}`;

/** A span in its largest unit: "8 s", "3 min", "2 h", "5 d". */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1000);
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** A latency: "8 ms", "1.2 s". */
export const latency = (seconds: number): string =>
  seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
