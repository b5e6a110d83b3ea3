// The suite's assertions: no framework, so that the same cases run in every runtime.

export class CaseFailure extends Error {}

const fail = (message) => {
  throw new CaseFailure(message);
};

/** A value as a message shows it, cut if it is long. */
export function shown(value) {
  let text;
  if (typeof value === "string") text = JSON.stringify(value);
  else if (value instanceof Error)
    text = `${value.constructor.name} ${value.name}: ${value.message}`;
  else {
    try {
      text = JSON.stringify(value) ?? String(value);
    } catch {
      text = String(value);
    }
  }
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

const isObject = (value) => typeof value === "object" && value !== null;

export function same(a, b) {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]))
  );
}

const says = (what) => (what ? `${what}: ` : "");

export const assertions = {
  fail,

  ok(value, what) {
    if (!value) fail(`${says(what)}expected something true, got ${shown(value)}`);
  },

  equal(actual, expected, what) {
    if (!same(actual, expected)) {
      fail(`${says(what)}expected ${shown(expected)}, got ${shown(actual)}`);
    }
  },

  match(text, pattern, what) {
    if (typeof text !== "string" || !pattern.test(text)) {
      fail(`${says(what)}expected a text that matches ${pattern}, got ${shown(text)}`);
    }
  },

  lacks(text, part, what) {
    if (String(text).includes(part)) fail(`${says(what)}${shown(part)} stands in ${shown(text)}`);
  },

  between(number, least, most, what) {
    if (!(number >= least && number <= most)) {
      fail(`${says(what)}expected ${least} to ${most}, got ${shown(number)}`);
    }
  },

  /** Whether an error is of exactly this class and has these fields; a RegExp is matched. */
  isError(error, kind, fields = {}) {
    if (!(error instanceof kind) || error.constructor !== kind) {
      fail(`expected a ${kind.name}, got ${shown(error)}`);
    }
    for (const [name, expected] of Object.entries(fields)) {
      if (expected instanceof RegExp) assertions.match(error[name], expected, name);
      else assertions.equal(error[name], expected, name);
    }
    return error;
  },

  /** Awaits a rejection and returns its error. */
  async rejects(promise, kind, fields) {
    if (typeof promise?.then !== "function") fail(`expected a promise, got ${shown(promise)}`);
    let value;
    try {
      value = await promise;
    } catch (error) {
      return assertions.isError(error, kind, fields);
    }
    return fail(`expected a rejection, but it resolved with ${shown(value)}`);
  },

  throws(work, kind, fields) {
    let value;
    try {
      value = work();
    } catch (error) {
      return assertions.isError(error, kind, fields);
    }
    return fail(`expected a throw, but it returned ${shown(value)}`);
  },
};
