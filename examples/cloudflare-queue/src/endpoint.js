// POST /jobs takes `{ "jobIds": [...] }`, up to 10,000 of them; GET /dead-letters lists what could not be cancelled.
import { listDeadLetters } from "./deadLetters.js";
import { isJobId, put } from "./messages.js";

const MOST = 10_000;

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
  // Where it fails, the caller sends all again: cancelling twice does no harm.
  await put(
    env.JOBS,
    jobIds.map((jobId) => ({ jobId })),
  );
  return Response.json({ queued: jobIds.length }, { status: 202 });
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
