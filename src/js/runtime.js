// What the runtime is: its environment variables, its origin, and what its fetch takes.

/** An environment variable; undefined where there is none, it is empty, or reading it would prompt. */
export function env(name) {
  try {
    const { Deno, process } = globalThis;
    if (Deno?.permissions) {
      // Invariant: never ask for a permission; what is not granted already counts as absent.
      const { state } = Deno.permissions.querySync({ name: "env", variable: name });
      return state === "granted" ? Deno.env.get(name) || undefined : undefined;
    }
    return process?.env?.[name] || undefined;
  } catch {
    return undefined;
  }
}

/** A document, or a worker without process, Deno and Bun. */
export function isBrowser() {
  const { document, WorkerGlobalScope, process, Deno, Bun } = globalThis;
  return !!document || !!(WorkerGlobalScope && !process && !Deno && !Bun);
}

/** Whether requests take a cache mode; workerd's refuse it. */
export function takesCache() {
  return "cache" in (globalThis.Request?.prototype ?? {});
}

/** A URL as the platform parses and writes it; a path is taken from the page's origin, and must stay there. */
export function absolute(url) {
  try {
    if (!url.startsWith("/")) return new URL(url).href;
    const { origin } = globalThis.location;
    const whole = new URL(url, origin);
    // `//host` and `/\\host` would leave it.
    return whole.origin === origin ? whole.href : undefined;
  } catch {
    return undefined;
  }
}

/** Monotonic, in milliseconds. */
export function now() {
  return (globalThis.performance ?? Date).now();
}

/** The pairs of a record, or of what lists its pairs itself, such as a Map or Headers. */
export function entries(record) {
  return typeof record[Symbol.iterator] === "function" ? [...record] : Object.entries(record);
}

/** A number option: `fallback` where it is absent, -1, which none may be, where it is no number or cannot be read. */
export function numberOf(options, name, fallback) {
  try {
    const value = options?.[name];
    if (value == null) return fallback;
    return typeof value === "number" && !Number.isNaN(value) ? value : -1;
  } catch {
    return -1;
  }
}
