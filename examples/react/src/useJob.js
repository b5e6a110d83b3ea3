// A job that a component owns: followed to its end while the component is there, cancelled when it goes.
import { useEffect, useRef, useState } from "react";

/** The job's last known state and, if it could not be followed, the error. */
export function useJob(client, jobId) {
  const [state, setState] = useState({});
  const held = useRef(null);

  useEffect(() => {
    let mine = held.current;
    if (mine?.client === client && mine.jobId === jobId && !mine.signal.aborted) {
      clearTimeout(mine.leaving);
    } else {
      mine = held.current = follow(
        client,
        jobId,
        (next) => held.current === mine && setState(next),
      );
    }
    // Not at once: StrictMode unmounts a new component and mounts it again, and the job would be cancelled by that.
    return () => {
      mine.leaving = setTimeout(mine.abort);
    };
  }, [client, jobId]);

  return state.jobId === jobId ? state : { jobId };
}

function follow(client, jobId, show) {
  const controller = new AbortController();
  const options = {
    signal: controller.signal,
    cancelOnAbort: true,
    onUpdate: (job) => show({ jobId, job }),
  };
  client.jobs.waitForJob({ jobId }, options).catch((error) => show({ jobId, error }));
  return { client, jobId, signal: controller.signal, abort: () => controller.abort() };
}
