// The log of calls: one line for each, added when the call begins and completed with its outcome.
import { byId, element, setText } from "./dom.js";

const MOST = 100;

const list = byId("calls");
const none = byId("no-calls");

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** @typedef {import("pulse-wasm").PulseEvent} PulseEvent */

/**
 * An error's message in one line; it begins with the status, if there is one.
 * @param {Error} error
 */
export const inWords = (error) => `${error.name}: ${error.message}`;

/** @param {number} ms */
export const seconds = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

/**
 * Adds a line; returns functions that add an event to it and that complete it.
 * @param {string} what
 * @param {string} subject
 */
function begin(what, subject) {
  const began = performance.now();
  const now = new Date();
  const mark = element("span", { class: "mark", "aria-hidden": "true" }, "…");
  const outcome = element("span", { class: "outcome" }, "on its way");
  const took = element("span", { class: "took" });
  const line = element(
    "li",
    { "data-outcome": "pending" },
    mark,
    element("time", { datetime: now.toISOString() }, clock.format(now)),
    element("span", { class: "what" }, what, " ", element("code", {}, subject)),
    outcome,
    took,
  );
  list.prepend(line);
  while (list.children.length > MOST) list.lastElementChild?.remove();
  none.hidden = true;
  let attempts = 1;
  return {
    /** @param {PulseEvent} event */
    note(event) {
      attempts = Math.max(attempts, event.attempt ?? 1);
      if (event.type !== "retry" && event.type !== "gate") return;
      const wait = seconds((event.delayInSeconds ?? 0) * 1000);
      const why = event.error ? inWords(event.error) : "held back after a 429";
      setText(outcome, `${why}; again in ${wait}`);
    },
    /**
     * @param {boolean} good
     * @param {string} text
     */
    settle(good, text) {
      const spent = seconds(performance.now() - began);
      line.dataset.outcome = good ? "good" : "bad";
      setText(mark, good ? "✓" : "✕");
      setText(outcome, text);
      setText(took, attempts > 1 ? `${spent}, ${attempts} attempts` : spent);
    },
  };
}

/**
 * Runs a call with a line in the log; what it throws is rethrown.
 * @template T
 * @param {string} what
 * @param {string} subject
 * @param {(onEvent: (event: PulseEvent) => void) => Promise<T>} call
 * @param {(value: T) => string} say
 */
export async function logged(what, subject, call, say) {
  const entry = begin(what, subject);
  try {
    const value = await call((event) => entry.note(event));
    entry.settle(true, say(value));
    return value;
  } catch (error) {
    entry.settle(false, inWords(/** @type {Error} */ (error)));
    throw error;
  }
}

byId("clear").addEventListener("click", () => {
  list.replaceChildren();
  none.hidden = false;
});
