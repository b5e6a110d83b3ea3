// A network made of prepared answers, for tests whose clock is made up: no socket, and no timer of its own.
exports.BASE_URL = "https://pulse.test";

const answered = (status, body, headers = {}) => ({
  status,
  statusText: "",
  headers: new Headers(headers),
  text: async () => JSON.stringify(body),
});

exports.unavailable = () => answered(503, { detail: "unavailable" });
exports.tooMany = (seconds) => () => answered(429, {}, { "retry-after": `${seconds}` });
exports.accepted = (jobId) =>
  answered(200, { job_id: jobId, message: "Job cancelled successfully" });
exports.state = (status) => (jobId) =>
  answered(200, { job_id: jobId, status, created_at: "2026-01-01T00:00:00Z" });
/** An answer that never comes. */
exports.silence = (_, { signal }) =>
  new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));

/** A fetch that gives each request the next answer, the last one again and again; `requests` has what was asked for. */
exports.network = (...answers) => {
  const requests = [];
  const fetch = async (url, init) => {
    const jobId = decodeURIComponent(new URL(url).pathname.split("/").at(-1));
    requests.push(`${init.method} ${jobId}`);
    const next = answers.length > 1 ? answers.shift() : answers[0];
    return next(jobId, init);
  };
  return { fetch, requests };
};

/** Until all that promises alone can do is done. No timer and no queueMicrotask, since tests replace them. */
exports.settled = async () => {
  for (let turn = 0; turn < 200; turn += 1) await null;
};
