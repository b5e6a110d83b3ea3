// The types of pulse-wasm: the client, its options, single calls. With bulk.d.ts and errors.d.ts they are what both packages
// have, the crate's own and the one on npm; each adds what only it has.

declare global {
  // For TypeScript below 5.2, and where the lib that has them is left out; the same as there.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
  interface Disposable {
    [Symbol.dispose](): void;
  }
}

/**
 * A function that returns an option's value, called before each request that is sent: an attempt, a poll. If it never settles,
 * only `deadlineInSeconds` or a signal ends the call.
 */
export type Supplier<T> = () => T | PromiseLike<T>;

/** A header's value: a string, a supplier, `null` to omit the header, `undefined` to have no effect. */
export type HeaderValue = string | null | undefined | Supplier<string | null | undefined>;

/**
 * Headers as a record, or as an iterable of pairs: a `Map`, a `Headers` object, an array of pairs. Values of a repeated
 * header are joined by `", "`, as `fetch` does; any other value replaces what came before.
 */
export type HeadersOption = Record<string, HeaderValue> | Iterable<readonly [string, HeaderValue]>;

/** A query parameter's value; an array repeats its name, `null` and `undefined` are left out. */
export type QueryValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly (string | number | boolean | null | undefined)[];

/** The runtime's own `fetch` if its types are present; some have `Headers` and `AbortSignal` nowhere else. */
type GlobalFetch = typeof globalThis extends { fetch: infer T } ? T : undefined;

/** The runtime's own `Headers` if its types are present, else what every implementation has. */
export type ResponseHeaders = GlobalFetch extends (
  ...given: never[]
) => PromiseLike<{ headers: infer T }>
  ? T
  : { get(name: string): string | null; has(name: string): boolean };

/** The part of an `AbortSignal` that is used; those of all runtimes and polyfills fit (WHATWG DOM, section 3.2). */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** The runtime's own `AbortSignal` if its types are present. */
export type FetchSignal = GlobalFetch extends (url: never, init?: infer T) => unknown
  ? NonNullable<T> extends { signal?: infer Signal }
    ? NonNullable<Signal>
    : AbortSignalLike
  : AbortSignalLike;

/** The methods and paths of the API's endpoints on a job, as requests and events name them. */
type JobMethod = "GET" | "DELETE";
type JobPath = "/job/{jobId}";

/** What `fetch` is called with (WHATWG Fetch, `RequestInit`). */
export interface FetchInit {
  method: JobMethod;
  headers: Record<string, string>;
  /** Redirects are never followed, since that would expose the key. One is reported without its body. */
  redirect: "manual";
  signal: FetchSignal;
  cache?: "no-store";
  keepalive?: boolean;
}

/** The runtime's `fetch`, or any function that returns this part of a `Response`. */
export type FetchFunction = (
  url: string,
  init: FetchInit,
) => PromiseLike<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

/**
 * Receives log lines, each of which names its job: `console`, pino, winston. A line's details are a copy of the event, where
 * there is an error with `error: { name, message, … }`, without headers and body; those of a failed call's last line are
 * `{ callId, jobId, attempts, error }`. winston keeps the details; pino drops them unless they come first, by
 * `{ debug: (message, details) => log.debug(details, message), … }`.
 */
