// How far a run is: a bar where stderr is a terminal, now and then a line where it is not.
import { clearInterval, setInterval } from "node:timers";
import { grouped, span } from "./format.js";

/** In seconds: the rate is measured over the last of them. */
const WINDOW = 10;
const FRAME_MS = 100;
/** Seconds between plain lines: few at first, then ever more. */
const FIRST_GAP = 1;
const LONGEST_GAP = 60;

/**
 * A run's progress: `done`, `failed`, and `fraction` and `remaining` if the number of ids is known.
 * @typedef {{ done: number, failed: number, fraction?: number, remaining?: number }} State
 */

/** How many jobs were done per second recently. */
export class Pace {
  /** @type {[time: number, count: number][]} */
  #samples = [];

  /**
   * Records the count at a time in seconds.
   * @param {number} now
   * @param {number} count
   */
  note(now, count) {
    this.#samples.push([now, count]);
    while (this.#samples.length > 2 && this.#samples[1][0] <= now - WINDOW) this.#samples.shift();
  }

  get rate() {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    return last && last[0] > first[0] ? (last[1] - first[1]) / (last[0] - first[0]) : 0;
  }
}

/**
 * A run's state in words.
 * @param {State} state
 * @param {number} rate
 */
export function describe({ done, failed, fraction, remaining }, rate) {
  const parts = [`${grouped(done)} done`];
  if (failed > 0) parts.push(`${grouped(failed)} failed`);
  if (rate > 0) parts.push(rate < 10 ? `${rate.toFixed(1)}/s` : `${grouped(Math.round(rate))}/s`);
  if (fraction !== undefined && remaining !== undefined && remaining > 0 && rate > 0)
    parts.push(`${span(remaining / rate)} left`);
  return parts;
}

/**
 * The bar's line, no wider than the terminal.
 * @param {State} state
 * @param {number} rate
 * @param {number} columns
 * @param {import("./output.js").Paint} paint
 */
export function frame(state, rate, columns, paint) {
  const parts = describe(state, rate);
  if (state.fraction === undefined) return parts.join("  ").slice(0, columns - 1);
  const fraction = Math.min(Math.max(state.fraction, 0), 1);
  const percent = `${String(Math.floor(fraction * 100)).padStart(3)} %`;
  const text = `${percent}  ${parts.join("  ")}`;
  const width = Math.min(24, columns - text.length - 3);
  if (width < 6) return text.slice(0, columns - 1);
  const full = Math.round(fraction * width);
  const bar = paint("cyan", "━".repeat(full)) + paint("dim", "─".repeat(width - full));
  const shown = parts.map((part) => (part.endsWith("failed") ? paint("red", part) : part));
  return `${bar} ${percent}  ${shown.join("  ")}`;
}

/**
 * Shows progress until it is stopped. `look` tells the state.
 * @param {import("./output.js").Output} output
 * @param {() => State} look
 * @param {() => number} now
 */
export function show(output, look, now = () => performance.now() / 1000) {
  const pace = new Pace();
  const begun = now();
  pace.note(begun, look().done);
  let [gap, due] = [FIRST_GAP, begun + FIRST_GAP];
  const draw = () => {
    const [time, state] = [now(), look()];
    pace.note(time, state.done);
    if (output.live) {
      output.bar(frame(state, pace.rate, output.columns, output.paintBar));
    } else if (time >= due) {
      const share = state.fraction === undefined ? [] : [`${Math.floor(state.fraction * 100)} %`];
      output.note([...share, ...describe(state, pace.rate)].join(", "));
      gap = Math.min(gap * 2, LONGEST_GAP);
      due = time + gap;
    }
  };
  const timer = setInterval(draw, FRAME_MS);
  // Requests in flight keep the process alive; their progress need not.
  timer.unref?.();
  return {
    draw,
    stop() {
      clearInterval(timer);
      output.bar("");
    },
  };
}
