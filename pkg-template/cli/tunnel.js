// A fetch through a proxy, for Node: its own has a proxy only from Node 24 on, and only if Node is told so when it starts.

/** @typedef {import("node:http").IncomingMessage} Message */
/** @typedef {import("node:http").RequestOptions} RequestOptions */
/** @typedef {(error: Error | null, socket?: import("node:net").Socket) => void} Done */

/** @param {URL} url */
const hostOf = ({ hostname }) => hostname.replace(/^\[(.*)\]$/, "$1");

/**
 * The header by which a proxy knows its user, from its URL.
 * @param {URL} proxy
 * @returns {Record<string, string>}
 */
function authorization({ username, password }) {
  if (!username && !password) return {};
  const pair = [username, password].map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { "proxy-authorization": `Basic ${Buffer.from(pair.join(":")).toString("base64")}` };
}

/**
 * As much of a Response as the client reads.
 * @param {Message} message
 * @param {string} url
 * @param {typeof import("node:stream").Readable} Readable
 */
function response(message, url, Readable) {
  const headers = new Headers();
  const { rawHeaders } = message;
  for (let at = 0; at < rawHeaders.length; at += 2)
    headers.append(rawHeaders[at], rawHeaders[at + 1]);
  const body = Readable.toWeb(message);
  return {
    status: message.statusCode,
    statusText: message.statusMessage ?? "",
    headers,
    url,
    redirected: false,
    type: "basic",
    body,
    text: () => new Response(/** @type {ReadableStream} */ (body)).text(),
  };
}

/**
 * Makes the fetch. `name` is the variable that names the proxy, for people.
 * @param {{ proxy: URL, name: string }} given
 * @returns {Promise<typeof fetch>}
 */
export async function fetchThrough({ proxy, name }) {
  // Loaded only here: without a proxy nothing of this is needed.
  const [http, https, { connect }, { Readable }] = await Promise.all([
    import("node:http"),
    import("node:https"),
    import("node:tls"),
    import("node:stream"),
  ]);
  const isSecure = proxy.protocol === "https:";
  const { request: ask, Agent } = isSecure ? https : http;
  const address = { host: hostOf(proxy), port: proxy.port || (isSecure ? 443 : 80) };
  const user = authorization(proxy);
  const what = `the proxy of ${name}`;
  /** @param {Error} cause */
  const unusable = (cause) => new Error(`${what} can't be used`, { cause });

  // For plain http the proxy itself is asked; for https each connection is one to the server, through the proxy.
  const toProxy = new Agent({ keepAlive: true });
  const tunnels = new https.Agent({ keepAlive: true });
  /**
   * @param {RequestOptions & { until: AbortSignal }} options
   * @param {Done} done
   */
  function tunnel(options, done) {
    const host = String(options.host);
    const path = `${host.includes(":") ? `[${host}]` : host}:${options.port}`;
    const asking = ask({
      ...address,
      method: "CONNECT",
      path,
      headers: { host: path, ...user },
      agent: false,
      // The agent does not pass on `signal`.
      signal: options.until,
    });
    asking.once("error", (cause) => done(unusable(cause)));
    asking.once("connect", ({ statusCode = 0 }, socket, rest) => {
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        return done(new Error(`${what} answered CONNECT with ${statusCode}`));
      }
      if (rest.length > 0) socket.unshift(rest);
      /** @type {import("node:tls").ConnectionOptions} */
      const over = /** @type {object} */ ({ ...options, socket, ALPNProtocols: ["http/1.1"] });
      done(null, connect(over));
    });
    asking.end();
  }
  Object.assign(tunnels, { createConnection: tunnel });

  /**
   * @param {string} url
   * @param {{ method: string, headers: Record<string, string>, signal: AbortSignal, cache?: string }} init
   * @returns {Promise<object>}
   */
  function send(url, init) {
    const { method, signal, cache } = init;
    const target = new URL(url);
    const headers = {
      ...init.headers,
      "accept-encoding": "identity",
      ...(cache === "no-store" && { "cache-control": "no-cache" }),
    };
    const [isTunnelled, until] = [target.protocol === "https:", { until: signal }];
    return new Promise((resolve, reject) => {
      const request = isTunnelled
        ? https.request(target, { method, headers, signal, agent: tunnels, ...until })
        : ask({
            ...address,
            method,
            path: target.href,
            headers: { ...headers, ...user, host: target.host },
            signal,
            agent: toProxy,
          });
      let isAnswered = false;
      request.once("response", (message) => {
        isAnswered = true;
        resolve(response(message, url, Readable));
      });
      request.on("error", (error) => {
        // A kept connection may have been closed just as it was used again.
        const isStale = request.reusedSocket && !isAnswered && !signal.aborted;
        if (isStale) resolve(send(url, init));
        else reject(isTunnelled ? error : unusable(error));
      });
      request.end();
    });
  }
  return /** @type {typeof fetch} */ (/** @type {unknown} */ (send));
}
