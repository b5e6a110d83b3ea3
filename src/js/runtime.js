// What the runtime is, what its fetch takes, and its clock.

/** A document, or a worker without process, Deno and Bun. */
export function isBrowser() {
  const { document, WorkerGlobalScope, process, Deno, Bun } = globalThis;
  return !!document || !!(WorkerGlobalScope && !process && !Deno && !Bun);
}

/** Whether requests take a cache mode; workerd's refuse it. */
export function takesCache() {
  return "cache" in (globalThis.Request?.prototype ?? {});
}

/** Monotonic, in milliseconds. */
export function now() {
  return (globalThis.performance ?? Date).now();
}
