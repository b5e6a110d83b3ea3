// The documented lines of design.md §2 and §3 and the known weaknesses of the official SDK. Each case names the lines it
// proves, and the runners fail when a line has no case.

export const LINES = {
  "§2 apiKey": "absent: PULSE_API_KEY; null: no key is sent; a value or a function",
  "§2 baseUrl":
    "absent: PULSE_BASE_URL, else the API's own; baseUrl beats environment; an empty one is refused",
  "§2 baseUrl path": "a path such as /api resolves against location.origin where there is one",
  "§2 headers": "values, suppliers, null to remove, undefined to leave out",
  "§2 timeoutInSeconds": "one attempt, from sending to the last byte of the body; default 60",
  "§2 deadlineInSeconds": "one call, all attempts and waits together; default none",
  "§2 maxRetries": "default 2",
  "§2 fetch": "a custom fetch; looked up at each call",
  "§2 logging": "level, logger, silent; or a logger; silent unless asked",
  "§2 onEvent": "attempt, response, retry, gate",
  "§2 allowInsecure": "a key over plain http to a host that is not loopback",
  "§2 cancelJob": "cancelJob(jobId) and jobs.cancelJob({ jobId })",
  "§2 getJob": "jobs.getJob({ jobId })",
  "§2 waitForJob": "pollIntervalInSeconds, onUpdate, cancelOnAbort",
  "§2 cancelJobAndWait": "{ outcome, job }",
  "§2 cancelJobs": "many ids from an iterable, with the request options for each",
  "§2 BulkOptions": "concurrency, stopAfter, dedupe and the rest, each checked",
  "§2 BulkCancellation":
    "awaitable for a summary, async-iterable for outcomes, one or the other; left early, it ends",
  "§2 confirm": "polls what was cancelled and tells how it really ended",
  "§2 dryRun": "asks each job's state and cancels none",
  "§2 onlyIf": "judges each job's state before it is cancelled",
  "§2 missing": "whether a 404 is a failure or an outcome of its own",
  "§2 free": "free() and Symbol.dispose; use after it is a clear PulseError",
  "§2 RequestOptions": "request options over client options; abortSignal and its synonym signal",
  "§2 queryParams": "passed in the query",
  "§2 keepalive": "passed to fetch",
  "§2 ResponsePromise": "a real Promise with withRawResponse()",
  "§2 JobStatus":
    "an unknown value passes through, an extra field is kept, only outcome folds cancelled",
  "§2 suppliers": "run once a call",
  "§2 body": "a body that is no JSON is its text",
  "§2 error classes": "real subclasses with instanceof, name, stack, cause; by status",
  "§2 error fields": "statusCode, body, rawResponse, code, details, attempts, retryAfterInSeconds",
  "§2 exports": "at the top and in the namespace Pulse, with PulseEnvironment and JobStatus",
  "§2 message": "one readable line that holds the server's own message and code",
  "§2 PulseEvent": "its fields",
  "§2 handler that throws": "is logged and breaks nothing",

  "§3 Job ids, refused": "empty, dot segments, non-strings, lone surrogates: nothing is sent",
  "§3 Job ids, encoded": "everything else is one path segment, percent-encoded",
  "§3 Rejects": "a method never throws; bad arguments reject its promise",
  "§3 Constructor":
    "may throw PulseValidationError for what it can judge at once; importing never throws",
  "§3 No second rejection": "an error nobody awaited through withRawResponse() is reported once",
  "§3 Success": "a 2xx with a JSON object that has the required fields, and nothing else",
  "§3 64 MiB": "a longer body is cut off with an error",
  "§3 Custom fetch": "need only return status, headers.get and text()",
  "§3 Retried": "network failures, bodies cut short, timeouts, 408, 429 and 5xx, up to maxRetries",
  "§3 JOB_ 500": "is the job's own answer and is not retried",
  "§3 Retry-After": "seconds or a date; a past date is 0; anything else is ignored",
  "§3 X-RateLimit-Reset": "on 429, epoch seconds",
  "§3 Backoff": "exponential from 1 s with jitter, capped at 60 s",
  "§3 Beyond the cap":
    "a server that asks for more than the cap or the deadline leaves: rejects at once and says how long",
  "§3 Waiting ends": "the moment the signal aborts",
  "§3 attempts": "counts what was sent",
  "§3 Budget":
    "500 tokens, 5 a retry, 1 back for each success; waits the server asked for cost nothing",
  "§3 Gate":
    "after a 429 no request of that client starts before the server's time, or the backoff, has come",
  "§3 Attempt timeout": "covers connecting, headers and body",
  "§3 Times":
    "0 and what is no positive number are refused, Infinity means none, long waits are cut into pieces",
  "§3 Abort": "before, during and between attempts rejects at once and cancels the fetch",
  "§3 Nothing left": "no timer and no listener stays behind on a long-lived signal",
  "§3 Process ends": "a pending call never keeps a process alive longer than it needs",
  "§3 Key characters": "visible ASCII, judged before fetch sees it",
  "§3 Key held": "in wasm memory only, never in a property; not in JSON, console, inspection, URL",
  "§3 Key scrubbed": "from every message, log line and event; body and cause stay as received",
  "§3 Key as header": "an x-api-key given in headers counts as the key",
  "§3 Key's origin": "sent only as x-api-key, only to the configured origin",
  "§3 Redirects":
    "never followed: redirect manual; a 3xx is a PulseError, never retried; opaqueredirect has no status",
  "§3 Logs redacted": "headers of the sensitive kind never stand in logs",
  "§3 Plain http": "with a key goes to loopback alone, judged on the parsed URL",
  "§3 Base URL": "has no credentials, query or fragment, not even a bare ? or #",
  "§3 Wire": "x-api-key and accept in a browser; elsewhere also a user-agent",
  "§3 no-store": "GET is sent with cache no-store where the runtime takes it",
  "§3 No work at load": "no timer, no randomness, no AbortController at load or construction",
  "§3 Deno's environment": "is read only where the permission is granted already",
  "§3 Best effort":
    "polls with growing intervals until the job is terminal and tells what happened",
  "§3 cancelOnAbort": "cancels the remote job, and rejects when that has settled",
  "§3 Bulk begins": "at the call",
  "§3 Bulk concurrency":
    "so many in flight, unread outcomes counted in; the source is pulled only as slots free up",
  "§3 Bulk dedupe": "each distinct id once; dedupe: false takes every one",
  "§3 Bulk failure": "is an outcome and does not stop the rest",
  "§3 Bulk 401": "stops the run",
  "§3 Bulk stopAfter":
    "connection failures, timeouts or 502 to 504 in a row stop the run; a 500 does not",
  "§3 Bulk 429":
    "uses up no retry; a row of them, each after its wait, stops the run, and so does one too long",
  "§3 Bulk abort": "stops starting and ends what is in flight",
  "§3 Bulk rest":
    "ids left in an array or a Set are skipped with the reason; another source is closed, not waited for",
  "§3 Bulk source": "one that throws ends the run: what is in flight settles, then the error comes",
  "§3 Bulk progress":
    "onProgress after each outcome, with a total where there is one; one that throws breaks nothing",
  "§3 No global patched": "and importing has no effect but loading",
  "§3 Two copies": "in one page do not disturb each other",
  "§3 Panic":
    "rejects that call and every pending one; a later call works or rejects, and none hangs",
  "§3 free()": "lets running calls finish",
  "§3 Memory": "a second thousand of clients adds no page (leaks.mjs)",

  "SDK: timeouts": "a timeout is a PulseTimeoutError, there is a default, and it covers the body",
  "SDK: bad 2xx": "a 2xx that is no JSON, or empty, and a 3xx, are errors",
  "SDK: redirects":
    "are not followed: no key goes along, and a 303 never turns DELETE into a GET that succeeds",
  "SDK: ids": "dot segments, the empty string and undefined reach nothing",
  "SDK: network": "failures are retried, backoff can be aborted, no listener stays on the signal",
  "SDK: errors": "a malformed error body keeps the status, an abort keeps its reason",
  "SDK: key":
    "does not stand readable in the client; an empty one is refused; no process is needed",
};
