// What the cases of a misbehaving platform share.

export class Misbehaved extends Error {}

// Not an arrow function: it stands for constructors too.
export function bad() {
  throw new Misbehaved("on purpose");
}

/** Runs `work` with a property of the platform's replaced, and puts it back at once. */
export async function replaced(owner, name, value, work) {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  try {
    return await work();
  } finally {
    delete owner[name];
    if (own) Object.defineProperty(owner, name, own);
  }
}

/** Everything a call and a run do: they are answered, tried again, steered by a date, and read a stream. */
export const answers = (t) => {
  const seen = new Map();
  return async (url, init) => {
    const id = new URL(url).pathname.split("/").pop();
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    await undefined;
    if (id.startsWith("hangs") && count === 1) return t.pending(init);
    if (id.startsWith("dated") && count === 1)
      return t.problem(429, "X", { "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT" });
    if (id.startsWith("again") && count === 1) return t.problem(503, "X");
    return t.cancelled(id);
  };
};

/** A client that waits for next to nothing. */
export const impatient = (t, fetch = answers(t), options = {}) =>
  t.over(fetch, { initialRetryDelayInSeconds: 0.001, ...options });

export function gate() {
  const gate = {};
  gate.promise = new Promise((resolve) => {
    gate.now = resolve;
  });
  return gate;
}

export const settled = (promise) => promise.then(String, (error) => error);
