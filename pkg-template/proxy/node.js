// The proxy for node:http, and for what stands on it: Express, Fastify, Connect, http2.
import { elsewhere, failed, isUnmatched } from "./answers.js";
import { canonical } from "./guard.js";

/** @typedef {(request: Request) => Promise<Response>} Proxy */
/** @typedef {import("node:http").IncomingMessage & { originalUrl?: string }} Incoming */
/** @typedef {import("node:http").ServerResponse} Outgoing */

/**
 * @param {Proxy} proxy
 */
export function toNodeHandler(proxy) {
  /**
   * Answers a request, or passes it on where its path is none of the proxy's. It rejects only with what `next` throws.
   * @param {Incoming} incoming
   * @param {Outgoing} outgoing
   * @param {(error?: unknown) => void} [next]
   */
  return async (incoming, outgoing, next) => {
    /** @type {[error?: unknown]} */
    let problem = [];
    const controller = new AbortController();
    const abort = () => controller.abort();
    outgoing.on("close", abort);
    // A handler before this one may have taken its time.
    if (outgoing.destroyed) abort();
    try {
      const request = requestOf(incoming, controller.signal);
      const response = request ? await proxy(request) : elsewhere();
      if (!next || !isUnmatched(response))
        return await write(response, outgoing, controller.signal);
    } catch (error) {
      if (!next) return await write(failed(), outgoing, controller.signal);
      problem = [error];
    } finally {
      outgoing.off("close", abort);
    }
    // Out of the reach of catch: what throws in there is not this handler's.
    next(...problem);
  };
}

/**
 * The request as the proxy takes it, without its body; undefined for what is none of its business. Invariant: the path is the one
 * that was sent, since a check before this one has judged that, and not what it is with `..` and `\` resolved.
 * @param {Incoming} incoming
 * @param {AbortSignal} signal
 */
function requestOf(incoming, signal) {
  // Express and Connect take off url what a router is mounted at.
  const target = incoming.originalUrl ?? incoming.url ?? "";
  const [authority = "", named] = /^https?:\/\/([^/?#]*)/i.exec(target) ?? [];
  const path = target.slice(authority.length) || "/";
  if (!path.startsWith("/")) return undefined;
  const host = hostOf(incoming, named);
  const isHost = canonical(host) !== undefined;
  const scheme = "encrypted" in incoming.socket ? "https" : "http";
  const url = new URL(`${scheme}://${isHost ? host : "host.invalid"}${path}`);
  if (url.pathname !== path.split(/[?#]/, 1)[0]) return undefined;
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headers)) {
    // Those of http2 that begin with a colon are no headers.
    if (name.startsWith(":") || values === undefined) continue;
    for (const value of [values].flat()) headers.append(name, value);
  }
  // The proxy refuses what is none, where the path is its own.
  headers.set("host", isHost ? host : "");
  try {
    return new Request(url, { method: incoming.method ?? "GET", headers, signal });
  } catch {
    // TRACE and CONNECT, which a Request cannot be.
    return undefined;
  }
}

/**
 * The one host that was asked for; nothing where there is none, or another one.
 * @param {Incoming} incoming
 * @param {string | undefined} named by a target that is a whole URL
 */
function hostOf({ headers, rawHeaders = [] }, named) {
  const count = rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/i.test(name)).length;
  const host = headers[":authority"] ?? headers.host;
  const isNamed = named === undefined || canonical(named) === canonical(`${host}`);
  const isOne = count < 2 && isNamed;
  return isOne && typeof host === "string" ? host : "";
}

/**
 * @param {Response} response
 * @param {Outgoing} outgoing
 * @param {AbortSignal} gone aborted when nobody reads any more
 */
async function write(response, outgoing, gone) {
  const stop = () => void response.body?.cancel().catch(() => {});
  if (outgoing.headersSent || gone.aborted) return stop();
  outgoing.statusCode = response.status;
  const cookies =
    response.headers.getSetCookie?.() ?? [response.headers.get("set-cookie") ?? []].flat();
  for (const [name, value] of response.headers)
    if (name !== "set-cookie") outgoing.setHeader(name, value);
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  const reader = response.body?.getReader();
  // A body that stalls is not waited for once its reader has left.
  const leave = () => void reader?.cancel().catch(() => {});
  gone.addEventListener("abort", leave);
  try {
    while (reader) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!outgoing.write(value)) await drained(outgoing, gone);
      if (gone.aborted) return;
    }
    outgoing.end();
  } catch {
    // What has been sent cannot be taken back.
    outgoing.destroy();
  } finally {
    gone.removeEventListener("abort", leave);
  }
}

/**
 * Until its reader has caught up, or is gone.
 * @param {Outgoing} outgoing
 * @param {AbortSignal} gone
 */
const drained = (outgoing, gone) =>
  new Promise((resolve) => {
    if (gone.aborted) return resolve(undefined);
    const go = () => {
      outgoing.off("drain", go);
      gone.removeEventListener("abort", go);
      resolve(undefined);
    };
    outgoing.on("drain", go);
    gone.addEventListener("abort", go);
  });
