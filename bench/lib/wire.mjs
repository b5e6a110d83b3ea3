// One measurement over the wire, in Node and in a page: some jobs, a few at a time.

/** Microseconds of the whole for each call. */
export async function time(call, ids, atOnce) {
  const left = ids.values();
  const worker = async () => {
    for (const id of left) {
      const { job_id } = await call(id);
      if (job_id !== id) throw new Error(`asked to cancel ${id}, it cancelled ${job_id}`);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: atOnce }, worker));
  return ((performance.now() - begun) * 1_000) / ids.length;
}
