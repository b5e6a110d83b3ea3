// Abort controllers, used again where that is safe: making one costs more than all else that is done for a call.

/** Below the ten listeners a signal may have before Node warns: a fetch may leave one behind each time. */
const USES = 8;

/** Controllers that were never aborted, each with how often it was used. */
const idle = [];
let reuses;

/** Node alone: workerd ties a controller to one request, and elsewhere nobody has tried. */
function isNode() {
  const { process, Deno, Bun, navigator } = globalThis;
  const isWorkerd = navigator?.userAgent === "Cloudflare-Workers";
  return !!process?.versions?.node && !Deno && !Bun && !isWorkerd;
}

/** A controller for one request. */
export const borrow = () => idle.pop() ?? { own: new AbortController(), uses: 0 };

/** Takes one back whose request has ended by itself. Invariant: an aborted one never comes here. */
export function giveBack(controller) {
  reuses ??= isNode();
  if (reuses && ++controller.uses < USES) idle.push(controller);
}
