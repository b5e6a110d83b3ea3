// Ten thousand ids against servers that do not answer: one is not there, one stays silent, one accepts no connection.
import { once } from "node:events";
import { createServer } from "node:net";
import { Worker } from "node:worker_threads";

const IDS = 10_000;
const SECONDS = 20;
/** The client's defaults, except for the timeout. */
const CONCURRENCY = 8;
const STOP_AFTER = 20;
const ATTEMPTS = 3;
const TIMEOUT = 0.1;

async function listening() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

/** An address of loopback on which nobody listens. */
async function closed() {
  const { server, url } = await listening();
  server.close();
  await once(server, "close");
  return { url, end() {} };
}

/** Accepts every connection, reads what is sent, and never answers. */
async function silent() {
  const { server, url } = await listening();
  const sockets = new Set();
  let heard = 0;
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (bytes) => {
      heard += bytes.toString("latin1").split("DELETE /job/").length - 1;
    });
  });
  const end = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url, end, heard: () => heard };
}

/** Listens and accepts nothing: once its short queue is full, connecting is like connecting to an unreachable address. */
async function unaccepting() {
  const source = `
    const { parentPort } = require("node:worker_threads");
    const server = require("node:net").createServer();
    server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      // Its thread no longer handles any connection.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const worker = new Worker(source, { eval: true });
  const [port] = await once(worker, "message");
  return { url: `http://127.0.0.1:${port}`, end: () => worker.terminate() };
}

export async function deadServers({ PulseClient, check }) {
  const ids = Array.from({ length: IDS }, (_, number) => `job-${number}`);
  async function meet(name, start, error, options) {
    const server = await start();
    const client = new PulseClient({ apiKey: "test-key", baseUrl: server.url, ...options });
    const begun = performance.now();
    const { total, failed, failures, skipped, stoppedBy } = await client.jobs.cancelJobs(ids);
    const seconds = (performance.now() - begun) / 1_000;
    await server.end();
    // Jobs in flight when the last of the row failed end too.
    const most = STOP_AFTER + CONCURRENCY - 1;
    const heard = server.heard?.();
    check(
      `${IDS} ids and ${name} end in seconds, the rest skipped as unreachable`,
      seconds < SECONDS &&
        stoppedBy === "unreachable" &&
        total === IDS &&
        failed >= STOP_AFTER &&
        failed <= most &&
        failed + skipped === IDS &&
        failures.every((failure) => failure.error.name === error) &&
        (heard === undefined || (heard >= STOP_AFTER && heard <= most * ATTEMPTS)),
      `${seconds.toFixed(1)} s, ${failed} failed by ${error}${heard ? ` after ${heard} requests` : ""}, ${skipped} skipped as ${stoppedBy}`,
    );
  }
  const impatient = { timeoutInSeconds: TIMEOUT };
  const timedOut = `timeouts of ${TIMEOUT} s at`;
  // They spend nearly all their time waiting, so they run together.
  await Promise.all([
    meet("no server", closed, "PulseConnectionError", {}),
    meet(`${timedOut} a silent server`, silent, "PulseTimeoutError", impatient),
    meet(`${timedOut} one that takes no connection`, unaccepting, "PulseTimeoutError", impatient),
  ]);
}
