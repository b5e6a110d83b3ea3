// What a hostile server sends, by name: bytes on a raw socket after a whole request has come, and how a call may end then.
import { constants, createDeflateRaw } from "node:zlib";

export const cors = "access-control-allow-origin: *\r\n";
const head = (status, more = "") => `HTTP/1.1 ${status}\r\n${cors}connection: close\r\n${more}`;
const ok = (body, more = "") =>
  `${head("200 OK")}content-type: application/json\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const cancelled = (id) => JSON.stringify({ job_id: id, message: "Job cancelled successfully" });
const MEBIBYTE = 1024 * 1024;

/** The answer that is right. */
export const good = (id) => ok(cancelled(id));

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Writes as fast as the client reads, and no faster: a server's own memory is no part of the trial. */
async function write(socket, bytes) {
  if (socket.destroyed) return false;
  if (!socket.write(bytes))
    await new Promise((done) => {
      const go = () => {
        socket.off("drain", go).off("close", go);
        done();
      };
      socket.on("drain", go).on("close", go);
    });
  return !socket.destroyed;
}

async function repeat(socket, bytes, times = Infinity, pause = 0) {
  for (let i = 0; i < times; i += 1) {
    if (!(await write(socket, bytes))) return;
    if (pause > 0) await sleep(pause);
  }
  socket.end();
}

/** A mebibyte of spaces as a block of deflate that stands alone, so that it can be sent as often as one likes. */
const block = await new Promise((done, failed) => {
  const deflate = createDeflateRaw({ level: 9 });
  const parts = [];
  deflate.on("data", (part) => parts.push(part)).on("error", failed);
  deflate.write(Buffer.alloc(MEBIBYTE, " "));
  deflate.flush(constants.Z_FULL_FLUSH, () => done(Buffer.concat(parts)));
});
const GZIP = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** Ten gibibytes of what would be sent as ten mebibytes. */
const BLOCKS = 10 * 1024;

async function bomb(socket, status) {
  const length = GZIP.length + BLOCKS * block.length;
  socket.write(`${head(status)}content-encoding: gzip\r\ncontent-length: ${length}\r\n\r\n`);
  socket.write(GZIP);
  await repeat(socket, block, BLOCKS);
}

const LEVELS = 1_000_000;
const nested = (levels) => "[".repeat(levels) + "]".repeat(levels);

/** How a call may end: "resolved", or a class of error. */
const BROKEN = ["PulseConnectionError"];
const CUT_OFF = ["PulseConnectionError", "PulseTimeoutError"];
const JUDGED = ["resolved", "PulseError", "PulseConnectionError"];

/**
 * @type {Record<string, { method?: "GET", ends: string[], send: (socket: import("node:net").Socket, id: string) => unknown }>}
 */
export const ATTACKS = {
  "an answer of one byte at a time": {
    ends: ["resolved"],
    send: async (socket, id) => {
      socket.setNoDelay(true);
      for (const byte of Buffer.from(good(id))) {
        await write(socket, Buffer.from([byte]));
        await sleep(1);
      }
      socket.end();
    },
  },
  "headers of one byte at a time, without end": {
    ends: ["PulseTimeoutError"],
    send: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nx-more: ");
      return repeat(socket, "a", Infinity, 20);
    },
  },
  "a body of one byte at a time, without end": {
    ends: ["PulseTimeoutError"],
    send: (socket) => {
      socket.write(`${head("200 OK")}\r\n`);
      return repeat(socket, " ", Infinity, 20);
    },
  },
  "headers without end": {
    ends: CUT_OFF,
    send: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      return repeat(socket, `x-more: ${"a".repeat(1_000)}\r\n`.repeat(64));
    },
  },
  "one header without end": {
    ends: CUT_OFF,
    send: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nx-more: ");
      return repeat(socket, "a".repeat(65_536));
    },
  },
  "a status line without end": {
    ends: CUT_OFF,
    send: (socket) => repeat(socket, `HTTP/1.1 200 ${"O".repeat(65_536)}`),
  },
  "a body without end": {
    ends: ["PulseError"],
    send: (socket) => {
      socket.write(`${head("200 OK")}\r\n`);
      return repeat(socket, " ".repeat(65_536));
    },
  },
  "a body without end to GET": {
    method: "GET",
    ends: ["PulseError", "PulseTimeoutError"],
    send: (socket) => {
      socket.write(`${head("200 OK")}\r\n`);
      return repeat(socket, " ".repeat(65_536));
    },
  },
  "chunks of a byte without end": {
    ends: ["PulseError", "PulseTimeoutError"],
    send: (socket) => {
      socket.write(`${head("200 OK")}transfer-encoding: chunked\r\n\r\n`);
      return repeat(socket, "1\r\n \r\n".repeat(1_024));
    },
  },
  "10 GB that unzip from 10 MB": { ends: ["PulseError"], send: (socket) => bomb(socket, "200 OK") },
  "10 GB that unzip from 10 MB, to GET": {
    method: "GET",
    // 64 MiB of it may take longer than the timeout.
    ends: ["PulseError", "PulseTimeoutError"],
    send: (socket) => bomb(socket, "200 OK"),
  },
  "10 GB that unzip from 10 MB, of an error": {
    ends: ["NotFoundError"],
    send: (socket) => bomb(socket, "404 Not Found"),
  },
  "gzip that is none": {
    // Node 20's own fetch forgets now and then to say that it could not unzip.
    ends: CUT_OFF,
    send: (socket) =>
      socket.end(`${head("200 OK")}content-encoding: gzip\r\n\r\nnothing of the kind`),
  },
  "two lengths that differ": {
    ends: JUDGED,
    send: (socket, id) => socket.end(ok(cancelled(id), "content-length: 5\r\n")),
  },
  "a length beside chunks": {
    ends: JUDGED,
    send: (socket, id) => {
      const body = cancelled(id);
      const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
      socket.end(
        `${head("200 OK")}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n${chunks}`,
      );
    },
  },
  "a length that is more than comes": {
    ends: BROKEN,
    send: (socket, id) =>
      socket.end(`${head("200 OK")}content-length: 9000\r\n\r\n${cancelled(id)}`),
  },
  "a length that is less than comes": {
    ends: ["PulseError", "PulseConnectionError"],
    send: (socket, id) => socket.end(`${head("200 OK")}content-length: 9\r\n\r\n${cancelled(id)}`),
  },
  "a length below zero": {
    ends: JUDGED,
    send: (socket, id) => socket.end(`${head("200 OK")}content-length: -1\r\n\r\n${cancelled(id)}`),
  },
  "a length past every number": {
    ends: ["resolved", "PulseError", ...CUT_OFF],
    send: (socket, id) =>
      socket.end(`${head("200 OK")}content-length: ${"9".repeat(40)}\r\n\r\n${cancelled(id)}`),
  },
  "a chunk whose size is no number": {
    ends: BROKEN,
    send: (socket) => socket.end(`${head("200 OK")}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`),
  },
  "a chunk of 16 exbibytes": {
    ends: ["PulseError", ...CUT_OFF],
    send: (socket) =>
      socket.end(`${head("200 OK")}transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{}`),
  },
  "invalid UTF-8 in an answer": {
    ends: ["resolved"],
    send: (socket, id) => {
      const [start, end] = cancelled(id).split("Job");
      const body = Buffer.concat([
        Buffer.from(start),
        Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf5]),
        Buffer.from(end),
      ]);
      socket.write(`${head("200 OK")}content-length: ${body.length}\r\n\r\n`);
      socket.end(body);
    },
  },
  "invalid UTF-8 in an error": {
    ends: ["NotFoundError"],
    send: (socket) => {
      socket.write(`${head("404 Not Found")}\r\n`);
      socket.end(Buffer.concat([Buffer.from('{"error":{"message":"'), Buffer.alloc(999, 0xfe)]));
    },
  },
  "half a million levels of JSON": {
    ends: ["PulseError"],
    send: (socket) => socket.end(ok(nested(LEVELS / 2 - 100))),
  },
  "a million levels of JSON in a job": {
    method: "GET",
    // An engine whose parser recurses takes it for text, which is no job.
    ends: ["resolved", "PulseError"],
    send: (socket, id) =>
      socket.end(
        ok(`{"job_id":"${id}","status":"pending","created_at":"x","deep":${nested(LEVELS)}}`),
      ),
  },
  "half a million levels of JSON in an error": {
    ends: ["InternalServerError"],
    send: (socket) =>
      socket.end(
        `${head("500 Internal Server Error")}\r\n{"error":{"message":${nested(LEVELS / 2 - 100)}}}`,
      ),
  },
  "informational answers without end": {
    ends: CUT_OFF,
    send: (socket) => {
      // Chromium reads them without a pause and does nothing else meanwhile, in any page: so they end when the call has.
      setTimeout(() => socket.destroy(), 1_500);
      return repeat(socket, "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(500));
    },
  },
  "ten thousand informational answers, then one that is right": {
    ends: ["resolved", ...CUT_OFF],
    send: async (socket, id) => {
      await write(socket, "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(10_000));
      socket.end(good(id));
    },
  },
  "an upgrade that nobody asked for": {
    ends: ["PulseError", ...CUT_OFF],
    send: (socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n"),
  },
  "no HTTP": { ends: CUT_OFF, send: (socket) => socket.end(Buffer.alloc(4_096, 0x16)) },
  "a status of four digits": {
    ends: ["PulseError", ...CUT_OFF],
    send: (socket) => socket.end(`HTTP/1.1 2000 OK\r\n${cors}connection: close\r\n\r\n{}`),
  },
  "a line break within a header": {
    ends: ["PulseError", "resolved", ...CUT_OFF],
    send: (socket, id) => socket.end(ok(cancelled(id), "x-a: b\rx-c: d\r\nx-nul: \0\r\n")),
  },
  "a Retry-After of 60 KB": {
    ends: ["TooManyRequestsError", ...CUT_OFF],
    send: (socket) =>
      socket.end(`${head("429 Too Many")}retry-after: ${"9".repeat(60_000)}\r\n\r\n{}`),
  },
  silence: { ends: ["PulseTimeoutError"], send: () => {} },
  "an end without an answer": { ends: BROKEN, send: (socket) => socket.end() },
};

/** How many bytes of an answer there are to reset the connection after. */
export const resets = (id) => Buffer.byteLength(good(id));

/** The right answer up to a byte, and a reset. */
export const resetAfter = (socket, id, bytes) =>
  socket.write(Buffer.from(good(id)).subarray(0, bytes), () => socket.resetAndDestroy());
