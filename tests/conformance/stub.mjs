// Stubs: a fetch that follows a script, responses, signals that count their listeners.

/** A response of another library: a class with status, headers.get and text, and nothing else. */
export class ForeignResponse {
  #headers;
  #text;

  constructor(status, text, headers) {
    this.status = status;
    this.#text = text;
    this.#headers = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    this.headers = {
      get: (name) => this.#headers.find((pair) => pair[0] === name.toLowerCase())?.[1] ?? null,
    };
  }

  async text() {
    return this.#text;
  }
}

/** A response; `body` is a text, or a value that becomes JSON. */
export function reply(status, body = "", headers = {}) {
  return new ForeignResponse(
    status,
    typeof body === "string" ? body : JSON.stringify(body),
    headers,
  );
}

/** Stands in an answer for the id of the job that was asked for. */
export const ASKED = "the-id-that-was-asked-for";

export const cancelled = (jobId = ASKED) =>
  reply(200, { job_id: jobId, message: "Job cancelled successfully" });

export const job = (status, more = {}) =>
  reply(200, { job_id: ASKED, status, created_at: "2026-01-01T00:00:00Z", ...more });

/** The fetch, with the id of the job that a request is about in its answers. */
export function answering(fetch) {
  if (typeof fetch !== "function") return fetch;
  return (url, init) => {
    const response = fetch(url, init);
    return typeof response?.then === "function"
      ? response.then((response) => about(response, url))
      : about(response, url);
  };
}

/** @returns a response with the id in the URL where it has ASKED */
function about(response, url) {
  if (!(response instanceof ForeignResponse)) return response;
  const id = decodeURIComponent(/[/]job[/]([^/?]*)/.exec(url)?.[1] ?? "");
  const text = async () =>
    (await response.text()).replaceAll(ASKED, () => JSON.stringify(id).slice(1, -1));
  return Object.create(response, { text: { value: text } });
}

export const problem = (status, code, headers = {}) =>
  reply(status, { error: { code, message: `said ${code}` } }, headers);

/** A fetch that never responds: it rejects once its signal is aborted, and not before. */
export const pending = (init) =>
  new Promise((_, reject) => {
    const { signal } = init;
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });

/**
 * A fetch that follows a script of responses, Errors to reject with, and functions of (url, init, number).
 * The last entry repeats. The requests are in `calls`.
 */
export function stubFetch(...script) {
  const calls = [];
  const fetch = async (url, init) => {
    const entry = script[Math.min(calls.length, script.length - 1)];
    calls.push({ url: String(url), init, at: performance.now(), method: init.method });
    const answer = typeof entry === "function" ? await entry(url, init, calls.length) : entry;
    if (answer instanceof Error) throw answer;
    return about(answer, String(url));
  };
  return Object.assign(fetch, { calls });
}

/** What `fetch` rejects with when it cannot connect. */
export const lost = (message = "fetch failed") => new TypeError(message);

/** A signal whose listeners are counted. */
export function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const live = new Set();
  const add = signal.addEventListener;
  const remove = signal.removeEventListener;
  signal.addEventListener = (type, listener, options) => {
    live.add(listener);
    return add.call(signal, type, listener, options);
  };
  signal.removeEventListener = (type, listener, options) => {
    live.delete(listener);
    return remove.call(signal, type, listener, options);
  };
  return { controller, signal, live };
}

/** A logger that keeps its lines. */
export function recordingLogger() {
  const lines = [];
  const at =
    (level) =>
    (...parts) =>
      lines.push({ level, parts });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** Runs a call with a scripted fetch and a handler for events, and returns the events. */
export async function watch(t, script, options, method = "cancelJob") {
  const events = [];
  const client = t.over(t.stubFetch(...script), {
    onEvent: (event) => events.push(event),
    ...options,
  });
  const promise = client.jobs[method]({ jobId: "the-job" });
  const outcome = promise.catch((error) => error);
  await t.clock.run(outcome);
  return { events, outcome: await outcome, client };
}

/** Every string that can be reached from a value, except through the named properties. */
export function* textsOf(value, except = [], seen = new Set()) {
  if (typeof value === "string") yield value;
  if (typeof value === "symbol") yield String(value);
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
  if (seen.has(value) || value === globalThis) return;
  seen.add(value);
  if (value instanceof Map || value instanceof Set)
    for (const item of value) yield* textsOf(item, except, seen);
  for (const name of Reflect.ownKeys(value)) {
    if (except.includes(name)) continue;
    yield String(name);
    let held;
    try {
      held = value[name];
    } catch {
      continue;
    }
    yield* textsOf(held, except, seen);
  }
  const above = Object.getPrototypeOf(value);
  // The language's own classes are above the package's.
  if (above && !isBuiltIn(above)) yield* textsOf(above, except, seen);
}

const BUILT_IN = [Object, Function, Error, Promise, Array, Map, Set, RegExp, Date].map(
  (c) => c.prototype,
);
const isBuiltIn = (prototype) => BUILT_IN.includes(prototype);
