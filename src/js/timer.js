// The one timer of a call or of a run.
import { broke, dispatch, pending } from "./call.js";
import { disarm } from "./runtime.js";

/**
 * Sets the call's one timer; Infinity clears it.
 * @param {number} slot
 * @param {number} milliseconds
 */
export function sleep(slot, milliseconds) {
  const call = pending(slot);
  disarm(call);
  if (milliseconds === Infinity) return;
  let isSet = false;
  // A closure: a stub of setTimeout may drop further arguments, or call back twice, or after the timer was cleared.
  const fire = () => {
    if (call.fire !== fire) return;
    // One that calls back at once does so while the module is busy.
    if (!isSet) return void Promise.resolve().then(fire);
    call.fire = undefined;
    dispatch(call, call.driver.pulse_timer);
  };
  call.fire = fire;
  try {
    const timer = setTimeout(fire, Math.ceil(milliseconds));
    if (call.fire === fire) call.timer = timer;
    isSet = true;
  } catch (cause) {
    disarm(call);
    broke(call, "setTimeout", cause);
  }
}
