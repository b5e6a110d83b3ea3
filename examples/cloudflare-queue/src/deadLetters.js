// What could not be cancelled, kept for a month by job: refused for good, or tried as often as the queue tries.
const MONTH = 30 * 24 * 3_600;

export async function keepDeadLetters(batch, env) {
  const options = { expirationTtl: MONTH };
  for (const { body, timestamp } of batch.messages) {
    const error = body.error ?? "every try failed";
    const letter = { error: error.slice(0, 500), at: timestamp.toISOString() };
    await env.DEAD_LETTERS.put(body.jobId, "", { ...options, metadata: letter });
  }
}

/** The first thousand. */
export async function listDeadLetters(env) {
  const { keys, list_complete } = await env.DEAD_LETTERS.list();
  const letters = keys.map(({ name, metadata }) => ({ jobId: name, ...metadata }));
  return { letters, complete: list_complete };
}
