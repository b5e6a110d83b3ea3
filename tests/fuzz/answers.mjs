// Answers of any status and body: success is judged again by a reading of our own, and no failure's words hold the key.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import { echoing, KEY } from "./texts.mjs";

const BY_STATUS = new Map([
  [400, "BadRequestError"],
  [401, "UnauthorizedError"],
  [403, "ForbiddenError"],
  [404, "NotFoundError"],
  [410, "GoneError"],
  [429, "TooManyRequestsError"],
]);
const ID = "Job-1";
const FIELDS = { DELETE: ["job_id", "message"], GET: ["job_id", "status", "created_at"] };

const value = fc.oneof(
  echoing,
  fc.constantFrom(ID, "job-1", "other", null, 1, {}, []),
  fc.array(echoing, { maxLength: 2 }),
  fc.jsonValue({ maxDepth: 2 }),
);
const object = fc
  .tuple(
    fc.record(
      {
        job_id: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(ID, "job-1", "JOB-1") }, value),
        message: value,
        status: value,
        created_at: value,
        detail: value,
        error: fc.oneof(value, fc.record({ message: value, code: value }, { requiredKeys: [] })),
      },
      { requiredKeys: [] },
    ),
    fc.dictionary(echoing, value, { maxKeys: 3 }),
  )
  .map(([known, more]) => ({ ...more, ...known }));
const json = fc.oneof({ weight: 4, arbitrary: object }, value).map((value) => {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "1";
  }
});
const body = fc.oneof(
  { weight: 5, arbitrary: json.map((text) => new TextEncoder().encode(text)) },
  { weight: 1, arbitrary: json.map((text) => new TextEncoder().encode(`\ufeff${text}`)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 1, arbitrary: echoing.map((text) => new TextEncoder().encode(text.repeat(40))) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 3_000 })
      .map((levels) => new TextEncoder().encode("[".repeat(levels) + "]".repeat(levels))),
  },
);
const header = fc.oneof(fc.constant(undefined), fc.constantFrom("1", "0.5", "soon", "1e9"));
const status = fc.oneof(
  fc.constantFrom(200, 200, 201, 400, 401, 403, 404, 410, 429, 500, 503),
  fc.integer({ min: 200, max: 599 }),
);

/** Node's own comparison ends in a full stack where JSON.parse does not. */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

const own = (data, name) =>
  data !== null && typeof data === "object" && Object.hasOwn(data, name) ? data[name] : undefined;

const mayHaveBody = (status) => ![204, 205, 304].includes(status);

/** Whether it is an answer about the job that was asked for, with the promised fields. */
function isSuccess(method, status, data) {
  if (status < 200 || status > 299 || Array.isArray(data)) return false;
  if (FIELDS[method].some((name) => typeof own(data, name) !== "string")) return false;
  const error = own(data, "error");
  if (method === "DELETE" && error !== null && typeof error === "object") return false;
  return data.job_id.toLowerCase() === ID.toLowerCase();
}

export function answers(pulse) {
  let answer;
  const newClient = () =>
    new pulse.PulseClient({
      apiKey: KEY,
      baseUrl: "https://h.test",
      maxRetries: 0,
      fetch: async () => {
        const { status, body, retryAfter } = answer;
        const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
        return new Response(mayHaveBody(status) ? body : null, { status, headers });
      },
    });
  let client = newClient();
  return {
    name: "answers",
    arbitrary: fc.record({ status, body, retryAfter: header, isGet: fc.boolean() }),
    async holds(given) {
      answer = given;
      const method = given.isGet ? "GET" : "DELETE";
      const text = mayHaveBody(given.status) ? new TextDecoder().decode(given.body) : "";
      let data = text;
      try {
        data = JSON.parse(text);
      } catch {
        // What is no JSON is its text.
      }
      const call = given.isGet ? client.jobs.getJob({ jobId: ID }) : client.cancelJob(ID);
      const [result, error] = await call.then(
        (result) => [result],
        (error) => [undefined, error],
      );
      // After a 429 the gate is closed for a while.
      if (given.status === 429) {
        client.free();
        client = newClient();
      }
      if (isSuccess(method, given.status, data)) {
        assert.deepEqual(result, data, String(error));
        return;
      }
      assert.ok(error instanceof pulse.PulseError, `it took ${text} for success`);
      assert.equal(error.statusCode, given.status);
      assert.equal(error.attempts, 1);
      // Of a 2xx that is no answer about the job it is the text.
      const isRead = text !== "" && Math.trunc(given.status / 100) !== 3;
      if (isRead) assert.ok(error.body === text || same(error.body, data));
      const expected =
        BY_STATUS.get(given.status) ?? (given.status >= 500 ? "InternalServerError" : "PulseError");
      assert.equal(error.name, expected);
      const { message, stack } = error;
      assert.match(message, /^[^\p{Cc}\u2028\u2029]+$/u, "it is one line");
      assert.ok(message.length < 1_000, `${message.length} characters`);
      for (const words of [message, stack, JSON.stringify(error), String(error)])
        assert.ok(!words.includes(KEY), `the key is in ${words}`);
      // What was received stays as it was; the rest of an error shows no key to an inspection either.
      const { body: _, cause: __, rawResponse: ___, details: ____, code: _____, ...rest } = error;
      assert.ok(!inspect(rest, { depth: 9, showHidden: true }).includes(KEY), "inspected");
    },
  };
}
