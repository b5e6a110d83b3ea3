// What the cases of bulk cancellation share: a server that answers by id, and a short form of outcomes.

/** A fetch that answers by id and method, and counts how many requests were open at most. */
export function server(t, answer = () => t.cancelled()) {
  const state = { open: 0, most: 0, sent: [] };
  const fetch = t.stubFetch(async (url, init) => {
    const id = decodeURIComponent(new URL(url).pathname.split("/").pop());
    state.sent.push(`${init.method} ${id}`);
    state.open += 1;
    state.most = Math.max(state.most, state.open);
    try {
      return await answer(id, init.method, init);
    } finally {
      state.open -= 1;
    }
  });
  return Object.assign(fetch, { state });
}

/** A response that arrives a little later, on the case's clock. */
export const after = (milliseconds, answer) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds, answer));

/** Ids with a common prefix. */
export const ids = (count, start = 0) =>
  Array.from({ length: count }, (_, index) => `j${index + start}`);

/** All outcomes of a run. */
export async function outcomesOf(run) {
  const outcomes = [];
  for await (const outcome of run) outcomes.push(outcome);
  return outcomes;
}

/** The short form of an outcome: its id, and how it ended. */
export const brief = ({ jobId, status, reason }) => `${jobId} ${reason ?? status}`;

/** A source that counts how many ids were pulled, and notes whether it was closed. */
export function countedSource(list) {
  const source = {
    pulled: 0,
    closed: 0,
    *[Symbol.iterator]() {
      try {
        for (const id of list) {
          source.pulled += 1;
          yield id;
        }
      } finally {
        source.closed += 1;
      }
    },
  };
  return source;
}

/** The same, async. */
export function countedAsyncSource(list) {
  const source = {
    pulled: 0,
    closed: 0,
    async *[Symbol.asyncIterator]() {
      try {
        for (const id of list) {
          source.pulled += 1;
          yield id;
        }
      } finally {
        source.closed += 1;
      }
    },
  };
  return source;
}

/**
 * Makes the module fail inside, once, when something that has this signal ends: what it asks its host for must not throw, and
 * where it does all the same, it is as bad as a panic.
 */
export function failInside(signal) {
  const { get } = WeakMap.prototype;
  WeakMap.prototype.get = function (key) {
    if (key !== signal) return get.call(this, key);
    WeakMap.prototype.get = get;
    throw new Error("failed inside");
  };
}

/** The counts of a summary that are not 0. */
export function counts({ failures, ...summary }) {
  return Object.fromEntries(Object.entries(summary).filter(([, value]) => value !== 0));
}

/** How many outcomes there are of each kind. */
export function kinds(outcomes) {
  const found = {};
  for (const { status, reason } of outcomes) {
    const kind = reason ?? status;
    found[kind] = (found[kind] ?? 0) + 1;
  }
  return found;
}