export interface Logger {
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

/** Which log lines are written, and where. */
export interface LoggingOptions {
  /** The lowest level that is written. Default `"info"`. */
  level?: "debug" | "info" | "warn" | "error" | undefined;
  /** Default `console`. */
  logger?: Logger | undefined;
  /** Default `false`. */
  silent?: boolean | undefined;
}

/** What happened to a call; for tracing and metrics. Never contains the key. */
export interface PulseEvent {
  /**
   * `attempt`: a request is sent. `response`: it was answered (`statusCode`), or failed or was aborted (`error`).
   * `retry`: another attempt follows in `delayInSeconds`. `gate`: held back, because a 429 asked this client to wait.
   */
  type: "attempt" | "response" | "retry" | "gate";
  /** The same for all events of one call, or of one job of a bulk run; no other call of the package has it. */
  callId: number;
  method: JobMethod;
  urlTemplate: JobPath;
  jobId: string;
  /** Requests this call has sent so far. */
  attempt: number;
  statusCode?: number;
  durationInSeconds?: number;
  delayInSeconds?: number;
  error?: PulseError;
}

/** Options of a client, for all its calls, and of a single call. */
interface CallLimits {
  /**
   * The longest that one attempt may take, in seconds, from sending to the last byte of the body. Default 60;
   * `Infinity` for no limit. Anything but a number above 0 is a {@link PulseValidationError}. A timeout is retried, also when
   * a body stalls, whatever its status; the last one rejects with a {@link PulseTimeoutError}.
   */
  timeoutInSeconds?: number | undefined;
  /**
   * The longest that a call may take, in seconds, all its attempts and waits together. Default none. Anything but a
   * number above 0 is a {@link PulseValidationError}. When it is reached, the call rejects with a {@link PulseTimeoutError};
   * a wait that would not end before it is not begun.
   */
  deadlineInSeconds?: number | undefined;
  /**
   * Further attempts after a network failure, a timeout, 408, 429 or 5xx (not a 500 whose code begins with `JOB_`).
   * An integer >= 0; default 2. Waits as long as the server asks (`Retry-After`, RFC 9110 section 10.2.3;
   * `X-RateLimit-Reset` on a 429), else by `initialRetryDelayInSeconds`. If asked to wait more than
   * `maxRetryDelayInSeconds`, the call rejects at once, with `retryAfterInSeconds`.
   */
  maxRetries?: number | undefined;
  /**
   * The wait before the first retry where the server asks for none, in seconds, give or take a tenth; each further one is
   * twice as long, up to `maxRetryDelayInSeconds`. Default 1. Anything but a finite number, 0.001 or more, is a
   * {@link PulseValidationError}.
   */
  initialRetryDelayInSeconds?: number | undefined;
  /**
   * The longest wait between two attempts, in seconds, and the longest that a server may ask for. Default 60; Infinity
   * takes any, but no wait is taken for longer than a day. Anything but a number above 0 is a {@link PulseValidationError}.
   */
  maxRetryDelayInSeconds?: number | undefined;
  /** Sent with each request. `null` omits a header that is sent by default; an `x-api-key` here counts as the key. */
  headers?: HeadersOption | undefined;
}

/** The options of {@link PulseClient}. */
export interface PulseClientOptions extends CallLimits {
  /**
   * The key, sent as `x-api-key` (the API page's security scheme): visible ASCII, else a {@link PulseValidationError}.
   * A function is called before each request, and once more after a 401: where the key has changed, the request is sent
   * again. `null` sends no key, for a proxy that adds it. Default: the environment
   * variable PULSE_API_KEY.
   */
  apiKey?: string | Supplier<string> | null | undefined;
  /**
   * Where the API is: an http(s) URL without credentials, query or fragment (WHATWG URL), or in a page a path such as
   * `/api`. A function is called before each request. Default: the environment variable PULSE_BASE_URL, else
   * `https://api.runpulse.com`.
   */
  baseUrl?: string | Supplier<string> | undefined;
  /** A synonym of `baseUrl`, as in pulse-ts-sdk; `baseUrl` takes precedence. */
  environment?: string | Supplier<string> | undefined;
  /** Used instead of the global `fetch`, which is looked up at each call. */
  fetch?: FetchFunction | undefined;
  /** Default: silent. A logger without options gets every line. */
  logging?: LoggingOptions | Logger | undefined;
  /** Called for each event of each call. What it throws is logged and breaks nothing. */
  onEvent?: ((event: PulseEvent) => void) | undefined;
  /** Ends every call of the client when it aborts, those to come included; each rejects as by its own `abortSignal`. */
  abortSignal?: AbortSignalLike | undefined;
  /** A synonym of `abortSignal`, which takes precedence. */
  signal?: AbortSignalLike | undefined;
  /**
   * Allows sending a key over plain http to a host that is not loopback, where others on the network can read it. Default
   * `false`: that is a {@link PulseValidationError}. Like every option that is true or false, it takes only a boolean, not
   * `"false"`.
   */
  allowInsecure?: boolean | undefined;
}

/** The options of one call; they override its client's. */
export interface RequestOptions extends CallLimits {
  /**
   * Aborts the call before, during and between attempts: it rejects at once with a {@link PulseAbortError} whose `cause`
   * is the signal's reason.
   */
  abortSignal?: AbortSignalLike | undefined;
  /** A synonym of `abortSignal`, which takes precedence. */
  signal?: AbortSignalLike | undefined;
  /** Appended to the URL, percent-encoded. Values that are no {@link QueryValue} are a {@link PulseValidationError}. */
  queryParams?: Record<string, unknown> | Iterable<readonly [string, QueryValue]> | undefined;
  /** Passed to `fetch`: lets the request outlive a page that is closing (WHATWG Fetch, `keepalive`). Default `false`. */
  keepalive?: boolean | undefined;
}

/** The options of a call that polls until a job has ended. Its deadline covers the whole call. */
export interface WaitOptions extends RequestOptions {
  /**
   * The first pause between two polls, in seconds. Default 1; each further one is half as long again, up to 30, or to the
   * first where that is longer. Anything but a finite number, 0.001 or more, is a {@link PulseValidationError}.
   */
  pollIntervalInSeconds?: number | undefined;
  /** Called with each state that a poll sees, the last one included. */
  onUpdate?: ((job: JobStatusResponse) => void) | undefined;
  /** Aborting cancels the remote job too; the call rejects when that has settled. Default `false`. */
  cancelOnAbort?: boolean | undefined;
}

/** Which job. */
export interface JobRequest {
  /**
   * The identifier that submitting the job returned; one path segment, percent-encoded. `""`, `"."`, `".."`, a lone
   * surrogate, more than 1,024 characters, the API key and anything but a string are a {@link PulseValidationError}.
   */
  jobId: string;
}

/** The body of a `DELETE /job/{jobId}` response. Fields that the API adds are kept. */
export interface JobCancellationResponse {
  /** Identifier of the job that was cancelled. */
  job_id: string;
  /** Human-readable confirmation message. */
  message: string;
  [field: string]: unknown;
}

/** The body of a `GET /job/{jobId}` response. Fields that the API adds are kept. */
export interface JobStatusResponse {
  job_id: string;
  /** As the server spelt it; an older API page has `cancelled` for `canceled`. */
  status: JobStatus;
  /** ISO 8601. */
  created_at: string;
  /** ISO 8601. */
  updated_at?: string;
  /** Present on a completed job; a large one is `{ is_url: true, url }`. */
  result?: Record<string, unknown>;
  /** Present on a failed job. */
  error?: string;
  [field: string]: unknown;
}

/** A job's state. The last four are final; an unknown state passes through. */
export type JobStatus =
  | "pending"
  | "processing"
  | "completed"
  | "failed"
  | "canceled"
  | "expired"
  | (string & {});

/** What became of a job that was to be cancelled: cancellation is best effort, and it may have ended otherwise. */
export interface CancelOutcome {
  outcome: "canceled" | "completed" | "failed" | "expired";
  /** The job's last state. */
  job: JobStatusResponse;
}

/** A response without its body. A custom `fetch` may leave out all but `status` and `headers`. */
export interface RawResponse {
  status: number;
  statusText: string;
  headers: ResponseHeaders;
  url: string;
  redirected: boolean;
  type: string;
}

/** A call's data and the response it came with. */
export interface WithRawResponse<T> {
  data: T;
  rawResponse: RawResponse;
}

/** A promise of the data, which can give the response as well. */
export interface ResponsePromise<T> extends Promise<T> {
  /** Resolves with the data and the response it came in; a failure rejects as without. */
  withRawResponse(): Promise<WithRawResponse<T>>;
}

/** The methods about jobs. None throws: whatever is wrong rejects its promise with a {@link PulseError}. */
export interface JobsClient {
  /** Asks the API to cancel a pending or processing job. Best effort: see {@link JobsClient.cancelJobAndWait}. */
  cancelJob(
    request: JobRequest,
    options?: RequestOptions,
  ): ResponsePromise<JobCancellationResponse>;
  /** The job's state, and its result once it has completed. */
  getJob(request: JobRequest, options?: RequestOptions): ResponsePromise<JobStatusResponse>;
  /** Polls until the job has completed, failed, been canceled or expired; resolves with its last state. */
  waitForJob(request: JobRequest, options?: WaitOptions): Promise<JobStatusResponse>;
  /** Cancels the job, then polls until it has ended, and says how it ended. */
  cancelJobAndWait(request: JobRequest, options?: WaitOptions): Promise<CancelOutcome>;
  /**
   * Cancels many jobs, from an iterable that is read only as fast as jobs are cancelled. A job that fails does not stop the
   * rest; a 401, an unreachable server and an abort do. A source that throws ends the run: what is in flight settles, then the
   * run rejects with that error.
   */
  cancelJobs(
    jobIds: Iterable<string> | AsyncIterable<string>,
    options: BulkOptions & { confirm: true },
  ): BulkCancellation<ConfirmedOutcome>;
  /** Without `confirm`: a job counts as cancelled once the API has accepted its cancellation. */
  cancelJobs(
    jobIds: Iterable<string> | AsyncIterable<string>,
    options?: BulkOptions,
  ): BulkCancellation;
  /** Gets the state of many jobs, as {@link JobsClient.cancelJobs} cancels them: it stops for the same reasons. */
  getJobs(
    jobIds: Iterable<string> | AsyncIterable<string>,
    options?: BulkStatusOptions,
  ): BulkRun<JobsOutcome, JobsSummary>;
  /** Polls many jobs, each until it has ended; `concurrency` says how many at once. */
  waitForJobs(
    jobIds: Iterable<string> | AsyncIterable<string>,
    options?: BulkWaitOptions,
  ): BulkRun<JobsOutcome, JobsSummary>;
}

/** A client of the Pulse API. Loading the module and making a client send nothing. */
export declare class PulseClient {
  /**
   * @throws {PulseValidationError} for an option that can be checked at once.
   * @throws {PulseError} if WebAssembly cannot run; the message says what to do.
   */
  constructor(options?: PulseClientOptions);
  /** The methods of jobs; the same object each time. */
  get jobs(): JobsClient;
  /** Short for `jobs.cancelJob({ jobId })`. */
  cancelJob(jobId: string, options?: RequestOptions): ResponsePromise<JobCancellationResponse>;
  /** Frees the client's memory at once. Pending calls go on; later ones reject. */
  free(): void;
  /** The same as {@link PulseClient.free}, for `using`. */
  [Symbol.dispose](): void;
}
export declare namespace PulseClient {
  export { type PulseClientOptions as Options, type RequestOptions };
}
