// pulse-wasm/proxy: a handler that keeps the key on the server, for pages whose client has `apiKey: null`.
import type {
  FetchFunction,
  Logger,
  LoggingOptions,
  PulseClientOptions,
  PulseEvent,
  Supplier,
} from "./index.js";

type GlobalFetch = typeof globalThis extends { fetch: infer T } ? T : undefined;

/** What of a request is used where the runtime's types have no `Request`. */
export interface ProxyRequestLike {
  readonly url: string;
  readonly method: string;
  readonly headers: { get(name: string): string | null };
}

/** What of a response is promised where the runtime's types have no `Response`. */
export interface ProxyResponseLike {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** The runtime's own `Request` if its types are present. */
export type ProxyRequest = GlobalFetch extends (input: infer T, ...rest: never[]) => unknown
  ? Extract<T, { readonly method: string }>
  : ProxyRequestLike;

/** The runtime's own `Response` if its types are present. */
export type ProxyResponse = GlobalFetch extends (...given: never[]) => PromiseLike<infer T>
  ? T
  : ProxyResponseLike;

/** What a page wants to do. */
export interface ProxyAction {
  /** Letters, digits and `. _ ~ -`, at most 1,024 of them; never `.` or `..`. */
  jobId: string;
  /** `GET` reads the job's state, `DELETE` cancels it. */
  method: "GET" | "DELETE";
}

/** The options of {@link createProxy}. */
export interface ProxyOptions {
  /**
   * The key, or a function that returns it, which is called before each request and once more after a 401. It is sent to the API
   * alone, and taken out of all that goes back. Where the function gives none (a variable that is not set), the answer is 500.
   */
  apiKey: string | Supplier<string | undefined>;
  /**
   * Says whether the page's user may do that: `true`, `false` (403), or a response of its own, such as a redirect to the login,
   * which is sent but for what its headers say of its connection, and of how a fetched one was encoded. It
   * is given the page's request, with its cookies. Where it throws, or says anything else, the answer is 500; where it takes
   * longer than `timeoutInSeconds`, 504. Nothing is sent then.
   */
  authorize: (
    request: ProxyRequest,
    action: ProxyAction,
  ) => boolean | ProxyResponse | PromiseLike<boolean | ProxyResponse>;
  /** Where the API is, as {@link PulseClientOptions.baseUrl}. Default: PULSE_BASE_URL, else `https://api.runpulse.com`. */
  baseUrl?: string | Supplier<string> | undefined;
  /** The path that the page's client has as its `baseUrl`; `""` for none. Default `"/api"`. */
  basePath?: string | undefined;
  /** What pages may do. Default both. */
  methods?: readonly ("GET" | "DELETE")[] | undefined;
  /**
   * Other origins whose pages may ask too, such as `https://app.example`: they alone get CORS headers, with credentials, and
   * an answer to a preflight. Default none but the page's own.
   */
  allowedOrigins?: readonly string[] | undefined;
  /**
   * The hosts under which this server is known, such as `app.example` or `localhost:3000`; without a port, the default ones.
   * A request to any other is refused. Default: any host.
   */
  allowedHosts?: readonly string[] | undefined;
  /**
   * The longest that `authorize`, and then the key's function and the request to the API together, may take, in seconds. With
   * `maxRetries` each attempt may take as long. Default 60; `Infinity` for no limit.
   */
  timeoutInSeconds?: number | undefined;
  /** Further attempts, as {@link PulseClientOptions.maxRetries}. Default 0: the page's own client retries. */
  maxRetries?: number | undefined;
  /** Used instead of the global `fetch`, which is looked up at each request. */
  fetch?: FetchFunction | undefined;
  /** Default: silent. Log lines of the client, and why `authorize` failed. */
  logging?: LoggingOptions | Logger | undefined;
  /** Called for each event of each request to the API. */
  onEvent?: ((event: PulseEvent) => void) | undefined;
}

/** Answers a request. It rejects only what is no `Request`. */
export type JobProxy = (request: ProxyRequest) => Promise<ProxyResponse>;

/**
 * A handler for `GET` and `DELETE` of `{basePath}/job/{jobId}`, made of one client.
 *
 * @throws PulseValidationError for a bad option, or one that there is not.
 */
declare function createProxy(options: ProxyOptions): JobProxy;

/** The part of `http.IncomingMessage`, or of http2's request, that is used. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly rawHeaders?: readonly string[];
  readonly socket: object;
}

/** The part of `http.ServerResponse`, or of http2's response, that is used. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  readonly destroyed?: boolean;
  setHeader(name: string, value: string | string[]): unknown;
  /** Takes back a header that was set. */
  removeHeader(name: string): unknown;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: each event has its own
  on(event: "close" | "drain", listener: (...given: any[]) => void): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: each event has its own
  off(event: "close" | "drain", listener: (...given: any[]) => void): unknown;
  destroy(): unknown;
}

/**
 * The proxy for node:http, Express, Fastify (over `reply.raw`), Connect and http2. Where there is a `next`, it is called for a path
 * that is not below `{basePath}/job/`. What it returns rejects only with
 * what `next` throws.
 */
declare function toNodeHandler(
  proxy: (request: ProxyRequest) => ProxyResponse | PromiseLike<ProxyResponse>,
): (
  request: NodeRequest,
  response: NodeResponse,
  next?: (error?: unknown) => void,
) => Promise<void>;

// A list, since TypeScript would export all of a declaration file that has none, GlobalFetch included.
export { createProxy, toNodeHandler };
