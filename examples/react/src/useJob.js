// A job that components own: followed to its end while one of them is there, cancelled when the last one goes.
import { useEffect, useState } from "react";

/** Of each client, by id, the jobs that are followed: a component that moves to another place of the page takes its job along. */
const followed = new WeakMap();

/** The job's last known state and, if it could not be followed to its end, the error too. */
export function useJob(client, jobId) {
  const [state, setState] = useState({});

  useEffect(() => {
    const mine = follow(client, jobId);
    clearTimeout(mine.leaving);
    mine.shows.add(setState);
    setState(mine.state);
    return () => {
      mine.shows.delete(setState);
      // Not at once: StrictMode unmounts a new component and mounts it again, and one that moves is mounted elsewhere after it is
      // unmounted here; the job would be cancelled by that.
      if (mine.shows.size === 0) mine.leaving = setTimeout(mine.leave);
    };
  }, [client, jobId]);

  return state.jobId === jobId ? state : { jobId };
}

/** What all components show of a job. */
function follow(client, jobId) {
  if (!followed.has(client)) followed.set(client, new Map());
  const jobs = followed.get(client);
  if (!jobs.has(jobId)) {
    const controller = new AbortController();
    const leave = () => {
      jobs.delete(jobId);
      controller.abort();
    };
    const mine = { shows: new Set(), state: { jobId }, leave };
    const show = (change) => {
      mine.state = { ...mine.state, ...change };
      for (const set of mine.shows) set(mine.state);
    };
    const options = {
      signal: controller.signal,
      cancelOnAbort: true,
      onUpdate: (job) => show({ job }),
    };
    client.jobs.waitForJob({ jobId }, options).catch((error) => show({ error }));
    jobs.set(jobId, mine);
  }
  return jobs.get(jobId);
}
