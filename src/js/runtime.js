// What the runtime is, which request options it takes, and its clock.

/** Whether this is a browser: there is a document, or a worker scope without process, Deno and Bun. */
export function isBrowser() {
  const { document, WorkerGlobalScope, process, Deno, Bun } = globalThis;
  return !!document || !!(WorkerGlobalScope && !process && !Deno && !Bun);
}

/** Whether requests take a cache mode; workerd's may refuse it. */
export function takesCache() {
  return "cache" in (globalThis.Request?.prototype ?? {});
}

/** Monotonic, in milliseconds. */
export function now() {
  return (globalThis.performance ?? Date).now();
}
