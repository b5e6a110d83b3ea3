// A client page: prerendered on the server, where the import must work too, and run in the browser.
"use client";

import { useEffect } from "react";
import { cancel } from "../src/cancel.js";
import { asked, inWords, say } from "../src/say.js";

let begun = false;

export default function Page() {
  useEffect(() => {
    // In development React runs each effect twice.
    if (begun) return;
    begun = true;
    const { job, api } = asked();
    cancel(job, api).then(say, (error) => say(inWords(error)));
  }, []);
  return <p>Cancelling…</p>;
}
