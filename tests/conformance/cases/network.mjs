// Connections that fail: refused, reset, closed early or half-way, and names nobody knows.

/** A client whose first attempts meet a fault and whose later ones are answered, without a wait on the wall clock. */
const once = (t, maxRetries = 0) => t.client({ maxRetries });

function faulty(what, fault) {
  return {
    name: `a connection ${what} is a PulseConnectionError with the cause`,
    line: ["Retried", "error classes"],
    async run(t) {
      const jobId = await t.emulator.faulty(fault);
      const error = await t.rejects(once(t).cancelJob(jobId), t.pulse.PulseConnectionError, {
        attempts: 1,
        statusCode: undefined,
        body: undefined,
      });
      t.ok(error.cause instanceof Error, "cause");
      t.ok(error.message.length > 20, "a readable message");
    },
  };
}

const big = JSON.stringify({ job_id: "j", message: "m".repeat(100_000) });

export default [
  faulty("closed before the headers", { cut: "before-headers" }),
  faulty("reset before the headers", { cut: "before-headers", reset: true }),
  faulty("closed in mid-body", { status: 200, cut: "mid-body", body: big }),
  faulty("reset in mid-body", { status: 200, cut: "mid-body", reset: true, body: big }),
  faulty("closed in mid-body of a chunked answer", {
    status: 200,
    cut: "mid-body",
    contentLength: false,
    body: big,
  }),
  {
    name: "a refused connection is a PulseConnectionError with the cause",
    line: ["Retried", "error classes"],
    async run(t) {
      const client = t.client({ baseUrl: t.runtime.closedUrl, maxRetries: 0 });
      const error = await t.rejects(client.cancelJob("j"), t.pulse.PulseConnectionError, {
        attempts: 1,
      });
      t.ok(error.cause instanceof Error, "cause");
    },
  },
  {
    name: "a host name that nobody knows is a PulseConnectionError with the cause",
    line: ["Retried", "error classes"],
    async run(t) {
      const client = t.client({ baseUrl: "https://pulse-wasm.invalid", maxRetries: 0 });
      const error = await t.rejects(client.cancelJob("j"), t.pulse.PulseConnectionError, {
        attempts: 1,
      });
      t.ok(error.cause instanceof Error, "cause");
    },
  },
  {
    name: "a job is cancelled although the first connection was cut, over real sockets",
    line: ["Retried", "SDK: network"],
    async run(t) {
      const jobId = await t.emulator.job();
      await t.emulator.fault(jobId, { cut: "before-headers", reset: true });
      t.equal((await once(t, 2).cancelJob(jobId)).job_id, jobId);
      t.between((await t.emulator.requests(jobId)).length, 2, 3, "requests");
    },
  },
  {
    name: "a job is cancelled although the first answer's body was cut short, over real sockets",
    line: ["Retried", "SDK: network"],
    async run(t) {
      const jobId = await t.emulator.job();
      await t.emulator.fault(jobId, { apply: true, status: 200, cut: "mid-body", body: big });
      t.equal(await once(t, 1).cancelJob(jobId), {
        job_id: jobId,
        message: "Job cancelled successfully",
      });
      t.equal((await t.emulator.requests(jobId)).length, 2);
    },
  },
  {
    name: "a body cut short of an error status is a connection error too, not half an answer",
    line: ["Retried"],
    async run(t) {
      const jobId = await t.emulator.faulty({ status: 404, cut: "mid-body", body: big });
      await t.rejects(once(t).cancelJob(jobId), t.pulse.PulseConnectionError, { attempts: 1 });
    },
  },
  {
    name: "a 429 whose body was cut short is retried, and nothing hangs",
    line: ["Retried"],
    async run(t) {
      const jobId = await t.emulator.faulty({
        status: 429,
        headers: { "retry-after": "0" },
        cut: "mid-body",
        body: big,
      });
      await t.rejects(once(t).cancelJob(jobId), t.pulse.PulseConnectionError, { attempts: 1 });
    },
  },
];
