// What of the jobs is shown, and in which order: the filter, the search and the sort, with the counts of each state.
import { computed, signal } from "@preact/signals";
import { all, type Job, version } from "./jobs.js";
import { folded, STATES } from "./states.js";

/** The only state that is shown, or "all". */
export const filter = signal("all");
/** What an id or a document's name must contain. */
export const search = signal("");
export const oldestFirst = signal(false);

const nameOf = (job: Job): string =>
  job.problem ? "not known" : folded(job.status) || "not known yet";

/** The jobs that the filter shows, in the order they are shown. */
export const shown = computed<readonly Job[]>(() => {
  version.value;
  const state = filter.value;
  const wanted = search.value.trim().toLowerCase();
  const matches = (job: Job) =>
    (state === "all" || nameOf(job) === state) &&
    (wanted === "" ||
      job.id.toLowerCase().includes(wanted) ||
      job.name.toLowerCase().includes(wanted));
  const jobs = all().filter(matches);
  return oldestFirst.value ? jobs.reverse() : jobs;
});

/** How many jobs there are in each state, whatever the filter shows. */
export const counts = computed<ReadonlyMap<string, number>>(() => {
  version.value;
  const counted = new Map(STATES.map((state) => [state, 0]));
  for (const job of all()) {
    const name = nameOf(job);
    counted.set(name, (counted.get(name) ?? 0) + 1);
  }
  return counted;
});
