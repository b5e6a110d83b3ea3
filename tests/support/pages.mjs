// A server for pages: folders, a test's own pages, and the headers it asks for; on a free port.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".cjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

/**
 * @param {string} folder what is served at /
 * @param {Record<string, { body: string, headers?: Record<string, string> }>} made pages by their path
 * @param {(path: string, body: unknown) => Promise<unknown>} [take] what answers a POST of JSON, by JSON
 */
export async function pages(folder, made = {}, take = undefined) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    if (take && request.method === "POST") {
      answer(request, response, (body) => take(path, body));
      return;
    }
    if (made[path]) {
      const { body, headers = {} } = made[path];
      const type = TYPES[extname(path)] ?? TYPES[".html"];
      response.writeHead(200, { "content-type": type, ...headers }).end(body);
      return;
    }
    let file = join(folder, normalize(path));
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    if (!existsSync(file)) {
      // Browsers request an icon by themselves; a 404 for it would look like an error of the page.
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request, response, work) {
  try {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const value = await work(JSON.parse(body));
    response.writeHead(200, { "content-type": TYPES[".json"] }).end(JSON.stringify(value));
  } catch (error) {
    response.writeHead(500).end(String(error?.stack ?? error));
  }
}
