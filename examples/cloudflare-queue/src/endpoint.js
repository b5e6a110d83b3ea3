// POST /jobs takes `{ "jobIds": [...] }`, up to 10,000 of them; GET /dead-letters lists what could not be cancelled.
import { listDeadLetters } from "./deadLetters.js";

const MOST = 10_000;
/** As many messages as a queue takes at once, and as many bytes, with room for what is sent along with each. */
const CHUNK = 100;
const CHUNK_BYTES = 200_000;

export async function answer(request, env) {
  if (!(await isAllowed(request, env))) return refuse(401, "a valid token is needed");
  const { pathname } = new URL(request.url);
  const route = `${request.method} ${pathname}`;
  if (route === "POST /jobs") return enqueue(request, env);
  if (route === "GET /dead-letters") return Response.json(await listDeadLetters(env));
  return refuse(404, "there is POST /jobs and GET /dead-letters");
}

async function enqueue(request, env) {
  const given = await request.json().catch(() => undefined);
  if (!Array.isArray(given?.jobIds)) return refuse(400, 'the body is { "jobIds": [...] }');
  const jobIds = [...new Set(given.jobIds)];
  if (jobIds.length > MOST) return refuse(413, `no more than ${MOST} ids`);
  if (!jobIds.every((id) => isJobId(id, env))) return refuse(400, "one of the ids is none");
  const sent = chunks(jobIds).map((chunk) =>
    env.JOBS.sendBatch(chunk.map((jobId) => ({ body: { jobId } }))),
  );
  // Where one fails, the caller sends all again: cancelling twice does no harm.
  await Promise.all(sent);
  return Response.json({ queued: jobIds.length }, { status: 202 });
}

/** What the client takes as an id. The key is none: it would be kept as a dead letter. */
const isJobId = (id, { PULSE_API_KEY }) =>
  typeof id === "string" &&
  id.isWellFormed() &&
  /^(?!\.{1,2}$).{1,1024}$/su.test(id) &&
  id !== PULSE_API_KEY;

function chunks(jobIds) {
  const all = [];
  let room = 0;
  for (const jobId of jobIds) {
    const size = new TextEncoder().encode(JSON.stringify({ jobId })).length;
    if (room < size || all.at(-1).length === CHUNK) {
      all.push([]);
      room = CHUNK_BYTES;
    }
    all.at(-1).push(jobId);
    room -= size;
  }
  return all;
}

async function isAllowed(request, env) {
  if (!env.ENDPOINT_TOKEN) return false;
  const given = request.headers.get("authorization") ?? "";
  // Hashed, since only what has one length can be compared without telling by the time it takes.
  const [one, other] = await Promise.all([digest(given), digest(`Bearer ${env.ENDPOINT_TOKEN}`)]);
  return crypto.subtle.timingSafeEqual(one, other);
}

const digest = (text) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));

const refuse = (status, message) => Response.json({ error: { message } }, { status });
