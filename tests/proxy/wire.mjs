// Requests and servers by hand, over sockets: what fetch would not send, and an API of prepared answers.
import { once } from "node:events";
import { createServer, request as send } from "node:http";
import { connect } from "node:net";

/** How long a server may be silent: one that builds at the first request takes its time. */
const PATIENCE = 30_000;

/** What a page's own request has, as browsers send it over https and to this machine. */
export const OWN = { "sec-fetch-site": "same-origin" };

export async function listen(handler) {
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return {
    server,
    port,
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As the API answers where nothing is wrong. */
export const state = (jobId) => ({ job_id: jobId, status: "pending", created_at: "2026-01-01" });
export const cancelled = (jobId) => ({ job_id: jobId, message: "Job cancelled successfully" });

export const json = (response, status, body, headers = {}) =>
  response
    .writeHead(status, { "content-type": "application/json", ...headers })
    .end(JSON.stringify(body));

/** A request and its whole response, over a connection of its own where there is no agent. */
export function exchange(
  { port, host },
  { method = "GET", path, headers = {}, body, signal, agent = false },
) {
  return new Promise((resolve, reject) => {
    const options = { port, host: "127.0.0.1", method, path, signal, setHost: false, agent };
    // Node frames the body of a DELETE by itself only where it is told how long it is.
    const framed = body === undefined ? {} : { "content-length": body.length };
    const request = send(
      { ...options, headers: { host, ...framed, ...headers } },
      async (response) => {
        try {
          let text = "";
          for await (const chunk of response.setEncoding("utf8")) text += chunk;
          resolve(new Answer(response.statusCode, response.headers, text));
        } catch (error) {
          reject(error);
        }
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

class Answer {
  constructor(status, headers, text) {
    Object.assign(this, { status, headers, text });
  }

  get json() {
    return JSON.parse(this.text);
  }

  /** The code of an error in the API's shape. */
  get code() {
    return this.json.error.code;
  }
}

/**
 * Sends bytes as they are, and returns all that comes back until the connection is closed, or what came until `isAll` says that it is
 * all: some servers keep the connection open whatever they are asked.
 */
export async function raw({ port }, text, isAll = () => false) {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(text);
  let said = "";
  socket.setTimeout(PATIENCE, () => socket.destroy());
  socket.setEncoding("latin1").on("data", (data) => {
    said += data;
    if (isAll(said)) socket.destroy();
  });
  await once(socket, "close");
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1]);
  return { status, said };
}

/** Whether that begins with a whole head of a response. */
export const hasHead = (said) => said.includes("\r\n\r\n");

/** Resolves when a condition holds, looked at often; a test that waits in vain is ended by its own limit. */
export async function until(holds) {
  while (!holds()) await new Promise((wake) => setTimeout(wake, 5));
}
