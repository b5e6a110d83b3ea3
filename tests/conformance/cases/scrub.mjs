// What an error shows of the key and of headers where the server's answer, or what was thrown, is of an awkward shape.

/** Another call of the client, pending for as long as `work` takes; it must go on. */
async function beside(t, client, work) {
  const controller = new AbortController();
  const bystander = client.cancelJob("hangs", { abortSignal: controller.signal });
  bystander.catch(() => {});
  await t.turn();
  try {
    await work();
  } finally {
    controller.abort();
  }
  await t.rejects(bystander, t.pulse.PulseAbortError);
}

/** A fetch that answers with `answer`, but to the bystander never. */
const fetchOf = (t, answer) =>
  t.stubFetch((url, init) => (url.endsWith("/hangs") ? t.pending(init) : answer()));

/** Whether a text that holds `part` stands anywhere in `value`, however deep it is nested. */
function holds(value, part) {
  const left = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (String(Object(one) === one ? "" : one).includes(part)) return true;
    if (Object(one) !== one) continue;
    for (const [name, held] of Object.entries(one)) {
      if (name.includes(part)) return true;
      left.push(held);
    }
  }
  return false;
}

/** Beyond what a recursion of any engine reaches. */
const DEPTHS = [20_000, 100_000];

const deep = (depth, inner, [open, close]) => open.repeat(depth) + inner + close.repeat(depth);

/** Whether this engine's JSON reads so deep; where it does not, the body is a text. */
function reads(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export default [
  {
    name: "details that hold the key as a number, as a name or in a list reject with their own error, scrubbed",
    line: ["Key scrubbed", "Panic"],
    alone: true,
    async run(t) {
      const key = "123456";
      const texts = { list: [key, [`a${key}b`]], [`x-${key}`]: { [key]: key } };
      for (const details of [
        { org: 123456 },
        123456,
        [123456, 1234567.5],
        { org: 123456, ...texts },
        texts,
        key,
        null,
        true,
      ]) {
        const body = { error: { code: "JOB_001", message: "no such job", details } };
        const client = t.over(
          fetchOf(t, () => t.reply(404, body)),
          { apiKey: key, maxRetries: 0 },
        );
        await beside(t, client, async () => {
          const error = await t.rejects(client.cancelJob("j"), t.pulse.NotFoundError, {
            statusCode: 404,
            code: "JOB_001",
            message: /no such job/,
            body,
          });
          for (const text of t.textsOf(error, ["body", "cause"])) t.lacks(text, key);
          t.equal("details" in error, details !== undefined);
          t.equal(error.details?.list, details?.list && ["[key]", ["a[key]b"]]);
        });
      }
    },
  },
  {
    name: "details nested 20,000 deep and deeper reject with their own error, and show no key",
    line: ["Key scrubbed", "Panic", "error fields"],
    alone: true,
    async run(t) {
      const all = DEPTHS.flatMap((depth) => [
        deep(depth, "", "[]"),
        deep(depth, `"${t.key}"`, "[]"),
        deep(depth, `"${t.key}"`, ['{"a":', "}"]),
      ]);
      for (const details of all) {
        const text = `{"error":{"code":"JOB_001","message":"no such job","details":${details}}}`;
        const client = t.over(
          fetchOf(t, () => t.reply(404, text)),
          { maxRetries: 0 },
        );
        await beside(t, client, async () => {
          const error = await t.rejects(client.cancelJob("j"), t.pulse.NotFoundError, {
            statusCode: 404,
            attempts: 1,
            code: reads(text) ? "JOB_001" : undefined,
          });
          t.ok(!holds(error.details, t.key), "the key in details");
          t.lacks(error.message, t.key);
        });
      }
    },
  },
  {
    name: "a success nested 20,000 deep and deeper resolves, and takes no other call down",
    line: ["Success", "Panic"],
    alone: true,
    async run(t) {
      for (const depth of DEPTHS) {
        const text = `{"job_id":"j","message":"m","more":${deep(depth, "", "[]")}}`;
        const client = t.over(
          fetchOf(t, () => t.reply(200, text)),
          { maxRetries: 0 },
        );
        await beside(t, client, async () => {
          if (reads(text)) t.equal((await client.cancelJob("j")).job_id, "j");
          else await t.rejects(client.cancelJob("j"), t.pulse.PulseError, { statusCode: 200 });
        });
      }
    },
  },
  {
    name: "a key that the cut of a long message falls into is scrubbed whole",
    line: ["Key scrubbed", "message"],
    async run(t) {
      const begin = t.key.slice(0, 4);
      const thrown = (text) => () => {
        throw new Error(text);
      };
      const answers = {
        "the server's message": (text) => () => t.reply(401, { error: { message: text } }),
        "the server's code": (text) => () => t.reply(401, { error: { code: text, message: "m" } }),
        "a body of text": (text) => () => t.reply(401, text),
        "what fetch threw": thrown,
      };
      for (const [what, answer] of Object.entries(answers)) {
        // From the key wholly before the cut, over each place within it, to wholly behind.
        for (let before = 300 - t.key.length - 1; before <= 301; before++) {
          const fetch = t.stubFetch(answer(`${"y".repeat(before)}${t.key} tail`));
          const error = await t
            .over(fetch, { maxRetries: 0 })
            .cancelJob("j")
            .catch((error) => error);
          t.ok(error instanceof t.pulse.PulseError, String(error));
          t.match(error.message, /yyyy/);
          t.lacks(error.message, begin, `${what}, ${before} characters before the key`);
        }
      }
      for (let before = 300 - t.key.length; before <= 300; before++) {
        const baseUrl = thrown("y".repeat(before) + t.key);
        const client = t.over(t.stubFetch(t.cancelled()), { baseUrl });
        const error = await t.rejects(client.cancelJob("j"), t.pulse.PulseError, { attempts: 0 });
        t.lacks(error.message, begin, `a supplier threw, ${before} characters before the key`);
      }
    },
  },
  {
    name: "printing or serialising an error shows no header of the answer, and no key in its statusText",
    line: ["Key scrubbed", "Key held", "error fields"],
    async run(t) {
      const headers = { "set-cookie": "sid=s3cret", "www-authenticate": `Key ${t.key}` };
      for (const make of [
        () => new Response("{}", { status: 401, statusText: `bad ${t.key}`, headers }),
        () => Object.assign(t.reply(401, "{}", headers), { statusText: `bad ${t.key}` }),
        () => ({
          status: 401,
          statusText: `bad ${t.key}`,
          headers: Object.assign(new Map(Object.entries(headers)), headers),
          text: async () => "{}",
        }),
      ]) {
        const error = await t.rejects(
          t.over(t.stubFetch(make)).cancelJob("j"),
          t.pulse.UnauthorizedError,
        );
        const descriptor = Object.getOwnPropertyDescriptor(error, "rawResponse");
        t.equal(descriptor.enumerable, false, "rawResponse is enumerable");
        t.equal([error.rawResponse.status, error.rawResponse.statusText], [401, "bad [key]"]);
        // Asked for by name, the answer's headers are there as received.
        t.equal(error.rawResponse.headers.get("www-authenticate"), headers["www-authenticate"]);
        for (const text of [JSON.stringify(error), JSON.stringify({ ...error }), String(error)]) {
          t.lacks(text, t.key);
          t.lacks(text, "s3cret");
        }
      }
    },
  },
];
