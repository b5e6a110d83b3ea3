// Who may ask: the path, the Host, and what browsers say of the page that asks. All of it is judged before `authorize` is asked.
import { forbidden, malformed } from "./answers.js";

/** @typedef {import("./options.js").Rules} Rules */
/** @typedef {{ jobId: string | undefined }} Asked a path below `{basePath}/job/`, and the id where it is well-formed */

/** As many characters as an id may have; unescaped, since an id in two spellings would be two ids to `authorize`. */
const JOB_ID = /^(?!\.{1,2}$)[\w.~-]{1,1024}$/;

const HOST = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

/**
 * @param {Request} request
 * @param {Rules} rules
 * @returns {Asked | undefined}
 */
export function jobIn({ url }, { prefix, isKey }) {
  const { pathname } = new URL(url);
  if (!pathname.startsWith(prefix)) return undefined;
  const id = pathname.slice(prefix.length);
  return { jobId: JOB_ID.test(id) && !isKey(id) ? id : undefined };
}

/**
 * A host as it is compared: lower case, without a default port; undefined for what is none.
 * @param {string} host
 */
export function canonical(host) {
  if (!HOST.test(host)) return undefined;
  try {
    const { hostname, port } = new URL(`http://${host}`);
    return port === "" || port === "443" ? hostname : `${hostname}:${port}`;
  } catch {
    return undefined;
  }
}

/**
 * The answer to a request of a page that is not this host's own, if it is one.
 * @param {Request} request
 * @param {Rules} rules
 */
export function refusalOf(request, rules) {
  const host = hostOf(request);
  const named = canonical(host);
  if (named === undefined) return malformed("The Host is malformed");
  const { allowedHosts, allowedOrigins } = rules;
  if (allowedHosts && !allowedHosts.includes(named))
    return forbidden("REQ_007", "The Host is not among allowedHosts");
  const origin = request.headers.get("origin");
  if (origin !== null && allowedOrigins.includes(origin)) return undefined;
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin")
    return forbidden("REQ_007", "Only same-origin requests may ask this proxy");
  if (origin === null) return undefined;
  const schemes = [new URL(request.url).protocol];
  // Behind what ends TLS the request is http; that the page is this host's own says the browser, over https alone.
  if (site !== null) schemes.push("https:");
  if (schemes.some((scheme) => originOf(scheme, host) === origin)) return undefined;
  return forbidden("REQ_007", "Only pages of this origin may ask this proxy");
}

/**
 * The host that was asked for: some servers put their own into the URL.
 * @param {Request} request
 */
const hostOf = ({ headers, url }) => headers.get("host") ?? new URL(url).host;

/**
 * @param {string} scheme
 * @param {string} host
 */
function originOf(scheme, host) {
  try {
    return new URL(`${scheme}//${host}`).origin;
  } catch {
    return undefined;
  }
}

/**
 * The CORS headers of an answer to an origin that is allowed, if it is one.
 * @param {Request} request
 * @param {Rules} rules
 * @returns {Record<string, string> | undefined}
 */
export function corsOf({ headers }, { allowedOrigins }) {
  const origin = headers.get("origin");
  if (origin === null || !allowedOrigins.includes(origin)) return undefined;
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "retry-after, x-ratelimit-reset",
    vary: "Origin",
  };
}

/** A list of headers' names. */
const NAMES = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;

/**
 * @param {Request} request
 * @param {Rules} rules
 */
export function preflight({ headers }, { methods }) {
  const asked = headers.get("access-control-request-headers") ?? "";
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": methods.join(", "),
      // Whatever they are, for authorize: none of them goes upstream.
      ...(NAMES.test(asked) && { "access-control-allow-headers": asked }),
      "access-control-max-age": "600",
      "cache-control": "no-store",
      vary: "Access-Control-Request-Headers",
    },
  });
}
