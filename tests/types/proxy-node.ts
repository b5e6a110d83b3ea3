// With Node's types: the handler is one of node:http's and of http2's, and of what is built on them.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createProxy, toNodeHandler } from "pulse-wasm/proxy";

const proxy = createProxy({ apiKey: "key", authorize: () => true });
const handle = toNodeHandler(proxy);
createServer(handle);
createHttp2Server(handle);
createServer((request, response) => handle(request, response, () => response.end()));
toNodeHandler(async (request) => proxy(request));
/** As Express and Connect type theirs. */
export const middleware: (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown = handle;
// @ts-expect-error a Request is not Node's
handle(new Request("https://app.example"));
