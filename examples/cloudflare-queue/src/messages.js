// What the queue's messages hold, `{ jobId, tries? }`, and how they get into it. `tries` were made before it was put back.

/** As many messages as a queue takes at once, and as many bytes, with room for what is sent along with each. */
const CHUNK = 100;
const CHUNK_BYTES = 200_000;

/** What the client takes as an id. The key is none: it would be kept as a dead letter. */
export const isJobId = (id, env) =>
  typeof id === "string" &&
  id.isWellFormed() &&
  /^(?!\.{1,2}$).{1,1024}$/su.test(id) &&
  !isKey(id, env);

const isKey = (id, { PULSE_API_KEY }) => id.trim() === PULSE_API_KEY?.trim();

/** What is wrong with a message that names no job, which any program may have put there; nothing of its text, which may have the key. */
export function problemOf({ body }, env) {
  const id = body?.jobId;
  if (isJobId(id, env)) return undefined;
  return typeof id === "string" && isKey(id, env)
    ? "the API key in place of a job's id"
    : "no job's id";
}

/** What such a message is called. */
export const nameOfMessage = ({ id }) => `message ${id}`;

/** All at once, in as few batches as may be. */
export function put(queue, bodies, options) {
  const sent = chunks(bodies).map((chunk) =>
    queue.sendBatch(
      chunk.map((body) => ({ body })),
      options,
    ),
  );
  return Promise.all(sent);
}

function chunks(bodies) {
  const all = [];
  let room = 0;
  for (const body of bodies) {
    const size = new TextEncoder().encode(JSON.stringify(body)).length;
    if (room < size || all.at(-1).length === CHUNK) {
      all.push([]);
      room = CHUNK_BYTES;
    }
    all.at(-1).push(body);
    room -= size;
  }
  return all;
}
