// Each option of the client, in each form that it may take.
import {
  type HeaderValue,
  type Logger,
  PulseClient,
  type PulseClientOptions,
  PulseEnvironment,
  type PulseEvent,
} from "pulse-wasm";
import { type Equal, holds } from "./holds.js";

new PulseClient();
new PulseClient({});

// Required: an option added later is missing here until it has a test.
const all: Required<PulseClientOptions> = {
  apiKey: "key",
  baseUrl: "https://api.runpulse.com",
  environment: PulseEnvironment.Default,
  headers: { "x-team": "dashboard" },
  timeoutInSeconds: 60,
  deadlineInSeconds: 120,
  maxRetries: 2,
  initialRetryDelayInSeconds: 0.5,
  maxRetryDelayInSeconds: 30,
  fetch,
  logging: { level: "debug", logger: console, silent: false },
  onEvent: () => {},
  abortSignal: new AbortController().signal,
  signal: AbortSignal.timeout(1_000),
  allowInsecure: true,
};
new PulseClient(all);

new PulseClient({ apiKey: null, baseUrl: "/api" });
new PulseClient({ apiKey: () => "key", baseUrl: () => "https://a.example", environment: () => "" });
new PulseClient({ apiKey: async () => "key", baseUrl: async () => "https://a.example" });
new PulseClient({ timeoutInSeconds: Number.POSITIVE_INFINITY });

const values: HeaderValue[] = [
  "text",
  null,
  undefined,
  () => "text",
  () => null,
  () => undefined,
  async () => "text",
];
new PulseClient({ headers: { a: values[0], b: values[1] } });
new PulseClient({ headers: new Map([["x-team", "dashboard"]]) });
new PulseClient({ headers: [["x-team", () => "dashboard"]] });

// A fetch of one's own: the runtime's, one that wraps it, and one that gives only what is needed.
new PulseClient({ fetch: globalThis.fetch });
new PulseClient({ fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers } }) });
new PulseClient({
  fetch: async (url, init) => {
    holds<Equal<typeof url, string>>();
    holds<Equal<typeof init.method, PulseEvent["method"]>>();
    init.signal.throwIfAborted();
    return { status: 200, headers: { get: () => null }, text: async () => "{}" };
  },
});

const logger: Logger = {
  debug: (message) => message.length,
  info() {},
  warn() {},
  error: (_message, ...details) => details,
};
new PulseClient({ logging: logger });
new PulseClient({ logging: console });
new PulseClient({ logging: { level: "warn" } });
new PulseClient({ logging: { logger } });

new PulseClient({
  onEvent(event) {
    holds<Equal<typeof event, PulseEvent>>();
    holds<Equal<typeof event.type, "attempt" | "response" | "retry" | "gate">>();
    const known: (typeof event.method)[] = ["GET", "DELETE"];
    // @ts-expect-error no endpoint has it
    const unknown: typeof event.method = "TRACE";
    const path: typeof event.urlTemplate = "/job/{jobId}";
    void [known, unknown, path];
    holds<Equal<typeof event.jobId, string>>();
    holds<Equal<typeof event.attempt, number>>();
    holds<Equal<typeof event.statusCode, number | undefined>>();
    holds<Equal<typeof event.durationInSeconds, number | undefined>>();
    holds<Equal<typeof event.delayInSeconds, number | undefined>>();
    console.log(event.error?.statusCode);
  },
});

// A client ends by hand, or with its scope.
const client = new PulseClient(all);
client.free();
client[Symbol.dispose]();
{
  using scoped = new PulseClient(all);
  holds<Equal<typeof scoped, PulseClient>>();
}
