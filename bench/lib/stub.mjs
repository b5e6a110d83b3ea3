// The stub in the network's place, in Node and in a page, and what a subject over it is made with.
export const ID = "abc123-def456-ghi789";
export const KEY = "test-key";
const BODY = `{"job_id":"${ID}","message":"Job cancelled successfully"}`;

/** A fresh Response for each call, as a server would send it. */
const fetch = async () => new Response(BODY, { headers: { "content-type": "application/json" } });

const OPTIONS = { fetch, baseUrl: "https://api.example.test", key: KEY };

/** A subject's function that cancels a job, over the stub; it has been seen to do so. */
export async function overStub(name, make) {
  const call = make(OPTIONS);
  const answer = await call(ID);
  if (answer.job_id !== ID) throw new Error(`${name} says ${JSON.stringify(answer)}`);
  return call;
}

/** Microseconds on the clock per call of some calls in a row. */
export async function time(call, calls) {
  const begun = performance.now();
  for (let count = 0; count < calls; count++) await call(ID);
  return ((performance.now() - begun) * 1_000) / calls;
}
