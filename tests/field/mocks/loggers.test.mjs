// Loggers as people hand them over: pino and winston, each of whose lines must tell which job it is about.
import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import pino from "pino";
import { PulseClient } from "pulse-wasm";
import winston from "winston";
import { accepted, BASE_URL, network } from "./shared/stub.cjs";

const gone = () => ({
  status: 404,
  headers: new Headers(),
  text: async () => JSON.stringify({ error: { code: "JOB_001", message: "Job not found" } }),
});

/** A stream that keeps each line, as JSON. */
function kept() {
  const lines = [];
  const stream = new Writable({
    write(chunk, _, done) {
      for (const line of `${chunk}`.trim().split("\n")) lines.push(JSON.parse(line));
      done();
    },
  });
  return { lines, stream };
}

async function lines(logging, ...answers) {
  const { fetch } = network(...answers);
  const client = new PulseClient({ apiKey: "s3cret-key", baseUrl: BASE_URL, fetch, logging });
  await client.cancelJob("job-111-aaa").catch(() => {});
}

const LOGGERS = {
  pino: (stream, level) => [pino({ level }, stream), ({ msg }) => msg],
  winston: (stream, level) => [
    winston.createLogger({
      level,
      format: winston.format.json(),
      transports: [new winston.transports.Stream({ stream })],
    }),
    ({ message }) => message,
  ],
};

for (const [name, make] of Object.entries(LOGGERS)) {
  test(`${name}, given as it is: each line's text has method, job and status`, async () => {
    const { lines: written, stream } = kept();
    const [logger, text] = make(stream, "debug");
    await lines(logger, accepted);
    assert.ok(written.length > 0, "nothing was logged");
    for (const line of written) assert.match(text(line), /job-111-aaa/);
    assert.match(written.map(text).join("\n"), /DELETE/);
    assert.match(written.map(text).join("\n"), /200/);
    assert.ok(!JSON.stringify(written).includes("s3cret-key"));
  });

  test(`${name}, in { level, logger }: a failure's line names its job`, async () => {
    const { lines: written, stream } = kept();
    const [logger, text] = make(stream, "debug");
    await lines({ level: "debug", logger, silent: false }, gone);
    const failed = written.map(text).filter((line) => /404/.test(line));
    assert.ok(failed.length > 0, `no line has the status: ${written.map(text).join("; ")}`);
    for (const line of failed) assert.match(line, /job-111-aaa/);
  });
}
