// Prints the milliseconds from the import of a subject to the end of its first call: node first-call.mjs NAME
const ID = "abc123-def456-ghi789";
const BODY = `{"job_id":"${ID}","message":"Job cancelled successfully"}`;
const fetch = async () => new Response(BODY, { headers: { "content-type": "application/json" } });
// Node itself loads its Response at first use: that is nobody's own time.
await (await fetch()).text();

const begun = performance.now();
const { make } = await import(`../${process.argv[2]}.mjs`);
const call = make({ fetch, baseUrl: "https://api.example.test", key: "test-key" });
const { job_id } = await call(ID);
const took = performance.now() - begun;
if (job_id !== ID) throw new Error(`it cancelled ${job_id}`);
console.log(took.toFixed(3));
