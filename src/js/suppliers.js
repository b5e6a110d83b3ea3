// Options that are functions: asked before each request, their values handed to the module and kept nowhere.
import { dispatch, pending } from "./call.js";

/**
 * Calls suppliers, one after the other. The record then has their values for `supplied`, or what one threw.
 * @param {number} slot
 * @param {unknown} key
 * @param {unknown} base
 * @param {unknown[] | undefined} clientHeaders names and values in turn, as all that is asked for here
 * @param {unknown[] | undefined} headers
 */
export async function supply(slot, key, base, clientHeaders, headers) {
  const call = pending(slot);
  /**
   * Kept off the record until all are there: one of them may be the key.
   * @type {unknown[]}
   */
  const values = [];
  /**
   * For scrubbing: a key that one supplier gave may be in what another threw.
   * @type {unknown[]}
   */
  const keys = [];
  const asked = ["apiKey", key, "baseUrl", base, ...(clientHeaders ?? []), ...(headers ?? [])];
  try {
    for (let value of asked) {
      if (typeof value === "function") {
        if (pending(slot) !== call) return;
        value = await value();
        // Names of headers are in small letters.
        if (["apiKey", "x-api-key"].includes(/** @type {string} */ (values.at(-1))))
          keys.push(value);
      }
      values.push(value);
    }
    if (pending(slot) !== call) return;
    call.supplied = [values[1], values[3], values.slice(4)];
  } catch (error) {
    if (pending(slot) !== call) return;
    call.cause = error;
    call.given = keys;
    call.culprit = `the function given as ${values.at(-1)}`;
  }
  dispatch(call, call.driver.pulse_supplied);
  call.given = undefined;
}

/**
 * Returns the key, the base URL and the headers with the suppliers' values, and forgets them: the key is held in wasm memory alone.
 * @param {number} slot
 */
export function supplied(slot) {
  const call = pending(slot);
  const values = call.supplied;
  call.supplied = undefined;
  return values;
}
