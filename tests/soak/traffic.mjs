// One operation of the traffic: some jobs with faults in their way, a call or a run about them, and what the client says of it.

export const MAX_RETRIES = 2;

/** What may stand in the way of a job's next requests. */
const FAULTS = [
  { status: 503, headers: { "retry-after": "0" } },
  { status: 500, body: '{"error":{"code":"INTERNAL_001","message":"at random"}}' },
  { status: 429, headers: { "retry-after": "0" } },
  { status: 502, body: "<html>bad gateway</html>" },
  { apply: true, cut: "mid-body" },
  { cut: "before-headers" },
  { reset: true },
  { hang: "before-headers" },
  { apply: true, hang: "mid-body" },
  { apply: true, delayMs: 30 },
  { status: 200, body: "no JSON" },
  { status: 404 },
];

const options = (random) => ({
  maxRetries: MAX_RETRIES,
  initialRetryDelayInSeconds: 0.005,
  maxRetryDelayInSeconds: 1,
  timeoutInSeconds: 0.15,
  pollIntervalInSeconds: 0.01,
  deadlineInSeconds: random.chance(0.1) ? random.between(20, 200) / 1_000 : 10,
});

const KINDS = {
  cancelJob: (client, [id], options) => client.cancelJob(id, options),
  getJob: (client, [jobId], options) => client.jobs.getJob({ jobId }, options),
  waitForJob: (client, [jobId], options) => client.jobs.waitForJob({ jobId }, options),
  cancelOnAbort: (client, [jobId], options) =>
    client.jobs.waitForJob({ jobId }, { ...options, cancelOnAbort: true }),
  cancelJobAndWait: (client, [jobId], options) => client.jobs.cancelJobAndWait({ jobId }, options),
  cancelJobs: (client, ids, options) => client.jobs.cancelJobs(ids, options),
  confirmed: (client, ids, options) => client.jobs.cancelJobs(ids, { ...options, confirm: true }),
  iterated: async (client, ids, options) => {
    const outcomes = [];
    for await (const outcome of client.jobs.cancelJobs(ids, options)) outcomes.push(outcome);
    return outcomes;
  },
  getJobs: (client, ids, options) => client.jobs.getJobs(ids, options),
  waitForJobs: (client, ids, options) => client.jobs.waitForJobs(ids, options),
};
const NAMES = Object.keys(KINDS);
const MANY = new Set(["cancelJobs", "confirmed", "iterated", "getJobs", "waitForJobs"]);

/** Makes an operation's jobs and faults at the server; undefined where it is down. */
export async function plan(random, server, newId) {
  const kind = random.pick(NAMES);
  const ids = Array.from({ length: MANY.has(kind) ? random.between(1, 12) : 1 }, newId);
  const isAborted = random.chance(0.1);
  const abortAfter = random.between(0, 60);
  const given = options(random);
  // One that nobody made is missing, as a job of yesterday is.
  const made = ids.filter(() => random.chance(0.95));
  const faults = ids.flatMap((jobId) =>
    random.chance(0.2)
      ? [{ jobId, times: random.between(1, MAX_RETRIES + 2), ...random.pick(FAULTS) }]
      : [],
  );
  await Promise.all([
    ...made.map((jobId) => server.job({ jobId })),
    ...faults.map((fault) => server.fault(fault)),
  ]);
  return { kind, ids, made: new Set(made), isAborted, abortAfter, given, faults };
}

/** Runs it; whatever the client says is the result. */
export async function carryOut(client, { kind, ids, isAborted, abortAfter, given }) {
  let signal;
  if (isAborted) {
    const controller = new AbortController();
    signal = controller.signal;
    setTimeout(() => controller.abort(), abortAfter);
  }
  try {
    return { value: await KINDS[kind](client, ids, { ...given, ...(signal && { signal }) }) };
  } catch (error) {
    return { error };
  }
}
