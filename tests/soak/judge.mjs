// Holds what the client said of an operation against what was sent and what the emulator has on record.
import { MAX_RETRIES } from "./traffic.mjs";

const READS = new Set(["getJob", "waitForJob", "getJobs", "waitForJobs"]);
const SINGLE = new Set(["cancelJob", "getJob"]);
const folded = (state) => (state === "cancelled" ? "canceled" : state);

/**
 * What is wrong, in words; nothing where all is well.
 * @param {object} operation with its `plan` and its `result`
 * @param {Map<string, { method: string }[]>} sent what went out for each job, by the client's own fetch
 * @param {{ received: Map<string, object[]>, states: Map<string, string> } | undefined} ledger the emulator's record; undefined
 * where it was killed before the operation had ended
 */
export function judge({ plan, result }, sent, ledger) {
  const wrong = plan.ids.flatMap((id) => judgeSends(plan, id, sent.get(id) ?? [], ledger));
  const { error } = result;
  if (error && (typeof error.attempts !== "number" || /internal error/.test(error.message))) {
    wrong.push(`threw ${error.stack ?? error}; its cause: ${error.cause?.stack}`);
  } else if (ledger) {
    wrong.push(...judgeResult(plan, result, sent, ledger));
  }
  return wrong.map((text) => `${plan.kind}: ${text}`);
}

function judgeSends({ kind, isAborted }, id, sends, ledger) {
  const wrong = [];
  const deletions = sends.filter(({ method }) => method === "DELETE").length;
  const received = ledger?.received.get(id) ?? [];
  if (READS.has(kind) && deletions > 0) wrong.push(`${id} was cancelled`);
  if (kind === "cancelOnAbort" && !isAborted && deletions > 0) wrong.push(`${id} was cancelled`);
  // In a run a 429 uses up none of a job's retries.
  const free = ledger ? received.filter(({ status }) => status === 429).length : Infinity;
  const limit = 1 + MAX_RETRIES + (SINGLE.has(kind) ? 0 : free);
  if (deletions > limit) wrong.push(`${id}: ${deletions} DELETEs were sent, ${limit} are allowed`);
  if (kind === "getJob" && sends.length > limit)
    wrong.push(`${id}: ${sends.length} GETs were sent`);
  if (ledger && received.length > sends.length) {
    wrong.push(`${id}: ${received.length} requests arrived, ${sends.length} were sent`);
  }
  return wrong;
}

function judgeResult(plan, { value, error }, sent, { received, states }) {
  const [id] = plan.ids;
  const requests = received.get(id) ?? [];
  const wasAccepted = (id) =>
    (received.get(id) ?? []).some(({ method, status }) => method === "DELETE" && status === 200);
  const wrong = [];
  const expect = (holds, text) => holds || wrong.push(text);
  if (error) {
    if (SINGLE.has(plan.kind)) {
      const sends = (sent.get(id) ?? []).length;
      expect(error.attempts === sends, `${id}: attempts ${error.attempts}, ${sends} were sent`);
      if (error.statusCode !== undefined && sends > 0) {
        const last = requests.at(-1)?.status;
        expect(error.statusCode === last, `${id}: says ${error.statusCode}, was answered ${last}`);
      }
    }
    return wrong;
  }
  switch (plan.kind) {
    case "cancelJob":
      expect(value.job_id === id && wasAccepted(id), `${id}: no DELETE was accepted`);
      break;
    case "getJob":
      expect(value.job_id === id && plan.made.has(id), `${id}: there is no such job`);
      break;
    case "waitForJob":
    case "cancelOnAbort":
      expect(value.status === states.get(id), `${id}: ${value.status}, is ${states.get(id)}`);
      break;
    case "cancelJobAndWait":
      expect(
        value.outcome === folded(states.get(id)),
        `${id}: ${value.outcome}, is ${states.get(id)}`,
      );
      break;
    case "iterated":
      judgeOutcomes(plan, value, wasAccepted, expect);
      break;
    default:
      judgeSummary(plan, value, wasAccepted, expect);
  }
  return wrong;
}

function judgeOutcomes({ ids }, outcomes, wasAccepted, expect) {
  const told = outcomes.map(({ jobId }) => jobId);
  expect(told.length === ids.length, `${told.length} outcomes of ${ids.length} jobs`);
  expect(new Set(told).size === told.length, "a job has two outcomes");
  for (const { jobId, status } of outcomes) {
    if (status === "fulfilled") expect(wasAccepted(jobId), `${jobId}: no DELETE was accepted`);
  }
}

function judgeSummary({ kind, ids }, summary, wasAccepted, expect) {
  const {
    total,
    cancelled = 0,
    finished = 0,
    fulfilled = 0,
    failed,
    skipped,
    duplicates,
  } = summary;
  const sum = cancelled + finished + fulfilled + failed + skipped + duplicates;
  expect(
    total === ids.length && sum === total,
    `a summary that lost jobs: ${JSON.stringify(summary)}`,
  );
  expect(summary.failures.length === failed, `${summary.failures.length} failures of ${failed}`);
  if (kind === "cancelJobs") {
    const accepted = ids.filter(wasAccepted).length;
    expect(cancelled <= accepted, `${cancelled} cancelled, ${accepted} were accepted`);
  }
}
