// What counts as success, and what of a 2xx is an error.

const MIB = 1024 * 1024;

/** A 200 of a real server with this body, asked for by the package. */
function spoilt(name, fault, body) {
  return {
    name: `a 2xx ${name} is a PulseError with the status and the body's text`,
    line: ["Success", "body", "SDK: bad 2xx"],
    async run(t) {
      const jobId = await t.emulator.faulty({ status: 200, ...fault });
      const error = await t.rejects(t.client().cancelJob(jobId), t.pulse.PulseError, {
        statusCode: fault.status ?? 200,
        body: body.replace('"job_id":"j"', `"job_id":"${jobId}"`),
        attempts: 1,
      });
      t.equal(error.rawResponse.status, fault.status ?? 200);
      t.equal((await t.emulator.requests(jobId)).length, 1);
    },
  };
}

const text = (body) => [{ body }, body];

const html = "<!doctype html><title>Welcome</title>";

/** The id of a job whose answer is far longer than a client reads. */
const endless = (t) =>
  t.emulator.faulty({
    status: 200,
    bodyPrefix: '{"job_id":"j","message":"',
    bodyBytes: 300_000_000,
    bodySuffix: '"}',
  });

export default [
  spoilt("that is empty", ...text("")),
  spoilt("of null", ...text("null")),
  spoilt("of an array", ...text("[]")),
  spoilt("of a string", ...text('"ok"')),
  spoilt("of a number", ...text("7")),
  spoilt("of HTML", ...text(html)),
  spoilt("that is truncated JSON", ...text('{"job_id":"j","message":"Job can')),
  spoilt("without the message", ...text('{"job_id":"j"}')),
  spoilt("without the job_id", ...text('{"message":"m"}')),
  spoilt("whose fields have other types", ...text('{"job_id":7,"message":{}}')),
  spoilt("whose fields are null", ...text('{"job_id":null,"message":null}')),
  spoilt("of status 204", { status: 204, body: "" }, ""),
  {
    name: "a getJob that lacks status or created_at is an error, and extra fields don't mend it",
    line: ["Success"],
    async run(t) {
      for (const body of [
        '{"job_id":"j","created_at":"x","message":"m"}',
        '{"job_id":"j","status":"pending","message":"m"}',
        '{"status":"pending","created_at":"x"}',
      ]) {
        const jobId = await t.emulator.faulty({ status: 200, body });
        await t.rejects(t.client().jobs.getJob({ jobId }), t.pulse.PulseError, {
          statusCode: 200,
          body: body.replace('"j"', `"${jobId}"`),
        });
      }
    },
  },
  {
    name: "any 2xx with the required fields is success",
    line: ["Success"],
    async run(t) {
      for (const status of [200, 201, 202, 206, 299]) {
        const body = { job_id: "j", message: "" };
        const jobId = await t.emulator.faulty({ status, body: JSON.stringify(body) });
        t.equal(await t.client().cancelJob(jobId), { ...body, job_id: jobId });
      }
    },
  },
  {
    name: "a byte order mark before the JSON does no harm",
    line: ["Success"],
    async run(t) {
      const body = '\ufeff{"job_id":"j","message":"m"}';
      const jobId = await t.emulator.faulty({ status: 200, body });
      t.equal(await t.client().cancelJob(jobId), { job_id: jobId, message: "m" });
      const foreign = t.over(t.stubFetch(t.reply(200, body)));
      t.equal(await foreign.cancelJob("j"), { job_id: "j", message: "m" });
    },
  },
  {
    name: "the content-type does not matter, the body does",
    line: ["Success"],
    async run(t) {
      const jobId = await t.emulator.faulty({
        status: 200,
        headers: { "content-type": "text/plain" },
        body: '{"job_id":"j","message":"m"}',
      });
      t.equal((await t.client().cancelJob(jobId)).message, "m");
    },
  },
  {
    name: "a character that is torn between two chunks of the body arrives whole",
    line: ["Success"],
    async run(t) {
      // An odd number of bytes around four-byte characters: the server's half falls into one of them.
      for (const pad of ["", "x", "xx", "xxx"]) {
        const message = `${pad}${"😀".repeat(999)}`;
        const jobId = await t.emulator.faulty({
          status: 200,
          body: JSON.stringify({ job_id: "j", message }),
          bodyDelayMs: 20,
        });
        t.ok((await t.client().cancelJob(jobId)).message === message, `with ${pad.length} before`);
      }
    },
  },
  {
    name: "a success of 50 MB resolves",
    line: ["Success", "64 MiB"],
    // It keeps the event loop busy, which would make others late.
    alone: true,
    async run(t) {
      const jobId = await t.emulator.faulty({
        status: 200,
        bodyPrefix: '{"job_id":"j","status":"completed","created_at":"c","result":{"text":"',
        bodyBytes: 50_000_000,
        bodySuffix: '"}}',
      });
      const job = await t.client().jobs.getJob({ jobId });
      t.equal(job.result.text.length, 50_000_000);
    },
  },
  {
    name: "a body past 64 MiB is cut off with an error, and is not retried",
    line: ["64 MiB"],
    // It keeps the event loop busy, which would make others late.
    alone: true,
    async run(t) {
      const jobId = await endless(t);
      const error = await t.rejects(t.client().cancelJob(jobId), t.pulse.PulseError, {
        message: /64 MiB/,
        attempts: 1,
      });
      t.equal(error.body, undefined);
      t.equal((await t.emulator.requests(jobId)).length, 1);
    },
  },
  {
    name: "the rest of a body past 64 MiB is not fetched",
    line: ["64 MiB"],
    // It keeps the event loop busy, which would make others late.
    alone: true,
    async run(t) {
      const jobId = await endless(t);
      await t.rejects(t.client().cancelJob(jobId), t.pulse.PulseError, { message: /64 MiB/ });
      const [request] = await t.emulator.until(jobId, ([first]) => first?.doneMs != null);
      t.equal(request.aborted, true, "the rest of the body was not fetched");
    },
  },
  {
    name: "a body of exactly 64 MiB is still read, and one byte more is not",
    line: ["64 MiB"],
    // It keeps the event loop busy, which would make others late.
    alone: true,
    async run(t) {
      const prefix = '{"status":"s","created_at":"c","job_id":"fits","message":"';
      const fits = 64 * MIB - prefix.length - 2;
      const chunk = new TextEncoder().encode("x".repeat(MIB));
      const body = (filler) => {
        let left = filler;
        const pieces = [new TextEncoder().encode(prefix)];
        return new ReadableStream({
          pull(controller) {
            if (pieces.length > 0) return controller.enqueue(pieces.pop());
            if (left <= 0) {
              controller.enqueue(new TextEncoder().encode('"}'));
              return controller.close();
            }
            controller.enqueue(chunk.subarray(0, Math.min(left, MIB)));
            left -= MIB;
          },
        });
      };
      const client = t.over(
        async (url) => new Response(body(url.endsWith("fits") ? fits : fits + 1)),
      );
      const asked = (jobId) => client.jobs.getJob({ jobId });
      t.equal((await asked("fits")).message.length, fits);
      await t.rejects(asked("not"), t.pulse.PulseError, {
        message: /64 MiB/,
        statusCode: 200,
      });
    },
  },
];
