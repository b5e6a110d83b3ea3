// --verbose: each request, answer and wait, as it happens.
import { plain } from "./words.js";

const tenths = (seconds) => `${seconds.toFixed(seconds < 1 ? 3 : 1)} s`;

function happened({ type, attempt, statusCode, durationInSeconds, delayInSeconds, error }) {
  if (type === "attempt") return attempt > 1 ? `attempt ${attempt}` : "is sent";
  if (type === "response")
    return `${statusCode ?? error?.message} after ${tenths(durationInSeconds)}`;
  if (type === "retry") return `is tried again in ${tenths(delayInSeconds)}`;
  return `is held back for ${tenths(delayInSeconds)}, as a 429 asked for`;
}

/** A listener for the client's events. */
export const listener = (output) => (event) => {
  const text = `  ${event.method.padEnd(6)} ${plain(event.jobId)}  ${plain(happened(event))}`;
  output.note(output.paintError("dim", text));
};
