// A bulk cancellation as a store: it lives outside of components, and any number of them show the same of it.
import { useSyncExternalStore } from "react";

/** Outcomes come by the thousand; a page shows where they are a few times a second. */
const PAUSE = 100;

/** Begins to cancel at once: call it where something happened, in an event handler, not while rendering. */
export function startBulkRun(client, jobIds, options) {
  const listeners = new Set();
  const failures = [];
  let latest = { running: true, failures };
  let snapshot = latest;
  let timer;

  const publish = () => {
    clearTimeout(timer);
    timer = undefined;
    snapshot = { ...latest, failures: [...failures] };
    for (const listener of listeners) listener();
  };
  const change = (part) => {
    latest = { ...latest, ...part };
    timer ??= setTimeout(publish, PAUSE);
  };

  const run = client.jobs.cancelJobs(jobIds, {
    ...options,
    onProgress: (progress) => change({ progress }),
  });
  const read = async () => {
    for await (const { jobId, status, error } of run)
      if (status === "rejected") failures.push({ jobId, message: error.message });
  };
  read()
    .catch((error) => change({ error }))
    .finally(() => {
      change({ running: false });
      publish();
    });

  return {
    stop: run.stop,
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** `{ running, progress?, failures, error? }`, the same for all components that are rendered at one time. */
export const useBulkRun = (run) =>
  useSyncExternalStore(run.subscribe, run.getSnapshot, run.getSnapshot);
