// One job, cancelled at a click: how it ended, and nothing left running once the component is gone.
import { useCallback, useEffect, useRef, useState } from "react";

/** `{ status: "idle" | "cancelling" | "ended" | "failed", jobId?, outcome?, error?, cancel(jobId) }` */
export function useCancelJob(client) {
  const [state, setState] = useState({ status: "idle" });
  const current = useRef(null);

  // Nothing is begun here, so that StrictMode's second mount has nothing to do twice. The DELETE that was sent stays sent;
  // what ends is waiting for the outcome.
  useEffect(
    () => () => {
      current.current?.abort();
      current.current = null;
    },
    [],
  );

  const cancel = useCallback(
    async (jobId) => {
      current.current?.abort();
      const mine = new AbortController();
      current.current = mine;
      const show = (next) => current.current === mine && setState({ jobId, ...next });
      show({ status: "cancelling" });
      try {
        const options = { signal: mine.signal, deadlineInSeconds: 120 };
        const { outcome } = await client.jobs.cancelJobAndWait({ jobId }, options);
        show({ status: "ended", outcome });
      } catch (error) {
        show({ status: "failed", error });
      }
    },
    [client],
  );

  return { ...state, cancel };
}
