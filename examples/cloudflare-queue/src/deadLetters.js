// What could not be cancelled, kept for a month by job: refused for good, or tried as often as the queue tries.
const MONTH = 30 * 24 * 3_600;

/** An error's text as short as the store takes it: its metadata are a thousand bytes of JSON in all. */
function cut(text) {
  const isShort = (text) => new TextEncoder().encode(JSON.stringify(text)).length <= 800;
  while (!isShort(text)) text = text.slice(0, Math.floor(text.length * 0.8));
  return text;
}

export async function keepDeadLetters(batch, env) {
  const options = { expirationTtl: MONTH };
  for (const { body, timestamp } of batch.messages) {
    const error = body.error ?? "every try failed";
    const letter = { error: cut(error), at: timestamp.toISOString() };
    await env.DEAD_LETTERS.put(body.jobId, "", { ...options, metadata: letter });
  }
}

/** The first thousand. */
export async function listDeadLetters(env) {
  const { keys, list_complete } = await env.DEAD_LETTERS.list();
  const letters = keys.map(({ name, metadata }) => ({ jobId: name, ...metadata }));
  return { letters, complete: list_complete };
}
