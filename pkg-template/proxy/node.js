// The proxy for node:http, and for what stands on it: Express, Fastify, Connect, http2.
import { discard, elsewhere, failed, framingOf, isUnmatched } from "./answers.js";
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
    const unwatch = watch(incoming.socket, abort);
    // A handler before this one may have taken its time.
    if (outgoing.destroyed || incoming.socket.destroyed) abort();
    try {
      const request = requestOf(incoming, controller.signal);
      const response = request ? await proxy(request) : elsewhere();
      if (!next || !isUnmatched(response))
        return await write(response, outgoing, controller.signal);
    } catch (error) {
      if (!next)
        return await write(failed(), outgoing, controller.signal).catch(() => outgoing.destroy());
      problem = [error];
    } finally {
      outgoing.off("close", abort);
      unwatch();
    }
    // Out of the reach of catch: what throws in there is not this handler's.
    next(...problem);
  };
}

/**
 * What is to be told when a connection breaks; one listener for all its requests, of which a page may send many at once.
 * @type {WeakMap<object, Set<() => void>>}
 */
const watched = new WeakMap();

/**
 * Tells of the end of a request's connection: a response that waits for the one before it emits no `close` then.
 * @param {Incoming["socket"]} socket
 * @param {() => void} abort
 */
function watch(socket, abort) {
  let aborts = watched.get(socket);
  if (!aborts) {
    const all = new Set();
    aborts = all;
    watched.set(socket, all);
    // What adapters put in the place of a socket may emit nothing.
    socket.on?.("close", () => {
      for (const one of all) one();
    });
  }
  aborts.add(abort);
  return () => aborts.delete(abort);
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
  const method = incoming.method ?? "GET";
  return new Request(url, { method: METHOD.test(method) ? method : NEVER, headers, signal });
}

/** What a Request's method may be. */
const METHOD = /^(?!(?:TRACE|TRACK|CONNECT)$)[\w!#$%&'*+.^`|~-]+$/i;

/** Stands for any other: nobody answers it, so below the proxy's path it is refused, and elsewhere passed on, as it should be. */
const NEVER = "UNSUPPORTED";

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
 * It rejects where nothing could be sent, not even the head.
 * @param {Response} response
 * @param {Outgoing} outgoing
 * @param {AbortSignal} gone aborted when nobody reads any more
 */
async function write(response, outgoing, gone) {
  if (outgoing.headersSent || gone.aborted) return void discard(response);
  const headers = headersOf(response);
  const reader = response.body?.getReader();
  // A body that stalls is not waited for once its reader has left.
  const leave = () => void reader?.cancel().catch(() => {});
  gone.addEventListener("abort", leave);
  try {
    outgoing.statusCode = response.status;
    for (const [name, value] of headers) outgoing.setHeader(name, value);
    while (reader) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!outgoing.write(value)) await drained(outgoing, gone);
      if (gone.aborted) return;
    }
    outgoing.end();
  } catch (error) {
    leave();
    // What has been sent cannot be taken back.
    if (outgoing.headersSent || gone.aborted) return void outgoing.destroy();
    for (const [name] of headers) outgoing.removeHeader(name);
    throw error;
  } finally {
    gone.removeEventListener("abort", leave);
  }
}

/**
 * The headers as Node takes them: each cookie is one of its own.
 * @param {Response} response
 * @returns {[name: string, value: string | string[]][]}
 */
function headersOf(response) {
  const { headers } = response;
  const dropped = ["set-cookie", ...framingOf(response)];
  const cookies = headers.getSetCookie?.() ?? [headers.get("set-cookie") ?? []].flat();
  const others = [...headers].filter(([name]) => !dropped.includes(name));
  return cookies.length > 0 ? [...others, ["set-cookie", cookies]] : others;
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
