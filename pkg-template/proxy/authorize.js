// Asks the caller's `authorize`, which says whether the request may be made with the key.
import { hasNoBody, inJson } from "./answers.js";

/**
 * Its verdict: true, false or a response of its own; undefined where it threw or said anything else, which the log then tells.
 * @param {Request} request
 * @param {{ jobId: string, method: string }} job
 * @param {import("./options.js").Rules} rules
 * @returns {Promise<boolean | Response | undefined>}
 */
export async function verdictOf(request, job, { authorize, complain }) {
  const what = `${job.method} ${job.jobId}`;
  try {
    const verdict = await authorize(request, job);
    if (typeof verdict === "boolean") return verdict;
    if (isResponse(verdict) && isSendable(verdict)) return own(verdict);
    complain(
      `authorize must return true, false or a Response; for ${what} it was ${name(verdict)}`,
      job.jobId,
    );
  } catch (error) {
    complain(`authorize threw for ${what}: ${trace(error)}`, job.jobId);
  }
  return undefined;
}

/**
 * Not by instanceof alone: frameworks and tests bring classes of their own.
 * @param {any} value
 * @returns {value is Response}
 */
const isResponse = (value) =>
  value instanceof Response ||
  (Object.prototype.toString.call(value) === "[object Response]" &&
    typeof value.headers?.get === "function");

/**
 * Response.error() has no status, and a body can be sent once.
 * @param {Response} response
 */
const isSendable = ({ status, bodyUsed, body }) =>
  Number.isInteger(status) && status >= 200 && status <= 599 && !bodyUsed && !body?.locked;

/**
 * One of another class as the runtime's own, so that all that follows can send it.
 * @param {Response} response
 */
function own(response) {
  const { status, statusText, headers, body } = response;
  if (response instanceof Response && !(hasNoBody(status) && body)) return response;
  return new Response(hasNoBody(status) ? null : body, { status, statusText, headers });
}

/** @param {unknown} value */
function name(value) {
  if (typeof value === "object" && value)
    return value instanceof Response ? "one that cannot be sent" : "an object";
  return typeof value === "string" ? inJson(value.slice(0, 64)) : String(value);
}

/** @param {any} error */
function trace(error) {
  try {
    return String(error?.stack ?? error);
  } catch {
    return "something that cannot be shown";
  }
}
