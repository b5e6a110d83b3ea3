// What could not be cancelled, kept for a month by job: refused for good, or tried as often as the queue tries.
import { nameOfMessage, problemOf } from "./messages.js";

const MONTH = 30 * 24 * 3_600;

/** As many bytes as a name may have in the store. */
const LONGEST_NAME = 512;

/** An error's text as short as the store takes it: its metadata are a thousand bytes of JSON in all. */
function cut(text) {
  const isShort = (text) => new TextEncoder().encode(JSON.stringify(text)).length <= 800;
  while (!isShort(text)) text = text.slice(0, Math.floor(text.length * 0.8));
  return text;
}

export async function keepDeadLetters(batch, env) {
  const options = { expirationTtl: MONTH };
  for (const message of batch.messages) {
    const problem = problemOf(message, env);
    const jobId = problem ? nameOfMessage(message) : message.body.jobId;
    const error = problem ?? message.body.error ?? "every try failed";
    const letter = { error: cut(error), at: message.timestamp.toISOString() };
    const name = await nameOf(jobId);
    const metadata = { ...letter, isLong: name !== jobId };
    await env.DEAD_LETTERS.put(name, jobId, { ...options, metadata });
  }
}

/** The id, or of one that is too long for a name, its hash. */
async function nameOf(jobId) {
  const bytes = new TextEncoder().encode(jobId);
  if (bytes.length <= LONGEST_NAME) return jobId;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256-${Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The first thousand. */
export async function listDeadLetters(env) {
  const { keys, list_complete } = await env.DEAD_LETTERS.list();
  const letters = await Promise.all(
    keys.map(async ({ name, metadata: { isLong, ...letter } }) => ({
      jobId: isLong ? await env.DEAD_LETTERS.get(name) : name,
      ...letter,
    })),
  );
  return { letters, complete: list_complete };
}
