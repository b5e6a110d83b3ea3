// The measurement of bench/browser.mjs as it runs in the page.
import { interleave } from "./stats.mjs";

const ID = "abc123-def456-ghi789";
const BODY = `{"job_id":"${ID}","message":"Job cancelled successfully"}`;
const stub = async () => new Response(BODY, { headers: { "content-type": "application/json" } });

export async function run({ names, calls, rounds }) {
  const subjects = {};
  for (const name of names) {
    const { make } = await import(`/${name}.js`);
    subjects[name] = make({ fetch: stub, baseUrl: "https://api.example.test", key: "test-key" });
    const answer = await subjects[name](ID);
    if (answer.job_id !== ID) throw new Error(`${name} says ${JSON.stringify(answer)}`);
  }
  const measure = async (name) => {
    const begun = performance.now();
    for (let count = 0; count < calls; count++) await subjects[name](ID);
    return ((performance.now() - begun) * 1_000) / calls;
  };
  return interleave(names, { rounds, warm: 2, measure });
}
