// The proxy `pulse-wasm/proxy`: a web-standard handler that adds the key on the server, and the same for node:http.
import { PulseValidationError } from "pulse-wasm";
import {
  aborted,
  elsewhere,
  failed,
  forbidden,
  late,
  noRoute,
  withHeaders,
  within,
  wrongMethod,
} from "./answers.js";
import { verdictOf } from "./authorize.js";
import { corsOf, jobIn, preflight, refusalOf } from "./guard.js";
import { read } from "./options.js";
import { upstreamOf } from "./upstream.js";

export { toNodeHandler } from "./node.js";

/** @typedef {import("./options.js").Rules} Rules */

/**
 * A handler for GET and DELETE of `{basePath}/job/{jobId}`, which asks `authorize` and then the API with the key.
 * @param {unknown} given the options, see proxy.d.ts
 * @returns {(request: Request) => Promise<Response>}
 */
export function createProxy(given) {
  const { rules, client } = read(given);
  const send = upstreamOf(rules, client);
  return async (request) => {
    if (typeof request?.url !== "string" || typeof request.headers?.get !== "function") {
      const message =
        "the proxy takes a Request; for node:http and its like use toNodeHandler(proxy)";
      throw new PulseValidationError({ message });
    }
    const asked = jobIn(request, rules);
    if (!asked) return elsewhere();
    const refusal = refusalOf(request, rules);
    if (refusal) return refusal;
    const cors = corsOf(request, rules);
    if (cors && request.method === "OPTIONS") return withHeaders(preflight(request, rules), cors);
    return withHeaders(await answer(request, asked, rules, send), cors);
  };
}

/**
 * The answer to a request of a page that may ask.
 * @param {Request} request
 * @param {import("./guard.js").Asked} asked
 * @param {Rules} rules
 * @param {import("./upstream.js").Send} send
 */
async function answer(request, { jobId }, rules, send) {
  const { method, signal } = request;
  if (!rules.methods.includes(method)) return wrongMethod(rules.methods);
  if (jobId === undefined) return noRoute();
  const verdict = await within(rules.timeoutInSeconds, signal, () =>
    verdictOf(request, { jobId, method }, rules),
  );
  // An abort may have come with the verdict.
  if (verdict === "aborted" || signal?.aborted) return aborted();
  if (verdict === "late") {
    rules.complain(`authorize took longer than timeoutInSeconds for ${method} ${jobId}`, jobId);
    return late("authorize took too long");
  }
  if (verdict === undefined) return failed();
  if (verdict === false) return forbidden("AUTH_004", "Access to this job is denied");
  return verdict === true ? send(method, jobId, signal) : verdict;
}
