// A job's button: cancels it from the browser, through the proxy, and says how it ended.
"use client";

import { useRouter } from "next/navigation";
import { PulseClient } from "pulse-wasm";
import { useEffect, useRef, useState } from "react";

const ENDED = ["completed", "failed", "canceled", "cancelled", "expired"];

// One for all buttons, so that a 429 holds all of them; made at the first click, since this module is rendered on the server too.
let client: PulseClient | undefined;
function shared(): PulseClient {
  client ??= new PulseClient({ apiKey: null, baseUrl: "/api" });
  return client;
}

export function CancelJob(props: { jobId: string; title: string; state: string | undefined }) {
  const { jobId, title, state } = props;
  const router = useRouter();
  const [said, setSaid] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const pending = useRef<AbortController>(null);
  // Ends the wait for the outcome; a cancellation that was sent stays sent.
  useEffect(() => () => pending.current?.abort(), []);

  async function cancel() {
    const { signal } = (pending.current = new AbortController());
    setBusy(true);
    setSaid("Cancelling …");
    try {
      const options = { abortSignal: signal, deadlineInSeconds: 120 };
      const { outcome } = await shared().jobs.cancelJobAndWait({ jobId }, options);
      if (!signal.aborted) setSaid(outcome === "canceled" ? "It is canceled" : `It was ${outcome} before`);
    } catch (error) {
      if (!signal.aborted) setSaid(error instanceof Error ? error.message : String(error));
    }
    if (signal.aborted) return;
    setBusy(false);
    // The server renders the list anew, with the state that the job has now.
    router.refresh();
  }

  return (
    <>
      {!ENDED.includes(state ?? "") && (
        <button type="button" aria-label={`Cancel ${title}`} onClick={cancel} disabled={isBusy}>
          Cancel
        </button>
      )}
      <output>{said}</output>
    </>
  );
}
