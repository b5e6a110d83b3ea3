// --verbose: each request, response and wait, as it happens.
import { messageOf } from "./options.js";

/** @typedef {import("pulse-wasm").PulseEvent} PulseEvent */

/** @param {number} seconds */
const tenths = (seconds) => `${seconds.toFixed(seconds < 1 ? 3 : 1)} s`;

/** @param {PulseEvent} event */
function happened({ type, attempt, statusCode, durationInSeconds = 0, delayInSeconds = 0, error }) {
  if (type === "attempt") return attempt > 1 ? `attempt ${attempt}` : "sent";
  if (type === "response")
    return `${statusCode ?? messageOf(error)} after ${tenths(durationInSeconds)}`;
  if (type === "retry") return `retrying in ${tenths(delayInSeconds)}`;
  return `held back for ${tenths(delayInSeconds)} after a 429`;
}

/**
 * A listener for the client's events.
 * @param {import("./output.js").Output} output
 */
export const listener = (output) => (/** @type {PulseEvent} */ event) => {
  output.note(["dim", `  ${event.method.padEnd(6)} ${event.jobId}  ${happened(event)}`]);
};
