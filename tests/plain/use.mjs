// What a user's program does with a plain build's PulseClient, and what it saw; plain JavaScript that every target takes.

/** @param {{ api: string, jobs: string[] }} given an emulator, and five of its jobs */
export async function use(PulseClient, { api, jobs }) {
  const client = new PulseClient({ apiKey: "test-key", baseUrl: api });
  const { message } = await client.cancelJob(jobs[0]);
  const refusal = await client.cancelJob("..").catch((error) => error);
  const { total, cancelled } = await client.jobs.cancelJobs(jobs.slice(1, 3));
  const outcomes = [];
  for await (const { jobId, status } of client.jobs.cancelJobs(jobs.slice(3)))
    outcomes.push([jobId, status]);
  client.free();
  return {
    message,
    refused: refusal instanceof PulseClient.errors.PulseValidationError && refusal.attempts === 0,
    summary: { total, cancelled },
    outcomes: outcomes.sort(),
  };
}
