// Which proxy a URL is reached through, by HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
import { UsageError } from "./options.js";

/** @typedef {Record<string, string | undefined>} Environment */

/**
 * The name under which a variable is set, if it is: in lower case, as curl has it, before capitals.
 * @param {Environment} env
 * @param {string} name
 */
const nameOf = (env, name) => [name.toLowerCase(), name].find((each) => env[each]?.trim());

/**
 * A host name as it is compared: without brackets, and without the dot that may end it.
 * @param {string} name
 */
const bare = (name) => name.toLowerCase().replace(/^\[(.*)\]$|\.$/g, "$1");

/**
 * Whether an entry of NO_PROXY covers a URL: a host with all below it, `.host` and `*.host` alike, each perhaps with a port; or `*`.
 * @param {string} entry
 * @param {URL} url
 */
function covers(entry, { hostname, port, protocol }) {
  if (entry === "*") return true;
  // An IPv6 address without brackets has no port behind it.
  const [, name, its] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? ["", entry];
  const [host, wanted] = [bare(hostname), bare(name.replace(/^\*?\./, ""))];
  if (its && its !== (port || (protocol === "https:" ? "443" : "80"))) return false;
  return wanted !== "" && (host === wanted || host.endsWith(`.${wanted}`));
}

/** @param {string} hostname */
const isLoopback = (hostname) =>
  hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);

/**
 * The proxy for a URL, and the variable that names it; undefined where there is none. Its address is never shown: it may have a
 * password in it.
 * @param {URL} url
 * @param {Environment} env
 * @returns {{ proxy: URL, name: string } | undefined}
 */
export function proxyOf(url, env) {
  const isSecure = url.protocol === "https:";
  const name = nameOf(env, isSecure ? "HTTPS_PROXY" : "HTTP_PROXY");
  if (name === undefined) return undefined;
  const exempt = env[nameOf(env, "NO_PROXY") ?? ""] ?? "";
  if (exempt.split(/[\s,]+/).some((entry) => covers(entry, url))) return undefined;
  const text = env[name]?.trim() ?? "";
  /** @type {URL} */
  let proxy;
  try {
    proxy = new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    throw new UsageError(`${name} must be the URL of a proxy, such as http://proxy.example:3128`);
  }
  if (!["http:", "https:"].includes(proxy.protocol)) {
    throw new UsageError(`${name} must be an http or https proxy, not ${proxy.protocol}//`);
  }
  // Without TLS the network could read the key on its way to a proxy elsewhere. The URL is on this machine, so none is needed.
  if (!isSecure && !isLoopback(proxy.hostname)) return undefined;
  return { proxy, name };
}
