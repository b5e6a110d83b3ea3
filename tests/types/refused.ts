// A wrong call for each option and each method: none may compile.
import {
  PulseClient,
  type PulseClientOptions,
  PulseError,
  type RequestOptions,
  type WaitOptions,
} from "pulse-wasm";

/** One wrong call for each option: one that is added later is missing here until it has its own. */
type Refused<Options> = { [Option in keyof Required<Options>]: () => unknown };

export const client: Refused<PulseClientOptions> = {
  // @ts-expect-error no number is a key
  apiKey: () => new PulseClient({ apiKey: 42 }),
  // @ts-expect-error a URL object is no string
  baseUrl: () => new PulseClient({ baseUrl: new URL("https://a.example") }),
  // @ts-expect-error a supplier gives a string
  environment: () => new PulseClient({ environment: () => 42 }),
  // @ts-expect-error a header's value is a text
  headers: () => new PulseClient({ headers: { "x-team": 42 } }),
  // @ts-expect-error seconds are a number
  timeoutInSeconds: () => new PulseClient({ timeoutInSeconds: "60" }),
  // @ts-expect-error null is no time
  deadlineInSeconds: () => new PulseClient({ deadlineInSeconds: null }),
  // @ts-expect-error a count is a number
  maxRetries: () => new PulseClient({ maxRetries: "2" }),
  // @ts-expect-error seconds are a number
  initialRetryDelayInSeconds: () => new PulseClient({ initialRetryDelayInSeconds: "1" }),
  // @ts-expect-error null is no time
  maxRetryDelayInSeconds: () => new PulseClient({ maxRetryDelayInSeconds: null }),
  // @ts-expect-error what it returns has no status
  fetch: () => new PulseClient({ fetch: async () => ({ text: async () => "" }) }),
  // @ts-expect-error there is no such level
  logging: () => new PulseClient({ logging: { level: "loud" } }),
  // @ts-expect-error a handler is a function
  onEvent: () => new PulseClient({ onEvent: "log" }),
  // @ts-expect-error the controller is not its signal
  abortSignal: () => new PulseClient({ abortSignal: new AbortController() }),
  // @ts-expect-error the controller is not its signal
  signal: () => new PulseClient({ signal: new AbortController() }),
  // @ts-expect-error a flag is a boolean
  allowInsecure: () => new PulseClient({ allowInsecure: "yes" }),
};

const some = new PulseClient();
const jobId = "job-111-aaa";

export const request: Refused<RequestOptions> = {
  // @ts-expect-error seconds are a number
  timeoutInSeconds: () => some.cancelJob(jobId, { timeoutInSeconds: "1" }),
  // @ts-expect-error seconds are a number
  deadlineInSeconds: () => some.cancelJob(jobId, { deadlineInSeconds: true }),
  // @ts-expect-error a count is a number
  maxRetries: () => some.cancelJob(jobId, { maxRetries: null }),
  // @ts-expect-error seconds are a number
  initialRetryDelayInSeconds: () => some.cancelJob(jobId, { initialRetryDelayInSeconds: true }),
  // @ts-expect-error seconds are a number
  maxRetryDelayInSeconds: () => some.cancelJob(jobId, { maxRetryDelayInSeconds: "60" }),
  // @ts-expect-error a header's value is a text
  headers: () => some.cancelJob(jobId, { headers: { a: true } }),
  // @ts-expect-error the controller is not its signal
  abortSignal: () => some.cancelJob(jobId, { abortSignal: new AbortController() }),
  // @ts-expect-error the controller is not its signal
  signal: () => some.cancelJob(jobId, { signal: new AbortController() }),
  // @ts-expect-error the query is a record or pairs
  queryParams: () => some.cancelJob(jobId, { queryParams: "a=1" }),
  // @ts-expect-error a flag is a boolean
  keepalive: () => some.cancelJob(jobId, { keepalive: "yes" }),
};

export const wait: Omit<Refused<WaitOptions>, keyof RequestOptions> = {
  // @ts-expect-error seconds are a number
  pollIntervalInSeconds: () => some.jobs.waitForJob({ jobId }, { pollIntervalInSeconds: "1" }),
  // @ts-expect-error it is handed a job, not a number
  onUpdate: () => some.jobs.waitForJob({ jobId }, { onUpdate: (job: number) => job }),
  // @ts-expect-error a flag is a boolean
  cancelOnAbort: () => some.jobs.cancelJobAndWait({ jobId }, { cancelOnAbort: 1 }),
};

// @ts-expect-error the options are an object
new PulseClient("key");
// @ts-expect-error there is no such option
new PulseClient({ token: "key" });
// @ts-expect-error the id is a string
some.cancelJob(42);
// @ts-expect-error the id is needed
some.cancelJob();
// @ts-expect-error the id stands in an object here
some.jobs.cancelJob(jobId);
// @ts-expect-error the field is jobId
some.jobs.cancelJob({ job_id: jobId });
// @ts-expect-error there is no such option
some.cancelJob(jobId, { timeout: 1 });
// @ts-expect-error polling is not for a single request
some.jobs.getJob({ jobId }, { pollIntervalInSeconds: 1 });
// @ts-expect-error the id is needed
some.jobs.getJob({});
// @ts-expect-error the id is a string
some.jobs.waitForJob({ jobId: null });
// @ts-expect-error a wait has no one response to show
some.jobs.waitForJob({ jobId }).withRawResponse();
// @ts-expect-error the id is needed
some.jobs.cancelJobAndWait();
// @ts-expect-error a number is no job id's text
export const id: number = (await some.cancelJob(jobId)).job_id;
// @ts-expect-error an error says what happened
new PulseError({ attempts: 1 });
// @ts-expect-error the name is the class's own
new PulseError({ message: "x", attempts: 0 }).name = "Other";
// @ts-expect-error jobs belongs to its client
some.jobs = new PulseClient().jobs;
