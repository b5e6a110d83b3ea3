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

async function outcomeOf(jobId: string, abortSignal: AbortSignal): Promise<string> {
  try {
    const options = { abortSignal, deadlineInSeconds: 120 };
    const { outcome } = await shared().jobs.cancelJobAndWait({ jobId }, options);
    return outcome === "canceled" ? "It is canceled" : `Too late: it is ${outcome}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
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
    const mine = new AbortController();
    pending.current = mine;
    setBusy(true);
    setSaid("Cancelling …");
    const result = await outcomeOf(jobId, mine.signal);
    if (mine.signal.aborted) return;
    setSaid(result);
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
