// Options that are functions: asked before each request, their values handed to the module and kept nowhere.
import { dispatch, pending } from "./call.js";

/**
 * Calls suppliers, one after the other. The record then has their values for `supplied`, or what one threw.
 * @param {number} slot
 * @param {any[]} suppliers each followed by whether it gives a key
 */
export async function supply(slot, suppliers) {
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
  try {
    for (let index = 0; index < suppliers.length; index += 2) {
      if (pending(slot) !== call) return;
      const value = await suppliers[index]();
      values.push(value);
      if (suppliers[index + 1]) keys.push(value);
    }
    if (pending(slot) !== call) return;
    call.supplied = values;
  } catch (error) {
    if (pending(slot) !== call) return;
    call.cause = error;
    call.given = keys;
  }
  dispatch(call, call.driver.pulse_supplied);
  call.given = undefined;
}

/**
 * Returns the suppliers' values and forgets them: the key is held in wasm memory alone.
 * @param {number} slot
 */
export function supplied(slot) {
  const call = pending(slot);
  const values = call.supplied;
  call.supplied = undefined;
  return values;
}
