// The hostile server: a path's first part says what is sent, on the raw socket. It serves the page of the trial too.
import { createServer } from "node:net";
import { ATTACKS, cors, good, resetAfter, resets } from "./attacks.mjs";

const names = Object.keys(ATTACKS);
const PREFLIGHT = `HTTP/1.1 204 No Content\r\n${cors}access-control-allow-headers: *\r\naccess-control-allow-methods: *\r\nconnection: close\r\n\r\n`;

/**
 * Serves on a free port of 127.0.0.1: `/attack-N/job/ID`, `/reset-N/job/ID`, `/good/job/ID`, and `files`.
 * @param {Record<string, { type: string, body: string }>} files
 */
export async function hostile(files = {}) {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    // A client that has had enough resets the connection, as it should.
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    let request = "";
    socket.on("data", (bytes) => {
      request += bytes.toString("latin1");
      if (!request.includes("\r\n\r\n")) return;
      const [method, path] = request.split(" ", 2);
      request = "";
      answer(socket, method, path);
    });
  });

  function answer(socket, method, path) {
    const file = files[path.split("?")[0]];
    if (file) {
      const length = Buffer.byteLength(file.body);
      socket.end(
        `HTTP/1.1 200 OK\r\ncontent-type: ${file.type}\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${file.body}`,
      );
      return;
    }
    const [, what, , id] = path.split("?")[0].split("/");
    if (method === "OPTIONS") socket.end(PREFLIGHT);
    else if (what === "good") socket.end(good(id));
    else if (what.startsWith("reset-")) resetAfter(socket, id, Number(what.slice(6)));
    else if (what.startsWith("attack-")) ATTACKS[names[what.slice(7)]].send(socket, id);
    else socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  }

  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** What the trial needs to know of the attacks, where they cannot be imported. */
    list: names.map((name, index) => ({
      name,
      path: `attack-${index}`,
      method: ATTACKS[name].method ?? "DELETE",
      ends: ATTACKS[name].ends,
    })),
    resets: resets("j"),
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(done));
    },
  };
}
